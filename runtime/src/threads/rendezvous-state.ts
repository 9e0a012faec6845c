/**
 * The rendezvous (capacity 0) between threads: a send goes through only to a receiver that waits.
 *
 * Waiting receivers are announced in the core as a number, the *demand*. A sender takes one off and sends the value
 * into the core's queue, where it lies until the receiver's thread wakes: it has been taken already. Demands are
 * fungible: a thread fetches as many values as it announced, whoever answered. Within one thread both sides meet in
 * the lists of waiters, as they do in a local rendezvous; so `tryReceive` sees the waiting senders of its own
 * thread, while `receive` sees them all.
 *
 * Invariant over all threads: the `announced` add up to the core's demand and the values in its queue. What a thread
 * announced also stands in shared memory as its *share*, so that it is taken off the demand when the thread dies. The share is
 * changed before or after what it is about, so that a death in between never takes off too much (demand.rs in milost-core).
 */

import { EMPTY, END, FULL, type Popped, PUSHED, type Pushed, UNENCODABLE } from "../channel/flavour.js";
import { ChannelState } from "./channel-state.js";
import { bufferOf, RECEIVER, SELF, STATUS } from "./core.js";
import { HELD } from "./mail.js";

/** The most that a thread announces at a time: a share is a signed byte. Who waits beyond that is announced in its turn. */
const MOST = 100;
/** How many of the looks of a blocking spin one call of the core is worth; who waits for a wake does not spin. */
const LOOKS = 8;

export class RendezvousState extends ChannelState {
  /** Demands of this thread in the core, answered or not. At most one for each waiting receiver for which nothing is in hand, and
   * for each that gave up when its demand had been answered already. */
  private announced = 0;
  /** In shared memory: the share of this thread alone. */
  private readonly shares = new Int8Array(
    bufferOf(this.world.memory),
    this.core.shares_of(this.channel) + this.me,
    1,
  );
  /** Whether the share is already that of after a fetch. */
  private fetching = false;
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
    this.share(-1);
    const status = this.core.hand_over(this.me, this.channel, number ?? 0);
    this.share(1);
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
    return this.retract();
  }

  /** Another demand in the core. */
  override announce(): void {
    this.announced++;
    this.core.demand(this.me, this.channel);
    this.share(1);
  }

  /** Takes one back; false: it has been answered. */
  private retract(): boolean {
    this.share(-1);
    if (this.core.withdraw(this.channel) === 0) {
      this.share(1);
      return false;
    }
    this.announced--;
    return true;
  }

  /** What this thread's death would take off the demand. Nothing once it has no end: the channel may be another one. */
  private share(by: 1 | -1): void {
    if (this.ends > 0) this.shares[0]! += by;
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

  override pop(spins = 0): Popped<unknown> {
    return this.popByPort(spins);
  }

  protected override fetch(spins: number): unknown {
    // Here and not in the core: a death while the share is changed would leave a demand behind.
    for (let left = spins; left > 0 && this.core.length(this.channel) === 0; left -= LOOKS);
    this.fetching = true;
    this.share(-1);
    try {
      return super.fetch(0);
    } finally {
      if (this.fetching) this.share(1);
      this.fetching = false;
    }
  }

  protected override fetched(): void {
    this.announced--;
    if (!this.fetching) this.share(-1);
    this.fetching = false;
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
        value = head === undefined ? this.fetch(0) : this.pop();
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
    while (this.announced < MOST && this.announced + this.inHand < this.receivers.size) this.announce();
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
    if (this.ends === 0) this.shares[0] = 0;
  }

  override handedOver(): void {
    this.lessDemand();
  }

  /** Takes demands back that nobody here needs, unless they were answered. */
  private lessDemand(): void {
    while (this.announced > 0 && this.announced + this.inHand > this.receivers.size) {
      if (!this.retract()) return;
    }
  }

  protected override receiverLeft(): void {
    this.lessDemand();
    super.receiverLeft();
  }
}
