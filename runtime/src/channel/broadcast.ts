/**
 * `broadcast`: every receiver sees every value.
 *
 *     tx --> hub --> tap (a queue of its own) --> rx
 *                --> tap                      --> rx.clone()
 *
 * Nothing is lost: while the slowest receiver has no room, senders wait.
 */

import { Assembly } from "./combine/assembly.js";
import { isCount } from "./count.js";
import {
  CLOSED,
  EMPTY,
  END,
  FULL,
  type Popped,
  PUSHED,
  type Pushed,
  type SenderCore,
  type Sent,
} from "./flavour.js";
import { ReceiverEnd } from "./receiver.js";
import { SenderEnd } from "./sender.js";
import type { Receiver, Sender } from "./types.js";
import { Unbounded } from "./unbounded.js";
import { type Waiter, WaiterList } from "./waiters.js";

class Hub<T> implements SenderCore<T> {
  readonly taps = new Set<Tap<T>>();
  readonly senders = new WaiterList<Sent, T>();
  private open = 1;

  constructor(readonly capacity: number) {}

  get transport(): "local" {
    return "local";
  }

  /** What the slowest receiver has before it. */
  get length(): number {
    let longest = 0;
    for (const { length } of this.taps) longest = Math.max(longest, length);
    return longest;
  }

  get refuses(): boolean {
    return this.taps.size === 0;
  }

  get ended(): boolean {
    return this.open === 0;
  }

  tryPush(value: T): Pushed {
    if (this.refuses) return CLOSED;
    if (this.length >= this.capacity) return FULL;
    this.put(value);
    return PUSHED;
  }

  /** @param waiter who waited to send the value. */
  private put(value: T, waiter?: Waiter<Sent, T>): void {
    // Into every queue before anybody hears of it: who is told or served may send, and that value comes after this one.
    const taps = [...this.taps];
    for (const tap of taps) tap.queue.tryPush(value);
    waiter?.settle(PUSHED);
    for (const tap of taps) tap.serve();
  }

  /** There may be room again: lets in who waits. */
  admit(): void {
    if (this.refuses) this.senders.settleAll(CLOSED);
    while (this.senders.head !== undefined && this.length < this.capacity) {
      const waiter = this.senders.shift();
      this.put(waiter.value, waiter);
    }
  }

  addSender(waiter: Waiter<Sent, T>): void {
    this.senders.push(waiter);
  }

  openSender(): this {
    this.open++;
    return this;
  }

  closeSender(): void {
    if (--this.open === 0) for (const tap of [...this.taps]) tap.serve();
  }
}

/** One receiver's queue. */
class Tap<T> extends Assembly<T> {
  readonly queue = new Unbounded<T>();

  constructor(private readonly hub: Hub<T>) {
    super();
    hub.taps.add(this);
  }

  protected next(): Popped<T> {
    const value = this.queue.tryPop();
    if (value === EMPTY) return this.hub.ended ? END : EMPTY;
    this.hub.admit();
    return value;
  }

  /** A receiver of its own, that has the same values before it. */
  override openReceiver(): this {
    const tap = new Tap(this.hub);
    for (let left = this.queue.length; left > 0; left--) {
      const value = this.queue.tryPop() as T;
      this.queue.tryPush(value);
      tap.queue.tryPush(value);
    }
    // Another Tap of the same hub, which is all that `ReceiverEnd.clone` asks for.
    return tap as this;
  }

  // The hub serves by itself.
  protected listen(): void {}
  rest(): void {}

  protected release(): void {
    this.hub.taps.delete(this);
    this.hub.admit();
  }

  get length(): number {
    return this.queue.length;
  }

  get transport(): "local" {
    return "local";
  }
}

/**
 * A channel whose every Receiver gets every value. `rx.clone()` makes one more, which sees what `rx` has not
 * received yet and all that follows. A send waits while the slowest Receiver has `capacity` values before it
 * (64 by default); closing a Receiver lets the others go on.
 *
 * @throws RangeError when the capacity is no positive integer or `Infinity`
 */
export const broadcast = <T>(capacity = 64): [Sender<T>, Receiver<T>] => {
  if (!isCount(capacity, 1)) {
    throw new RangeError(`ML3906: capacity must be a positive integer or Infinity, not ${capacity}`);
  }
  const hub = new Hub<T>(capacity);
  return [new SenderEnd(hub), new ReceiverEnd(new Tap(hub))];
};
