/** A queue without a limit: a ring that doubles when it is full. */

export class Deque<T> {
  length = 0;
  /** A power of two long; the stored values are the `length` slots from `head` on, all others undefined. */
  private slots: (T | undefined)[] = new Array(8).fill(undefined);
  private head = 0;

  push(value: T): void {
    if (this.length === this.slots.length) this.grow();
    this.slots[(this.head + this.length++) & (this.slots.length - 1)] = value;
  }

  /** The oldest value; only called while `length > 0`. */
  shift(): T {
    const { slots, head } = this;
    // `length > 0` says that the slot is filled.
    const value = slots[head] as T;
    slots[head] = undefined;
    this.head = (head + 1) & (slots.length - 1);
    this.length--;
    return value;
  }

  /** The value `index` places behind the oldest; only called while there are so many. */
  at(index: number): T {
    return this.slots[(this.head + index) & (this.slots.length - 1)] as T;
  }

  /** Takes everything out, oldest first. */
  takeAll(): T[] {
    const values: T[] = [];
    while (this.length > 0) values.push(this.shift());
    return values;
  }

  private grow(): void {
    const { slots, head } = this;
    this.slots = slots.slice(head).concat(slots.slice(0, head), new Array(slots.length).fill(undefined));
    this.head = 0;
  }
}
