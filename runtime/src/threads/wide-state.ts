/**
 * A shared channel whose messages take several slots next to each other, so that records, strings and bytes of some
 * length lie in the queue itself: no block is taken for them, and none goes back and forth between the threads.
 *
 * Message `i` of a batch begins at value `i * stride` of the scratch area. Its first slot says what it is; the others
 * hold bytes alone. All messages have kinds: a scalar needs no second slot.
 */

import {
  CLOSED,
  EMPTY,
  END,
  FULL,
  type Popped,
  PUSHED,
  type Pushed,
  UNENCODABLE,
} from "../channel/flavour.js";
import { ChannelState, SPINS } from "./channel-state.js";
import type { Codec } from "./codec/codec.js";
import type { Wire } from "./codec/wire.js";
import { RECEIVER, SELF_COUNT, SENDER } from "./core.js";
import type { World } from "./world.js";

export class WideState extends ChannelState {
  /** Messages of a batch, at most. */
  private readonly most: number;

  constructor(
    world: World,
    channel: number,
    capacity: number,
    wire: Wire | undefined,
    codec: Codec<unknown> | undefined,
    private readonly stride: number,
  ) {
    super(world, channel, capacity, wire, codec);
    this.most = Math.floor(world.batch / stride);
  }

  override get length(): number {
    return super.length / this.stride;
  }

  override push(value: unknown, spins = SPINS): Pushed {
    if (!this.pack(value, 0)) return UNENCODABLE;
    const outcome = this.core.send_many(this.me, this.channel, 1, spins);
    if (outcome <= 0) {
      this.world.payloads.takeBack(0);
      return outcome < 0 ? CLOSED : FULL;
    }
    this.world.payloads.clear(0);
    if (outcome >= SELF_COUNT || this.receivers.head !== undefined) {
      this.after(RECEIVER, outcome >= SELF_COUNT);
    }
    return PUSHED;
  }

  override pop(spins = SPINS): Popped<unknown> {
    const outcome = this.core.receive_many(this.me, this.channel, 1, spins);
    if (outcome <= 0) return outcome < 0 ? END : EMPTY;
    const value = this.unpack(0);
    const chosen = (outcome & SELF_COUNT) !== 0;
    if (chosen || this.senders.head !== undefined) this.after(SENDER, chosen);
    return value;
  }

  override pushMany(values: ArrayLike<unknown>, from: number, spins = SPINS): number {
    if (this.senders.head !== undefined) return 0;
    const { stride, world } = this;
    // What is written and finds no room is written again: no more than has a chance.
    const count = Math.min(values.length - from, this.most, Math.max(this.capacity - this.length, 8));
    let ready = 0;
    while (ready < count && this.pack(values[from + ready], ready * stride)) ready++;
    if (ready === 0) return -2;
    const outcome = this.core.send_many(this.me, this.channel, ready, spins);
    const sent = outcome < 0 ? 0 : outcome & (SELF_COUNT - 1);
    const { payloads } = world;
    for (let i = 0; i < sent; i++) payloads.clear(i * stride);
    for (let i = sent; i < ready; i++) payloads.takeBack(i * stride);
    if (outcome > 0) this.after(RECEIVER, outcome >= SELF_COUNT);
    return outcome < 0 ? outcome : sent;
  }

  override popMany(max: number, into: unknown[], spins = SPINS): number {
    if (this.receivers.head !== undefined) return 0;
    const { stride } = this;
    const outcome = this.core.receive_many(this.me, this.channel, Math.min(max, this.most), spins);
    if (outcome < 0) return outcome;
    const count = outcome & (SELF_COUNT - 1);
    for (let i = 0; i < count; i++) into.push(this.unpack(i * stride));
    if (outcome > 0) this.after(SENDER, (outcome & SELF_COUNT) !== 0);
    return count;
  }
}
