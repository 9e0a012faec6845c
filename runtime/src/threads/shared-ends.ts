/** The ends of a shared channel: what `SenderEnd` and `ReceiverEnd` do, with handles, batches and blocking calls. */

import { afterTurn, spend, spendMany } from "../channel/budget.js";
import {
  type CutShort,
  type SendAllClosed,
  type SendClosed,
  type SendEncode,
  sendClosed,
  sendEncode,
} from "../channel/errors.js";
import {
  CLOSED,
  END,
  type Popped,
  PUSHED,
  type Pushed,
  type Received,
  type ReceiverCore,
  type SenderCore,
  type Sent,
} from "../channel/flavour.js";
import { ReceiverEnd } from "../channel/receiver.js";
import { SenderEnd } from "../channel/sender.js";
import type { WaitOptions } from "../channel/types.js";
import type { Waiter } from "../channel/waiters.js";
import type { Option } from "../option/index.js";
import type { Result } from "../result/index.js";
import { err, none, ok, some } from "../result/variants.js";
import {
  checkMayBlock,
  receiveBlocking,
  receiveManyBlocking,
  sendAllBlocking,
  sendBlocking,
} from "./blocking.js";
import type { ChannelState } from "./channel-state.js";
import { birthOf } from "./port/lane-frames.js";
import type { ReceiverHandle, SenderHandle } from "./types.js";

/** One end in the table of the core. `T` is what goes through: numbers, as far as the core can tell. */
export class EndCore<T> implements SenderCore<T>, ReceiverCore<T> {
  private open = true;

  constructor(
    readonly state: ChannelState,
    /** The core's name of this end. */
    private readonly end: number,
    private readonly side: 0 | 1,
  ) {
    state.opened(side);
  }

  get transport(): "shared" {
    return "shared";
  }

  get capacity(): number {
    return this.state.capacity;
  }

  get length(): number {
    // A channel of which this thread has no end may be another one by now.
    return this.state.ends > 0 ? this.state.length : 0;
  }

  get refuses(): boolean {
    return !this.open || this.state.isClosed;
  }

  get refusal(): string | undefined {
    return this.state.refusal;
  }

  get senders() {
    return this.state.senders as SenderCore<T>["senders"];
  }

  get receivers() {
    // What comes out is what went in.
    return this.state.receivers as unknown as ReceiverCore<T>["receivers"];
  }

  tryPush(value: T): Pushed {
    return this.state.tryPush(value);
  }

  tryPop(): Popped<T> {
    return this.state.tryPop() as Popped<T>;
  }

  addSender(waiter: Waiter<Sent, T>): void {
    this.state.addSender(waiter as Waiter<Sent>);
  }

  addReceiver(waiter: Waiter<Received<T>>): void {
    this.state.addReceiver(waiter as Waiter<Received<unknown>>);
  }

  openSender(): EndCore<T> {
    return this.another();
  }

  openReceiver(): EndCore<T> {
    return this.another();
  }

  /** One more end of the same side. */
  another(): EndCore<T> {
    return new EndCore<T>(this.state, this.fork(0), this.side);
  }

  /** The core's name of another end, or of a ticket for one. */
  fork(ticket: 0 | 1): number {
    const { core, me } = this.state.world;
    const fork = core.fork(me, this.end, ticket);
    if (fork === -2) {
      throw new Error("ML3922: this shared memory has no room for another end: close ends that are done");
    }
    return fork;
  }

  closeSender(): void {
    this.close();
  }

  closeReceiver(): void {
    this.close();
  }

  private close(): void {
    if (!this.open) return;
    const { state } = this;
    const { core, me, channels } = state.world;
    this.open = false;
    state.closing(this.side);
    core.close(me, this.end, 0);
    if (state.ends === 0) channels.delete(state.channel);
    // Ends of this thread that are still open may have been waiting for just this.
    else state.serve();
  }
}

/**
 * Ends that nobody can reach any more are closed: shared memory has room for so many, and the other side would wait
 * for ever. A waiter holds the end that it waits through, so nobody who still waits loses it.
 */
const dropped = new FinalizationRegistry<EndCore<unknown>>((end) => end.closeSender());

export class SharedSenderEnd<T> extends SenderEnd<T> {
  private live = true;

  constructor(readonly endCore: EndCore<T>) {
    super(endCore);
    dropped.register(this, endCore, this);
  }

  handle(): SenderHandle<T> {
    return handleOf("sender", this.endCore, this.live) as SenderHandle<T>;
  }

  override clone(): SharedSenderEnd<T> {
    return cloneOf(this.endCore, this.live, (core) => new SharedSenderEnd(core));
  }

