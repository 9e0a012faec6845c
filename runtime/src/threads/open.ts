/** Makes shared channels, and opens their ends from handles. */

import { ChannelState } from "./channel-state.js";
import { type Codec, wireOf } from "./codec/codec.js";
import { layoutWord, strideIn, strideOf } from "./codec/stride.js";
import { INLINE, type Wire } from "./codec/wire.js";
import { type Connect, MAX_SLOTS, RECEIVER, SENDER } from "./core.js";
import type { LaneHandle } from "./port/circle.js";
import { nameOf } from "./port/lane-frames.js";
import { RendezvousState } from "./rendezvous-state.js";
import { EndCore, SharedReceiverEnd, SharedSenderEnd } from "./shared-ends.js";
import type { MemoryHandle, ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "./types.js";
import { WideState } from "./wide-state.js";
import { homeWorld, joinWorld, type World } from "./world.js";

/** Slots of a rendezvous: values that were taken by receivers which have not woken yet. */
const RENDEZVOUS_SLOTS = 64;

const stateOf = (
  world: World,
  channel: number,
  capacity: number,
  stride: number,
  birth: number,
  codec?: Codec<unknown>,
  wire?: Wire,
): ChannelState => {
  let state = world.channels.get(channel);
  if (state === undefined) {
    const how = wire ?? (codec && wireOf(codec, stride * INLINE));
    state =
      stride > 1
        ? new WideState(world, channel, capacity, how, codec, stride)
        : new (capacity === 0 ? RendezvousState : ChannelState)(world, channel, capacity, how, codec);
    state.name = nameOf(channel, birth);
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
  wire?: Wire,
): [SharedSender<T>, SharedReceiver<T>] => {
  const { core, me, f64, scratch } = world;
  if (capacity > MAX_SLOTS) {
    throw new RangeError(`ML3906: a shared channel's capacity is at most ${MAX_SLOTS}, not ${capacity}`);
  }
  // Throws for what is no codec.
  if (codec !== undefined) wireOf(codec);
  const stride = codec === undefined ? 1 : strideOf(codec, capacity, world.i32.byteLength);
  const slots = (capacity === 0 ? RENDEZVOUS_SLOTS : capacity) * stride;
  const channel = core.create(me, slots, layoutWord(stride, codec));
  if (channel < 0) {
    throw new Error(
      FULL_TABLES[-channel] ??
        `ML3922: this shared memory has no room for ${capacity} slots of 16 bytes: raise setupThreads({ memory })`,
    );
  }
  const state = stateOf(world, channel, capacity, stride, f64[scratch]!, codec, wire);
  return [senderOf(state, f64[scratch]!), receiverOf(state, f64[scratch + 1]!)];
};

// The classes are typed for transports that take every value; `SharedSender` widens the errors by `Encode`.
const senderOf = <T>(state: ChannelState, end: number): SharedSender<T> =>
  new SharedSenderEnd<T>(new EndCore(state, end, SENDER)) as unknown as SharedSender<T>;
const receiverOf = <T>(state: ChannelState, end: number): SharedReceiver<T> =>
  new SharedReceiverEnd<T>(new EndCore(state, end, RECEIVER));

const redeem = (
  handle: MemoryHandle,
  side: typeof SENDER | typeof RECEIVER,
  connect?: Connect,
  into?: World,
): ChannelState => {
  const [name, factory] =
    side === RECEIVER ? (["receiver", "rx.handle()"] as const) : (["sender", "tx.handle()"] as const);
  if (handle?.["~milost"] !== name) {
    throw new TypeError(`ML3924: this is no handle of a ${name}: pass on what ${factory} answered`);
  }
  const world = into ?? joinWorld(handle.memory, connect);
  const layout = world.core.redeem(world.me, handle.ticket);
  if (layout < 0) {
    throw new Error(
      `ML3924: this handle was opened or revoked before, and opens once: make one for each thread by ${factory}`,
    );
  }
  if (handle.lane !== undefined) world.lane.join(handle.lane);
  const stride = strideIn(layout);
  if (layoutWord(stride, handle.codec) !== layout) {
    world.core.close(world.me, handle.ticket, 0);
    throw new TypeError(
      `ML3934: the handle names another codec than its channel was made with: pass on what ${factory} answered, as it is`,
    );
  }
  return stateOf(world, handle.channel, handle.capacity, stride, handle.birth, handle.codec);
};

/** Settled once others would notice the death of this thread: an end that was opened before that may be left open. */
export const known = (handle: MemoryHandle): Promise<void> | undefined => joinWorld(handle.memory).known;

/** The port that goes with a handle, made when it is first asked for; undefined: this handle needs none, or has none. */
export const inviteShared = (handle: MemoryHandle): MessagePort | undefined => {
  if (handle.codec !== undefined) return undefined;
  // Whoever made or got the handle may complete it; nobody else sees it before it is posted.
  const open = handle as { lane?: LaneHandle | undefined };
  open.lane ??= joinWorld(handle.memory).lane.invite();
  return open.lane?.port;
};

/** Opens the end in the thread's world of that memory, unless told in which. */
export const openSender = <T>(handle: SenderHandle<T>, connect?: Connect, world?: World): SharedSender<T> =>
  senderOf(redeem(handle as MemoryHandle, SENDER, connect, world), (handle as MemoryHandle).ticket);

export const openReceiver = <T>(
  handle: ReceiverHandle<T>,
  connect?: Connect,
  world?: World,
): SharedReceiver<T> =>
  receiverOf(redeem(handle as MemoryHandle, RECEIVER, connect, world), (handle as MemoryHandle).ticket);

/** Closes the end that the handle stands for, unless it has been opened. */
export const revokeShared = (handle: MemoryHandle): void => {
  const { core, me, channels } = joinWorld(handle.memory);
  // Who waits for just this in other threads is woken; in this one nobody else does it.
  if (core.close(me, handle.ticket, 1) === 1) channels.get(handle.channel)?.serve();
};
