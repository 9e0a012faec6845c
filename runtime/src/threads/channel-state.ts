/**
 * A shared channel as one thread sees it: the waiters of this thread, and the operations on their behalf.
 *
 * Values are in the core alone. A waiter of this thread is served by this thread: after a wake it pops (pushes) for
 * whoever waits longest. Between turns of the event loop a side that has waiters is *armed*: its bit stands in the
 * core's gate, or a wake is on its way to this thread.
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
  type Sent,
  UNENCODABLE,
} from "../channel/flavour.js";
import type { Waiter } from "../channel/waiters.js";
import { anything } from "./codec/any.js";
import type { Codec } from "./codec/codec.js";
import { LANE, type Wire } from "./codec/wire.js";
import { type Core, KIND, MIXED, NOT_NOW, RECEIVER, SELF, SELF_COUNT, SENDER, STATUS } from "./core.js";
import { HELD, LOST, Mail, type MailHost } from "./mail.js";
import type { Sleeper } from "./parker.js";
import { WaiterQueue } from "./waiter-queue.js";
import type { World } from "./world.js";

/** How often an operation that finds nothing looks again before it says so, at most: one or two microseconds. */
export const SPINS = 1024;

export class ChannelState implements Sleeper, MailHost {
  readonly senders = new WaiterQueue<Sent>(() => this.senderLeft());
  readonly receivers = new WaiterQueue<Received<unknown>>(() => this.receiverLeft());
  /** Open ends of this thread. */
  ends = 0;
  /** The receivers among them. */
  receiving = 0;
  /** What ports know the channel by, set by whoever makes this. */
  name = 0;
  /** Once a value came or went that only a port can carry. */
  protected mail: Mail | undefined = undefined;
  /** Why the last value was refused, if there is more to say than that it does not fit. */
  refusal: string | undefined = undefined;
  private readonly armed: [boolean, boolean] = [false, false];
  private serving = false;
  private again = false;
  private restScheduled = false;

  /** What every operation needs of the world, one load away. */
  protected readonly core: Core;
  protected readonly me: number;
  private readonly f64: Float64Array;
  private readonly i32: Int32Array;

  constructor(
    readonly world: World,
    readonly channel: number,
    readonly capacity: number,
    /** `undefined`: slots describe themselves. */
    private readonly wire: Wire | undefined,
    /** What handles take along, so that every end has the same wire. */
    readonly codec?: Codec<unknown>,
  ) {
    this.core = world.core;
    this.me = world.me;
    this.f64 = world.f64;
    this.i32 = world.i32;
  }

  /** Values in the buffer now. */
  get length(): number {
    return this.world.core.length(this.channel);
  }

  get isClosed(): boolean {
    return this.world.core.is_closed(this.channel) !== 0;
  }

  tryPush(value: unknown): Pushed {
    if (this.senders.head !== undefined) {
      // Room may have come that nobody has told this thread of yet; it belongs to who waits already.
      this.serve();
      if (this.senders.head !== undefined) return FULL;
    }
    return this.push(value);
  }

  tryPop(): Popped<unknown> {
    if (this.receivers.head !== undefined) {
      this.serve();
      if (this.receivers.head !== undefined) return EMPTY;
    }
    return this.pop();
  }

  /** One push, whoever else waits. */
  push(value: unknown, spins = SPINS): Pushed {
    const number = typeof value === "number" && this.wire === undefined ? value : this.write(value);
    if (number === undefined) return this.pushPacked(value, spins);
    const status = this.core.send(this.me, this.channel, number, spins);
    if (status >= SELF || this.receivers.head !== undefined) this.after(RECEIVER, status >= SELF);
    return (status & STATUS) as Pushed;
  }

  /** One pop, whoever else waits. */
  pop(spins = SPINS): Popped<unknown> {
    if (this.mail?.holds === true) return this.popByPort(spins);
    const value = this.core.receive(this.me, this.channel, spins);
    // Not NaN: a value, and the status matters only to senders of this very thread.
    if (!Number.isNaN(value) && this.senders.head === undefined) return this.read(value);
    const read = this.popped(value);
    if (read === HELD) return EMPTY;
    return read === LOST ? this.popByPort(spins) : read;
  }

