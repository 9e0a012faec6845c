/**
 * What the flavours of one thread share: who waits, who is open, and the hand-off between the two sides.
 * A flavour only says how values are stored. After crossbeam-channel's `flavors/` and `waker.rs`, without
 * the atomics: between two lines of JavaScript nobody else runs.
 *
 * Invariants between operations: receivers wait only while nothing is stored and no sender waits; senders
 * wait only while the store is full. So a hand-off to a waiting receiver can never overtake a stored value.
 */

import {
  CLOSED,
  EMPTY,
  END,
  FULL,
  type Popped,
  PUSHED,
  type Pushed,
  type Received,
  type ReceiverCore,
  type SenderCore,
  type Sent,
} from "./flavour.js";
import { type Waiter, WaiterList } from "./waiters.js";

export abstract class LocalCore<T> implements SenderCore<T>, ReceiverCore<T> {
  /** Values stored now. */
  length = 0;
  /** Open ends of either side; a side that reached 0 stays there. */
  txs = 1;
  rxs = 1;
  readonly senders = new WaiterList<Sent, T>();
  readonly receivers = new WaiterList<Received<T>>();

  constructor(readonly capacity: number) {}

  /** Stores one value; only called while `length < capacity` and no receiver waits. */
  abstract put(value: T): void;
  /** Takes the oldest value; only called while `length > 0`, and what a waiting sender brings is put in its place. */
  abstract take(): T;
  /** Forgets what is stored. */
  protected abstract clear(): void;

  get transport(): "local" {
    return "local";
  }

  get refuses(): boolean {
    return this.rxs === 0;
  }

  tryPush(value: T): Pushed {
    if (this.rxs === 0) return CLOSED;
    if (this.receivers.head !== undefined) {
      this.receivers.shift().settle(value);
      return PUSHED;
    }
    if (this.length >= this.capacity) return FULL;
    this.put(value);
    return PUSHED;
  }

  tryPop(): Popped<T> {
    if (this.senders.head === undefined) return this.length > 0 ? this.take() : this.txs === 0 ? END : EMPTY;
    // A sender that waits puts its value where there is room now, or hands it over where there is no store.
    const waiter = this.senders.shift();
    let { value } = waiter;
    if (this.length > 0) {
      const oldest = this.take();
      this.put(value);
      value = oldest;
    }
    waiter.settle(PUSHED);
    return value;
  }

  addSender(waiter: Waiter<Sent, T>): void {
    this.senders.push(waiter);
  }

  addReceiver(waiter: Waiter<Received<T>>): void {
    this.receivers.push(waiter);
  }

  openSender(): this {
    this.txs++;
    return this;
  }

  openReceiver(): this {
    this.rxs++;
    return this;
  }

  closeSender(): void {
    if (--this.txs === 0) this.receivers.settleAll(END);
  }

  closeReceiver(): void {
    if (--this.rxs === 0) {
      this.clear();
      this.senders.settleAll(CLOSED);
    }
  }
}
