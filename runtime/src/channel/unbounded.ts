/**
 * The unbounded flavour: the bounded one without a bound. Its ring doubles, so that a send costs O(1) amortised,
 * and a burst's memory is given back once it is drained.
 */

import { Bounded } from "./bounded.js";

export class Unbounded<T> extends Bounded<T> {
  constructor() {
    super(Infinity);
  }
}
