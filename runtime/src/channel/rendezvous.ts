/**
 * The rendezvous flavour (capacity 0): a core without a store. Full and empty at once, so that a value always
 * goes from hand to hand, and a send resolves when a receiver took it.
 */

import { LocalCore } from "./local.js";

export class Rendezvous<T> extends LocalCore<T> {
  constructor() {
    super(0);
  }

  // Nothing is ever stored, so none of these is called with anything to do.
  put(): void {}
  take(): T {
    return undefined as T;
  }
  protected clear(): void {}
}