  override close(): void {
    this.live = false;
    dropped.unregister(this);
    super.close();
  }

  override async sendAll(
    values: Iterable<T>,
    options?: WaitOptions,
  ): Promise<Result<number, SendAllClosed<T>>> {
    if (!Array.isArray(values) && !ArrayBuffer.isView(values)) return super.sendAll(values, options);
    const list = values as unknown as ArrayLike<T> & { slice(from: number): Iterable<T> };
    const signal = options?.signal;
    for (let sent = 0; sent < list.length; ) {
      signal?.throwIfAborted();
      const went = this.live ? this.endCore.state.pushMany(list, sent) : -1;
      if (went > 0) {
        sent += went;
        spendMany(went);
        if (!spend()) await afterTurn(sent);
        continue;
      }
      // No room, no number or no receiver: what a single send has an answer for.
      const outcome = await this.send(list[sent]!, options);
      if (outcome._tag === "Err") {
        const { _tag, message } = outcome.error;
        return err({ _tag, sent, rest: list.slice(sent), message });
      }
      sent++;
    }
    return ok(list.length);
  }

  sendSync(value: T): Result<void, SendClosed<T> | SendEncode<T>> {
    checkMayBlock("sendSync");
    const status = this.live ? sendBlocking(this.endCore.state, value) : CLOSED;
    return status === PUSHED ? SENT : err(this.refused(value, status === CLOSED));
  }

  sendAllSync(values: ArrayLike<T>): Result<number, SendAllClosed<T> | (SendEncode<T> & CutShort<T>)> {
    checkMayBlock("sendAllSync");
    const sent = this.live ? sendAllBlocking(this.endCore.state, values) : 0;
    if (sent === values.length) return ok(sent);
    const rest = Array.from(values).slice(sent);
    return err({ ...this.refused(rest[0]!, this.closed), sent, rest });
  }

  private refused(value: T, closed: boolean): SendClosed<T> | SendEncode<T> {
    return closed ? sendClosed(value) : sendEncode(value, this.endCore.refusal);
  }
}

const SENT: Result<void, never> = ok(undefined);

export class SharedReceiverEnd<T> extends ReceiverEnd<T> {
  private live = true;

  constructor(readonly endCore: EndCore<T>) {
    super(endCore);
    dropped.register(this, endCore, this);
  }

  handle(): ReceiverHandle<T> {
    return handleOf("receiver", this.endCore, this.live) as ReceiverHandle<T>;
  }

  override clone(): SharedReceiverEnd<T> {
    return cloneOf(this.endCore, this.live, (core) => new SharedReceiverEnd(core));
  }

  override close(): void {
    this.live = false;
    dropped.unregister(this);
    super.close();
  }

  override async receiveMany(max = Number.POSITIVE_INFINITY, options?: WaitOptions): Promise<T[]> {
    // The wait, and the check of `max`, are those of every receiver.
    const first = await super.receiveMany(
      max > 1 && (max === Number.POSITIVE_INFINITY || Number.isInteger(max)) ? 1 : max,
      options,
    );
    if (first.length === 0 || max === 1) return first;
    while (first.length < max && this.endCore.state.popMany(max - first.length, first) > 0);
    spendMany(first.length);
    return first;
  }

  receiveSync(): Option<T> {
    checkMayBlock("receiveSync");
    const value = this.closed ? END : receiveBlocking(this.endCore.state);
    if (value !== END) return some(value as T);
    this.closed = true;
    return none;
  }

  receiveManySync(max = Number.POSITIVE_INFINITY): T[] {
    if (this.closed) return [];
    checkMayBlock("receiveManySync");
    const values = receiveManyBlocking(this.endCore.state, max);
    if (values.length === 0) this.closed = true;
    // What comes out is what went in.
    return values as T[];
  }
}

/** A clone of an end; that of a closed one is closed. */
const cloneOf = <T, E extends { close(): void }>(
  core: EndCore<T>,
  live: boolean,
  endOf: (core: EndCore<T>) => E,
): E => {
  const clone = endOf(live ? core.another() : core);
  if (!live) clone.close();
  return clone;
};

const handleOf = (side: "sender" | "receiver", end: EndCore<unknown>, live: boolean): unknown => {
  const ticket = live ? end.fork(1) : -1;
  if (ticket < 0) throw new Error(`ML3924: this ${side} is closed: take its handle before you close it`);
  const { world, channel, name, capacity, codec } = end.state;
  const handle = { "~milost": side, memory: world.memory, channel, birth: birthOf(name), capacity, ticket };
  return codec === undefined ? handle : { ...handle, codec };
};