  /** A pop where values have come, or may have been lost, by port. */
  protected popByPort(spins: number): Popped<unknown> {
    if (this.mail?.holds === true) {
      const held = this.mail.shift();
      if (held !== HELD) return held;
    }
    const value = this.fetch(spins);
    return value === HELD ? EMPTY : value;
  }

  /** What the core has next; `HELD`: it is in hand now. */
  protected fetch(spins: number): unknown {
    for (;;) {
      const value = this.popped(this.core.receive(this.me, this.channel, spins));
      if (value !== LOST) return value;
    }
  }

  /** What a call of the core's `receive` that answered `value` was about. */
  private popped(value: number): unknown {
    const outcome = this.i32[this.world.status]!;
    if ((outcome & STATUS) !== 0) return (outcome & STATUS) === NOT_NOW ? EMPTY : this.ending();
    this.fetched();
    const read = (outcome & KIND) !== 0 ? this.unpack(0) : this.read(value);
    this.after(SENDER, (outcome & SELF) !== 0);
    return read;
  }

  private pushPacked(value: unknown, spins: number): Pushed {
    if (!this.pack(value, 0)) return UNENCODABLE;
    this.mail?.single();
    const outcome = this.core.send_many(this.me, this.channel, 1, spins);
    if (outcome <= 0) {
      this.mail?.settle(0);
      this.world.payloads.takeBack(0);
      return outcome < 0 ? CLOSED : FULL;
    }
    this.world.payloads.clear(0);
    const went = this.settle(1);
    if (outcome >= SELF_COUNT || this.receivers.head !== undefined)
      this.after(RECEIVER, outcome >= SELF_COUNT);
    return went ? PUSHED : UNENCODABLE;
  }

  /** So many slots were published, and what they are tickets for goes after them. False: it cannot be cloned. */
  protected settle(sent: number): boolean {
    if (this.mail === undefined || this.mail.settle(sent)) return true;
    this.refusal = this.mail.refusal;
    return false;
  }

  /** Writes a value that is no number to outgoing slot `index`. */
  protected pack(value: unknown, index: number): boolean {
    const { wire, world } = this;
    if (wire !== undefined && wire.pack === undefined) {
      this.refusal = undefined;
      return false;
    }
    const { payloads } = world;
    payloads.refusal = undefined;
    payloads.byPort = false;
    const packed = (wire?.pack ?? anything.pack)(value, payloads, index);
    this.refusal = payloads.refusal;
    if (packed || !payloads.byPort) return packed;
    if (world.lane.refusal !== undefined) {
      // Whoever never had a port is told by the codec which part of the value needs one.
      if (world.lane.isCutOff) this.refusal = world.lane.refusal;
      return false;
    }
    if (this.mail === undefined) world.carries(this.name, true);
    return this.ownMail().write(value, payloads, index);
  }

  /** Reads the value that is no number in incoming slot `index`. */
  protected unpack(index: number): unknown {
    const { payloads } = this.world;
    const kind = payloads.takeKind(index);
    if (kind === LANE) {
      const mail = this.ownMail();
      const value = mail.receive(payloads.low(index), payloads.high(index));
      if (mail.waits) this.stepBack();
      return value;
    }
    // Whoever sent it had a wire that packs, and all ends of a channel have the same.
    return (this.wire?.unpack ?? anything.unpack)(payloads, kind, index);
  }

  protected write(value: unknown): number | undefined {
    if (this.wire !== undefined) return this.wire.write(value);
    return typeof value === "number" ? value : undefined;
  }

  protected read(number: number): unknown {
    return this.wire === undefined ? number : this.wire.read(number);
  }

