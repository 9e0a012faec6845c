/**
 * The bounded flavour: a ring of at most `capacity` values; a send beyond that waits.
 *
 * Small rings are allocated whole, large ones double up to what is really used: `createChannel(1e6)` costs
 * nothing until somebody falls behind.
 */

import { LocalCore } from "./local.js";

const SMALL = 64;

export class Bounded<T> extends LocalCore<T> {
  /** A power of two long; the stored values are the `length` slots from `head` on, all others undefined. */
  private slots: (T | undefined)[];
  private head = 0;

  constructor(capacity: number) {
    super(capacity);
    let size = 1;
    while (size < capacity && size < SMALL) size *= 2;
    this.slots = new Array<T | undefined>(size).fill(undefined);
  }

  protected put(value: T): void {
    if (this.length === this.slots.length) this.grow();
    const slots = this.slots;
    slots[(this.head + this.length++) & (slots.length - 1)] = value;
  }

  protected take(): T {
    const { slots, head } = this;
    // `length > 0` says that the slot is filled.
    const value = slots[head] as T;
    // A taken value must not live on in the ring.
    slots[head] = undefined;
    this.head = (head + 1) & (slots.length - 1);
    this.length--;
    return value;
  }

  protected clear(): void {
    this.slots = [undefined];
    this.head = 0;
  }

  private grow(): void {
    const { slots, head } = this;
    this.slots = slots.slice(head).concat(slots.slice(0, head), new Array(slots.length).fill(undefined));
    this.head = 0;
  }
}
