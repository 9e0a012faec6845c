/**
 * The unbounded flavour: a list of blocks, as in crossbeam-channel's `flavors/list.rs`. No send ever waits
 * or copies what is already stored, and a burst's memory is given back block by block as it is drained.
 */

import { LocalCore } from "./local.js";

const BLOCK = 256;

interface Block<T> {
  readonly slots: (T | undefined)[];
  next: Block<T> | undefined;
}

const block = <T>(): Block<T> => ({
  slots: new Array<T | undefined>(BLOCK).fill(undefined),
  next: undefined,
});

export class Unbounded<T> extends LocalCore<T> {
  private first = block<T>();
  private last = this.first;
  /** The slot of `first` that is read next, and the slot of `last` that is written next. */
  private read = 0;
  private write = 0;

  constructor() {
    super(Number.POSITIVE_INFINITY);
  }

  protected put(value: T): void {
    if (this.write === BLOCK) {
      this.last = this.last.next = block();
      this.write = 0;
    }
    this.last.slots[this.write++] = value;
    this.length++;
  }

  protected take(): T {
    if (this.read === BLOCK) {
      // `length > 0` says that a value is stored behind the block that is used up.
      this.first = this.first.next as Block<T>;
      this.read = 0;
    }
    const { slots } = this.first;
    const value = slots[this.read] as T;
    slots[this.read++] = undefined;
    // Drained: write from the start again, so that a channel that keeps up lives in one block.
    if (--this.length === 0 && this.first === this.last) this.read = this.write = 0;
    return value;
  }

  protected clear(): void {
    this.first = this.last = block();
    this.read = this.write = 0;
  }
}
