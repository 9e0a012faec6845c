/**
 * The rendezvous flavour (capacity 0): the bounded one without a place. Full and empty at once, so that a value always
 * goes from hand to hand, and a send resolves when a receiver took it.
 */

import { Bounded } from "./bounded.js";

export class Rendezvous<T> extends Bounded<T> {
  constructor() {
    super(0);
  }
}
