/** Makes shared channels, and opens their ends from handles. */

import { ChannelState } from "./channel-state.js";
import { type Codec, wireOf } from "./codec/codec.js";
import type { Wire } from "./codec/wire.js";
import { type Connect, RECEIVER, type SENDER } from "./core.js";
import { RendezvousState } from "./rendezvous-state.js";
import { EndCore, SharedReceiverEnd, SharedSenderEnd } from "./shared-ends.js";
import type { MemoryHandle, ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "./types.js";
import { homeWorld, joinWorld, type World } from "./world.js";

/** Slots of a rendezvous: values that were taken by receivers which have not woken yet. */
const RENDEZVOUS_SLOTS = 64;

const stateOf = (
  world: World,
  channel: number,
  capacity: number,
  codec?: Codec<unknown>,
  wire?: Wire,
): ChannelState => {
  let state = world.channels.get(channel);
  if (state === undefined) {
    const how = wire ?? (codec && wireOf(codec));
    state = new (capacity === 0 ? RendezvousState : ChannelState)(world, channel, capacity, how, codec);
    world.channels.set(channel, state);
  }
  return state;
};

const FULL_TABLES = [
  "",
  "ML3922: this shared memory has no room for another channel: close channels that are done",
  "ML3922: this shared memory has no room for the ends of another channel: close ends that are done",
];

/** A channel in `world`, or in the one of this thread. */
export const createShared = <T>(
  capacity: number,
  world: World = homeWorld(),
  /** `undefined`: values of all kinds. */
  codec?: Codec<unknown>,
  wire: Wire | undefined = codec && wireOf(codec),
): [SharedSender<T>, SharedReceiver<T>] => {
  const { core, me, f64, scratch } = world;
  const most = core.max_capacity();
  if (capacity > most) {
    throw new RangeError(`ML3906: a shared channel's capacity is at most ${most}, not ${capacity}`);
  }
  const channel = core.create(me, capacity === 0 ? RENDEZVOUS_SLOTS : capacity);
  if (channel < 0) {
    throw new Error(
      FULL_TABLES[-channel] ??
        `ML3922: this shared memory has no room for ${capacity} slots of 16 bytes: raise setupThreads({ memory })`,
    );
  }
  const state = stateOf(world, channel, capacity, codec, wire);
  return [senderOf(state, f64[scratch]!), receiverOf(state, f64[scratch + 1]!)];
};

// The classes are typed for transports that take every value; `SharedSender` widens the errors by `Encode`.
const senderOf = <T>(state: ChannelState, end: number): SharedSender<T> =>
  new SharedSenderEnd<T>(new EndCore(state, end)) as unknown as SharedSender<T>;
const receiverOf = <T>(state: ChannelState, end: number): SharedReceiver<T> =>
  new SharedReceiverEnd<T>(new EndCore(state, end));

const redeem = (
  handle: MemoryHandle,
  side: typeof SENDER | typeof RECEIVER,
  connect?: Connect,
): ChannelState => {
  const [name, factory] =
    side === RECEIVER ? (["receiver", "rx.handle()"] as const) : (["sender", "tx.handle()"] as const);
  if (handle?.["~milost"] !== name) {
    throw new TypeError(`ML3924: this is no handle of a ${name}: pass on what ${factory} answered`);
  }
  const world = joinWorld(handle.memory, connect);
  if (world.core.redeem(world.me, handle.ticket) < 0) {
    throw new Error(
      `ML3924: this handle was opened or revoked before, and opens once: make one for each thread by ${factory}`,
    );
  }
  return stateOf(world, handle.channel, handle.capacity, handle.codec);
};

export const openSender = <T>(handle: SenderHandle<T>, connect?: Connect): SharedSender<T> =>
  senderOf(redeem(handle as MemoryHandle, 0, connect), (handle as MemoryHandle).ticket);

export const openReceiver = <T>(handle: ReceiverHandle<T>, connect?: Connect): SharedReceiver<T> =>
  receiverOf(redeem(handle as MemoryHandle, 1, connect), (handle as MemoryHandle).ticket);

/** Closes the end that the handle stands for, unless it has been opened. */
export const revokeShared = (handle: MemoryHandle): void => {
  const { core, me } = joinWorld(handle.memory);
  core.close(me, handle.ticket, 1);
};
