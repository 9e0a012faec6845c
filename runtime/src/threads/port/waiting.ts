/** Queues of waiters in which other threads stand by proxy. */

import { Waiter, WaiterList } from "../../channel/waiters.js";

/** Stands in the hub's queue for one who waits in another thread. */
export abstract class StandIn<Outcome, Held = unknown> extends Waiter<Outcome, Held> {
  /** Nobody's promise hangs on it. */
  fail(): void {}
}

/** Knows how many wait, and tells its owner when the first of this thread comes and the last one leaves. */
export class Waiting<Outcome, Held = unknown> extends WaiterList<Outcome, Held> {
  size = 0;
  /** How many of them are of this thread. */
  own = 0;

  constructor(
    private readonly occupied: (occupied: boolean) => void,
    /** Called whenever somebody has come or gone. */
    private readonly changed: () => void = () => {},
  ) {
    super();
  }

  override push(waiter: Waiter<Outcome, Held>): void {
    super.push(waiter);
    this.size++;
    if (!(waiter instanceof StandIn) && ++this.own === 1) this.occupied(true);
    this.changed();
  }

  override remove(waiter: Waiter<Outcome, Held>): void {
    super.remove(waiter);
    this.left(waiter);
  }

  override shift(): Waiter<Outcome, Held> {
    const waiter = super.shift();
    this.left(waiter);
    return waiter;
  }

  private left(waiter: Waiter<Outcome, Held>): void {
    this.size--;
    if (!(waiter instanceof StandIn) && --this.own === 0) this.occupied(false);
    this.changed();
  }
}
