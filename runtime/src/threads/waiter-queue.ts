/** A list of waiters that counts them and tells its channel when one gives up. */

import { type Waiter, WaiterList } from "../channel/waiters.js";

export class WaiterQueue<Outcome, Held = unknown> extends WaiterList<Outcome, Held> {
  size = 0;

  /** `left` is called after a waiter was taken out by itself or by its end, not after `shift`. */
  constructor(private readonly left: () => void) {
    super();
  }

  override push(waiter: Waiter<Outcome, Held>): void {
    this.size++;
    super.push(waiter);
  }

  override shift(): Waiter<Outcome, Held> {
    this.size--;
    return super.shift();
  }

  override remove(waiter: Waiter<Outcome, Held>): void {
    this.size--;
    super.remove(waiter);
    this.left();
  }
}
