/**
 * The bounded flavour: a ring of at most `capacity` values; a send beyond that waits.
 *
 * Small rings are allocated whole, large ones double up to what is really used: `createChannel(1e6)` costs
 * nothing until somebody falls behind, and what it then cost is given back when it is drained.
 */

import { LocalCore } from "./local.js";

/** Rings up to here are allocated whole. */
const SMALL = 64;
/** Rings beyond here are given back when they are empty. */
const LARGE = 4096;

export class Bounded<T> extends LocalCore<T> {
  /** A power of two long; the stored values are the `length` slots from `head` on, all others undefined. */
  private slots: (T | undefined)[] = [];
  private head = 0;

  constructor(capacity: number) {
    super(capacity);
    this.clear();
  }

  put(value: T): void {
    const { head, length, slots } = this;
    if (length === slots.length) {
      // Oldest first, and as many empty slots again: the old ring is not needed any more.
      this.slots = slots.slice(head).concat(slots.slice(0, head), slots.fill(undefined));
      this.head = 0;
    }
    this.slots[(this.head + this.length++) & (this.slots.length - 1)] = value;
  }

  take(): T {
    const { slots, head } = this;
    // `length > 0` says that the slot is filled.
    const value = slots[head] as T;
    // A taken value must not live on in the ring.
    slots[head] = undefined;
    this.head = (head + 1) & (slots.length - 1);
    if (--this.length === 0 && slots.length > LARGE) this.clear();
    return value;
  }

  protected clear(): void {
    let size = 1;
    while (size < this.capacity && size < SMALL) size *= 2;
    this.slots = new Array<T | undefined>(size).fill(undefined);
    this.head = this.length = 0;
  }
}
