/**
 * The rendezvous (capacity 0) between threads: a send goes through only to a receiver that waits.
 *
 * Waiting receivers are announced in the core as a number, the *demand*. A sender takes one off and sends the value
 * into the core's queue, where it lies until the receiver's thread wakes: it has been taken already. Demands are
 * fungible: a thread fetches as many values as it announced, whoever answered. Within one thread both sides meet in
 * the lists of waiters, as they do in a local rendezvous; so `tryReceive` sees the waiting senders of its own
 * thread, while `receive` sees them all.
 *
 * Invariant over all threads: the `announced` add up to the core's demand and the values in its queue.
 */

import { EMPTY, END, FULL, type Popped, PUSHED, type Pushed, UNENCODABLE } from "../channel/flavour.js";
import { ChannelState, SPINS } from "./channel-state.js";
import { RECEIVER, SELF, STATUS } from "./core.js";
import { HELD } from "./mail.js";

export class RendezvousState extends ChannelState {
  /** Demands of this thread in the core, answered or not. At most one for each waiting receiver for which nothing is in hand, and
   * for each that gave up when its demand had been answered already. */
  private announced = 0;
  /** Values that were sent to receivers which gave up at that moment: the next receivers' of this thread. */
  private readonly stranded: unknown[] = [];

  override get length(): number {
    return 0;
  }

  override tryPush(value: unknown): Pushed {
    if (this.senders.head !== undefined) return FULL;
    return this.push(value);
  }

  override tryPop(): Popped<unknown> {
    if (this.receivers.head !== undefined) return EMPTY;
    if (this.stranded.length > 0) return this.stranded.shift();
    if (this.mail?.holds === true) return this.pop();
    while (this.senders.head !== undefined) {
      const waiter = this.senders.shift();
      if (this.senders.head === undefined) this.serve();
      const copy = this.copy(waiter.value);
      waiter.settle(copy === EMPTY ? UNENCODABLE : PUSHED);
      if (copy !== EMPTY) return copy;
    }
    return this.isClosed && this.announced === 0 ? this.ending() : EMPTY;
  }

  override push(value: unknown): Pushed {
    const number = this.write(value);
    if (number === undefined && !this.pack(value, 0)) return UNENCODABLE;
    this.mail?.single();
    if (this.receivers.head !== undefined && this.mail?.holds !== true && this.recall()) {
      // It does not leave the thread, but its receiver gets a copy all the same.
      const copy = number === undefined ? this.unpackOwn() : this.read(number);
      if (copy === EMPTY) {
        this.serve();
        return UNENCODABLE;
      }
      this.receivers.shift().settle(copy);
      return PUSHED;
    }
    const status = this.core.hand_over(this.me, this.channel, number ?? 0);
    let went = true;
    if (number === undefined) {
      if ((status & STATUS) === PUSHED) {
        this.world.payloads.clear(0);
        went = this.settle(1);
      } else {
        this.settle(0);
        this.world.payloads.takeBack(0);
      }
    }
    if (status >= SELF) this.serve();
    return went ? ((status & STATUS) as Pushed) : UNENCODABLE;
  }

  /** What was just written to slot 0, for a receiver of this thread; `EMPTY`: it cannot be cloned. */
  private unpackOwn(): unknown {
    if (this.mail?.leaves !== true) return this.unpack(0);
    this.world.payloads.clear(0);
    const copy = this.mail.copy();
    this.refusal = this.mail.refusal;
    return copy;
  }

  /** What a receiver of this very thread gets; `EMPTY`: the value cannot be written. */
  private copy(value: unknown): unknown {
    const number = this.write(value);
    if (number !== undefined) return this.read(number);
    return this.pack(value, 0) ? this.unpackOwn() : EMPTY;
  }

  /** Whether the longest waiting receiver of this thread can be served here: its demand is taken back. */
  private recall(): boolean {
    if (this.announced < this.receivers.size) return true;
    if (this.core.withdraw(this.channel) === 0) return false;
    this.announced--;
    return true;
  }

  override pushMany(values: ArrayLike<unknown>, from: number): number {
    const status = this.push(values[from]);
    return status === FULL ? 0 : status === PUSHED ? 1 : status === UNENCODABLE ? -2 : -1;
  }

  override popMany(max: number, into: unknown[]): number {
    let count = 0;
    for (; count < max; count++) {
      const value = this.tryPop();
      if (value === END && count === 0) return -1;
      if (value === EMPTY || value === END) break;
      into.push(value);
    }
    return count;
  }

  override announce(): void {
    this.announced++;
    this.core.demand(this.me, this.channel);
  }

  override pop(spins = SPINS): Popped<unknown> {
    return this.popByPort(spins);
  }

  protected override fetched(): void {
    this.announced--;
  }

  private get inHand(): number {
    return this.mail?.count ?? 0;
  }

  protected override serveReceivers(): void {
    for (;;) {
      const { head } = this.receivers;
      if (this.announced === 0 && (head === undefined || this.mail?.holds !== true)) break;
      let value: unknown;
      try {
        value = head === undefined ? this.fetch(SPINS) : this.pop();
      } catch (error) {
        if (this.receivers.head === undefined) throw error;
        this.receivers.shift().fail(error);
        continue;
      }
      if (value === EMPTY || value === END) break;
      if (value === HELD) continue;
      if (this.receivers.head !== undefined) this.receivers.shift().settle(value);
      else if (this.handsOn) this.ownMail().hold(value);
      else this.stranded.push(value);
    }
    if (this.receivers.head === undefined) return;
    if (this.isClosed) {
      if (this.ending() === END) this.receivers.settleAll(END);
      return;
    }
    const { core, me } = this;
    while (this.announced + this.inHand < this.receivers.size) {
      this.announced++;
      core.demand(me, this.channel);
    }
  }

  /** Whether other threads can have what nobody here waits for. */
  private get handsOn(): boolean {
    const lane = this.world.ownLane;
    return lane !== undefined && lane.refusal === undefined && this.world.carries(this.name);
  }

  override closing(side: 0 | 1): void {
    if (side === RECEIVER && this.receiving === 1 && this.handsOn) {
      for (const value of this.stranded.splice(0)) this.ownMail().hold(value);
      // What was sent to receivers that gave up just then.
      while (this.announced > 0) {
        const value = this.fetch(0);
        if (value === EMPTY || value === END) break;
        if (value !== HELD) this.ownMail().hold(value);
      }
    }
    super.closing(side);
  }

  override handedOver(): void {
    this.lessDemand();
  }

  /** Takes demands back that nobody here needs, unless they were answered. */
  private lessDemand(): void {
    while (this.announced > 0 && this.announced + this.inHand > this.receivers.size) {
      if (this.core.withdraw(this.channel) === 0) return;
      this.announced--;
    }
  }

  protected override receiverLeft(): void {
    this.lessDemand();
    super.receiverLeft();
  }
}