  /** Up to a batch of values in one call, beginning with `values[from]`. How many went, -1: closed, -2: unwritable. */
  pushMany(values: ArrayLike<unknown>, from: number, spins = SPINS): number {
    if (this.senders.head !== undefined) return 0;
    const { f64, wire } = this;
    const { scratch, batch } = this.world;
    let count = Math.min(values.length - from, batch);
    let ready = 0;
    let packed = false;
    for (; ready < count; ready++) {
      const value = values[from + ready];
      const number = typeof value === "number" && wire === undefined ? value : this.write(value);
      if (number === undefined) {
        if (!packed) {
          packed = true;
          // What is written and finds no room is written again: no more than has a chance.
          count = Math.min(count, ready + Math.max(this.capacity - this.length - ready, 8));
        }
        if (!this.pack(value, ready)) break;
      } else f64[scratch + ready] = number;
    }
    if (ready === 0) return -2;
    const going = this.mail?.putAhead(ready) ?? ready;
    const outcome = this.core.send_many(this.me, this.channel, going, spins);
    const sent = outcome < 0 ? 0 : outcome & (SELF_COUNT - 1);
    if (packed) {
      const { payloads } = this.world;
      for (let i = 0; i < sent; i++) payloads.clear(i);
      for (let i = sent; i < ready; i++) payloads.takeBack(i);
    }
    const went = this.settle(sent);
    if (outcome > 0) this.after(RECEIVER, outcome >= SELF_COUNT);
    return outcome < 0 ? outcome : went ? sent : -2;
  }

  /** Up to `max` and a batch of values in one call, appended to `into`. How many came, -1: closed and drained. */
  popMany(max: number, into: unknown[], spins = SPINS): number {
    if (this.receivers.head !== undefined) return 0;
    const before = into.length;
    while (this.mail?.holds === true && into.length - before < max) {
      const held = this.mail.shift();
      if (held === EMPTY) return into.length - before;
      if (held !== HELD) into.push(held);
    }
    if (into.length > before) return into.length - before;
    const { f64, wire } = this;
    const { scratch, batch } = this.world;
    const outcome = this.core.receive_many(this.me, this.channel, Math.min(max, batch), spins);
    if (outcome < 0) return this.ending() === END ? outcome : 0;
    const count = outcome & (SELF_COUNT - 1);
    const end = scratch + count;
    if ((outcome & MIXED) !== 0) {
      const { i32 } = this;
      const kinds = this.world.status + 1;
      for (let i = 0; i < count; i++) {
        const value = i32[kinds + i] === 0 ? this.read(f64[scratch + i]!) : this.unpack(i);
        if (value === HELD || value === LOST) continue;
        if (this.mail?.holds === true) this.mail.hold(value);
        else into.push(value);
      }
    } else
      for (let at = scratch; at < end; at++) {
        const number = f64[at]!;
        into.push(wire === undefined ? number : wire.read(number));
      }
    if (outcome > 0) this.after(SENDER, (outcome & SELF_COUNT) !== 0);
    return into.length - before;
  }

  /** After an operation that may be what waiters of this thread on the `other` side wait for. */
  protected after(other: 0 | 1, chosen: boolean): void {
    if (chosen) this.armed[other] = false;
    const queue = other === RECEIVER ? this.receivers : this.senders;
    // Armed and not chosen: the wake went to another thread, which was there first.
    if (queue.head === undefined || this.armed[other]) return;
    // Receivers that wait for a port are served when it has brought something.
    if (other === SENDER || this.mail?.waits !== true) this.serve();
  }

  addSender(waiter: Waiter<Sent>): void {
    this.senders.push(waiter);
    this.rest();
  }

  addReceiver(waiter: Waiter<Received<unknown>>): void {
    this.receivers.push(waiter);
    this.mail?.look();
    this.rest();
  }

  /** Gives the waiters of this thread what there is for them. */
  serve(): void {
    if (this.serving) {
      this.again = true;
      return;
    }
    this.serving = true;
    do {
      this.again = false;
      this.serveReceivers();
      this.serveSenders();
    } while (this.again);
    this.serving = false;
    if (this.receivers.head === undefined) this.leave(RECEIVER);
    if (this.senders.head === undefined) this.leave(SENDER);
    if (this.receivers.head !== undefined || this.senders.head !== undefined) this.rest();
    else this.world.parker.delete(this);
  }

  protected serveReceivers(): void {
    while (this.receivers.head !== undefined) {
      let value: unknown;
      try {
        value = this.pop();
      } catch (error) {
        this.receivers.shift().fail(error);
        continue;
      }
      if (value === EMPTY) return;
      if (value === END) this.receivers.settleAll(END);
      else this.receivers.shift().settle(value);
    }
  }

