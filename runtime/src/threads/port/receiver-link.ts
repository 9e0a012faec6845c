/** The hub's side of a Receiver in another thread: hands it what it asks for, and puts back what it returns. */

import type { Received } from "../../channel/flavour.js";
import { Deque } from "./deque.js";
import { END, HALT, HALTED, Parcel, POLL, RECALL, RETURN, STREAM, TOOK, WANT } from "./frames.js";
import { Link, type LinkHost } from "./link.js";
import { StandIn } from "./waiting.js";

/** A value that was not taken: its number over this port, itself, and what it transfers. */
export type Return<T> = readonly [ordinal: number, value: T, transfer: Transferable[] | undefined];

export interface ReceiverHost<T> extends LinkHost {
  /** Gives `link` a stored value; false when there is none. */
  supply(link: ReceiverLink<T>): boolean;
  /** Queues up for one value. */
  demand(waiter: DemandWaiter<T>): void;
  putBack(value: T | Parcel<T>, number: number): void;
  /** Values may be there now for those who wait, or room, or the end. */
  settleAll(): void;
  halted(link: ReceiverLink<T>): void;
  openedReceiver(link: ReceiverLink<T>): void;
  leftReceiver(link: ReceiverLink<T>): void;
}

/** Waits for a value on behalf of a receiver elsewhere. */
export class DemandWaiter<T> extends StandIn<Received<T>> {
  constructor(readonly link: ReceiverLink<T>) {
    super(link, undefined);
  }

  /** Only ever with `END`, which is told by itself: values go to `link.deliver`. */
  settle(): void {}
}

export class ReceiverLink<T> extends Link {
  declare protected readonly host: ReceiverHost<T>;
  private delivered = 0;
  private wanted = 0;
  private took = 0;
  private returned = 0;
  private waiters: DemandWaiter<T>[] = [];
  /** The backlog's numbers of the values that are unconfirmed. */
  private readonly numbers = new Deque<number>();
  streaming = false;
  /** It has polled: what it was given then, it may still hold. */
  private polling = false;
  private recalled = false;
  /** `HALT` was not answered yet. */
  private halting = false;
  private gone = false;
  private ended = false;

  constructor(host: ReceiverHost<T>, port: MessagePort) {
    super(host, port);
  }

  /** Values that are there or on their way, of which nobody knows yet whether they will be taken. */
  get unconfirmed(): number {
    return this.delivered - this.took - this.returned;
  }

  /** Some of them are known to come back, or may: they were asked for by somebody who has gone, or did not wait. */
  get mayReturn(): boolean {
    return this.unconfirmed > 0 && (this.gone || this.polling || this.delivered > this.wanted);
  }

  get settled(): boolean {
    return this.unconfirmed === 0 && !this.halting;
  }

  /** Hands over a value that nobody else holds. */
  deliver(value: T | Parcel<T>, number: number): void {
    this.count(number);
    this.line.addValue(value);
  }

  /** Hands over a value of the user's; false when it cannot be cloned. */
  post(value: T, number: number): boolean {
    if (!this.line.post(value)) return false;
    this.count(number);
    return true;
  }

  private count(number: number): void {
    this.delivered++;
    this.numbers.push(number);
  }

  /** The waiter, already out of the queue, is being served. */
  served(waiter: DemandWaiter<T>): void {
    const at = this.waiters.indexOf(waiter);
    if (at >= 0) this.waiters.splice(at, 1);
  }

  stream(): void {
    this.streaming = true;
    this.withdraw(0);
    this.line.add(STREAM, undefined);
    this.line.touch();
  }

  halt(): void {
    this.streaming = false;
    this.halting = true;
    this.line.tell(HALT, undefined);
  }

  /** Somebody waits for what this one may hold. */
  recall(): void {
    if (!this.polling || this.recalled || this.unconfirmed === 0) return;
    this.recalled = true;
    this.line.tell(RECALL, undefined);
  }

  end(): void {
    if (this.ended || !this.opened) return;
    this.ended = true;
    this.line.add(END, undefined);
    this.line.touch();
  }

  complete(): void {}

  protected welcome(): void {
    this.host.openedReceiver(this);
  }

  protected readOther(op: number, argument: unknown): void {
    switch (op) {
      case WANT:
        this.want(argument as number);
        break;
      case POLL:
        this.polling = true;
        break;
      case TOOK:
        this.took = argument as number;
        this.trim();
        break;
      case RETURN:
        this.takeBack(argument as Return<T>[]);
        break;
      case HALTED:
        this.halting = false;
        this.host.halted(this);
        break;
    }
    this.host.settleAll();
    this.hangUp();
  }

  private want(total: number): void {
    this.wanted = total;
    if (this.streaming || this.gone) return;
    const missing = Math.max(0, total - this.delivered);
    this.withdraw(missing);
    for (let more = missing - this.waiters.length; more > 0; more--) {
      if (this.host.supply(this)) continue;
      const waiter = new DemandWaiter(this);
      this.waiters.push(waiter);
      this.host.demand(waiter);
    }
  }

  private withdraw(left: number): void {
    while (this.waiters.length > left) this.waiters.pop()?.cancel();
  }

  private takeBack(values: Return<T>[]): void {
    // The answer to `recall` brings everything.
    if (this.recalled) this.polling = this.recalled = false;
    const first = this.delivered - this.numbers.length + 1;
    for (const [ordinal, value, transfer] of values) {
      const number = this.numbers.at(ordinal - first);
      this.host.putBack(transfer === undefined ? value : new Parcel(value, transfer), number);
    }
    this.returned += values.length;
    this.trim();
  }

  /** The end decides about values in their order: all but the last `unconfirmed` are decided. */
  private trim(): void {
    while (this.numbers.length > this.unconfirmed) this.numbers.shift();
  }

  protected leave(lost: boolean): void {
    if (this.gone && !lost) return;
    this.gone = true;
    this.withdraw(0);
    if (lost) {
      this.returned = this.delivered - this.took;
      this.halting = false;
    }
    // What is still on its way to it comes back, when it answers.
    else if (this.unconfirmed > 0) this.halt();
    this.host.leftReceiver(this);
  }
}
