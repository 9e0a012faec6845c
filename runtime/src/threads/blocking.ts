/**
 * Blocking operations, for workers: the loop of milost-core's `blocking.rs`, with `Atomics.wait` as its parking.
 *
 *     attempt -> read the parking word -> arm -> attempt -> sleep while the word reads the same -> attempt ...
 */

import { EMPTY, END, FULL, type Popped, type Pushed } from "../channel/flavour.js";
import type { ChannelState } from "./channel-state.js";
import { RECEIVER, SENDER } from "./core.js";

/** How often to look again before going to sleep, at most: about as long as a sleep and a wake take. */
const SPINS = 8192;

interface Host {
  readonly document?: unknown;
  readonly process?: {
    readonly getBuiltinModule?: (name: "node:worker_threads") => { readonly isMainThread: boolean };
  };
}

let allowed: boolean | undefined;

/** Throws where blocking would stop timers, I/O and rendering of a whole program. */
export const checkMayBlock = (name: string): void => {
  if (allowed === true) return;
  if (allowed === undefined) {
    const { document, process } = globalThis as Host;
    allowed =
      document === undefined && process?.getBuiltinModule?.("node:worker_threads").isMainThread !== true;
  }
  if (!allowed) {
    throw new Error(
      `ML3925: ${name} would block the main thread: call it in a worker, or await its async twin`,
    );
  }
};

const byPort = (): Error =>
  new Error(
    "ML3932: the next value is on its way by port, which a blocked thread cannot read: await receive(), it gets the value",
  );

/** After an attempt that came to nothing: sleeps until one does not. */
const block = <T>(state: ChannelState, side: 0 | 1, notNow: T, attempt: (spins: number) => T): T => {
  const { core, me, i32, parking } = state.world;
  let outcome: T;
  for (;;) {
    const key = Atomics.load(i32, parking);
    core.arm(me, state.channel, side);
    outcome = attempt(0);
    if (outcome !== notNow || (side === RECEIVER && state.waitsForPort)) break;
    Atomics.wait(i32, parking, key);
    outcome = attempt(SPINS);
    if (outcome !== notNow || (side === RECEIVER && state.waitsForPort)) break;
  }
  core.disarm(me, state.channel, side);
  // The bit in the gate was this thread's, and its async waiters' too.
  state.rearm(side);
  if (side === RECEIVER && outcome === notNow) throw byPort();
  return outcome;
};

/** The next value, or `END`. */
export const receiveBlocking = (state: ChannelState): Popped<unknown> => {
  state.announce();
  const value = state.pop(SPINS);
  return value === EMPTY ? block(state, RECEIVER, EMPTY as typeof value, (spins) => state.pop(spins)) : value;
};

/** Anything but `FULL`. */
export const sendBlocking = (state: ChannelState, value: unknown): Pushed => {
  const status = state.push(value, SPINS);
  return status === FULL
    ? block(state, SENDER, status as Pushed, (spins) => state.push(value, spins))
    : status;
};

/** Sends all of `values`; answers how many went before the channel was closed or a value could not be written. */
export const sendAllBlocking = (state: ChannelState, values: ArrayLike<unknown>): number => {
  let sent = 0;
  while (sent < values.length) {
    let went = state.pushMany(values, sent, SPINS);
    if (went === 0) went = block(state, SENDER, 0, (spins) => state.pushMany(values, sent, spins));
    if (went < 0) break;
    sent += went;
  }
  return sent;
};

/** At least one value, at most `max`; none at the end. */
export const receiveManyBlocking = (state: ChannelState, max: number): unknown[] => {
  if (state.capacity === 0) {
    const value = receiveBlocking(state);
    return value === END ? [] : [value];
  }
  const values: unknown[] = [];
  const first = state.popMany(max, values, SPINS);
  if (first === 0) block(state, RECEIVER, 0, (spins) => state.popMany(max, values, spins));
  // Only a full batch says that there may be more.
  for (
    let full = state.world.batch;
    values.length < max && values.length === full;
    full += state.world.batch
  ) {
    state.popMany(max - values.length, values, 0);
  }
  return values;
};