  protected serveSenders(): void {
    while (this.senders.head !== undefined) {
      const status = this.push(this.senders.head.value);
      if (status === FULL) return;
      if (status === CLOSED) this.senders.settleAll(CLOSED);
      else this.senders.shift().settle(status);
    }
  }

  /** Before the turn ends, whoever waits is armed; once more for all that came in this turn. */
  private rest(): void {
    if (this.restScheduled) return;
    this.restScheduled = true;
    queueMicrotask(() => {
      this.restScheduled = false;
      this.armAndServe();
    });
  }

  private armAndServe(): void {
    const { core, me, parker } = this.world;
    const waits = [this.senders.head !== undefined, this.receivers.head !== undefined];
    if (!waits[SENDER] && !waits[RECEIVER]) return;
    parker.add(this);
    parker.watch();
    let fresh = false;
    for (const side of [SENDER, RECEIVER] as const) {
      if (!waits[side] || this.armed[side]) continue;
      // What the core has is of no use to this thread yet.
      if (side === RECEIVER && this.mail?.waits === true) continue;
      core.arm(me, this.channel, side);
      this.armed[side] = true;
      fresh = true;
    }
    if (fresh) this.serve();
  }

  /** Says that one value will be fetched by a blocking receive: a rendezvous has to know. */
  announce(): void {}

  /** The bit of `side` was taken back by a blocking operation of this thread. */
  rearm(side: 0 | 1): void {
    this.armed[side] = false;
    if ((side === SENDER ? this.senders : this.receivers).head !== undefined) this.rest();
  }

  awake(): void {
    this.serve();
    // Who still waits may have lost its bit to the notifier; who does not has taken it back in `leave`.
    this.armed[SENDER] = this.armed[RECEIVER] = false;
    this.armAndServe();
  }

  // ---- ends, and values by port

  opened(side: 0 | 1): void {
    this.ends++;
    if (side !== RECEIVER || ++this.receiving > 1) return;
    this.mail?.open();
    this.world.ownLane?.receives(this.name, true);
  }

  /** An end of this thread is about to be closed. */
  closing(side: 0 | 1): void {
    this.ends--;
    if (side === SENDER || --this.receiving > 0) return;
    this.mail?.close();
    this.world.ownLane?.receives(this.name, false);
  }

  /** What this thread has to do with values by port, from now on. */
  ownMail(): Mail {
    this.mail ??= new Mail(this, this.world.lane);
    return this.mail;
  }

  /** The queue is closed and drained: the end, unless a value that another thread has popped may still come from there. */
  protected ending(): typeof END | typeof EMPTY {
    if (this.mail?.holds === true) return EMPTY;
    // What a codec describes lies in slots.
    if (this.codec !== undefined || this.world.ownLane === undefined || this.world.ownLane.isOver(this.name))
      return END;
    this.ownMail();
    return EMPTY;
  }

  get waiting(): number {
    return this.receivers.size;
  }

  /** @internal The first of what is in hand has come, or the end. */
  arrived(): void {
    this.serve();
  }

  /** A value has come out of the core. */
  protected fetched(): void {}

  /** @internal A value comes that another thread has popped. */
  handedOver(): void {}

  /** Whether the next value can only come by port, which a blocked thread cannot read. */
  get waitsForPort(): boolean {
    return this.mail?.waits === true;
  }

  /** This thread waits for a port: what the core has is for others. */
  private stepBack(): void {
    if (!this.armed[RECEIVER]) return;
    this.armed[RECEIVER] = false;
    this.core.disarm(this.me, this.channel, RECEIVER);
  }

  private senderLeft(): void {
    if (this.senders.head === undefined) this.leave(SENDER);
  }

  protected receiverLeft(): void {
    this.mail?.look();
    if (this.receivers.head === undefined) this.leave(RECEIVER);
  }

  /** Nobody waits on `side` any more: a wake that came for it in vain goes on to another thread. */
  private leave(side: 0 | 1): void {
    const { core, me, parker } = this.world;
    if (this.armed[side]) {
      this.armed[side] = false;
      core.disarm(me, this.channel, side);
    }
    if (this.senders.head === undefined && this.receivers.head === undefined) parker.delete(this);
  }
}
