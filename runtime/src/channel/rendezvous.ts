/** The rendezvous flavour (capacity 0): nothing is stored, a send resolves when a receiver took the value. */

import { LocalCore } from "./local.js";

export class Rendezvous<T> extends LocalCore<T> {
  constructor() {
    super(0);
  }

  // With capacity 0 and length 0 the store is always full and always empty.
  protected put(): void {}

  protected take(): never {
    throw new Error("ML9001: a rendezvous stores nothing");
  }

  protected clear(): void {}
}
