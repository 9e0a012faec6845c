/**
 * Blocking operations, for workers: the loop of milost-core's `blocking.rs`, with `Atomics.wait` as its parking.
 *
 *     attempt -> read the parking word -> arm -> attempt -> sleep while the word reads the same -> attempt ...
 */

import { EMPTY, FULL, type Popped, type Pushed } from "../channel/flavour.js";
import type { ChannelState } from "./channel-state.js";
import { RECEIVER, SENDER } from "./core.js";

/** How often to look again before going to sleep, at most: about 20 microseconds. */
const SPINS = 4096;

interface Host {
  readonly document?: unknown;
  readonly process?: {
    readonly getBuiltinModule?: (name: "node:worker_threads") => { readonly isMainThread: boolean };
  };
}

let allowed: boolean | undefined;

/** Throws where blocking would stop timers, I/O and rendering of a whole program. */
const checkMayBlock = (name: string): void => {
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

const block = <T>(state: ChannelState, side: 0 | 1, attempt: (spins: number) => T, notNow: T): T => {
  const { core, me, i32, parking } = state.world;
  let outcome = attempt(SPINS);
  if (outcome !== notNow) return outcome;
  for (;;) {
    const key = Atomics.load(i32, parking);
    core.arm(me, state.channel, side);
    outcome = attempt(0);
    if (outcome !== notNow) break;
    Atomics.wait(i32, parking, key);
    outcome = attempt(SPINS);
    if (outcome !== notNow) break;
  }
  core.disarm(me, state.channel, side);
  // The bit in the gate was this thread's, and its async waiters' too.
  state.rearm(side);
  return outcome;
};

/** The next value, or `END`. */
export const receiveBlocking = (state: ChannelState, name: string): Popped<unknown> => {
  checkMayBlock(name);
  state.announce();
  return block<Popped<unknown>>(state, RECEIVER, (spins) => state.pop(spins), EMPTY);
};

/** Anything but `FULL`. */
export const sendBlocking = (
  state: ChannelState,
  value: unknown,
  name: string,
): Exclude<Pushed, typeof FULL> => {
  checkMayBlock(name);
  return block<Pushed>(state, SENDER, (spins) => state.push(value, spins), FULL) as Exclude<
    Pushed,
    typeof FULL
  >;
};

/** Sends all of `values`; answers how many went before the channel was closed or a value was no number. */
export const sendAllBlocking = (state: ChannelState, values: ArrayLike<unknown>, name: string): number => {
  checkMayBlock(name);
  let sent = 0;
  while (sent < values.length) {
    const went = block(state, SENDER, (spins) => state.pushMany(values, sent, spins), 0);
    if (went < 0) break;
    sent += went;
  }
  return sent;
};

/** At least one value, at most `max`; none at the end. */
export const receiveManyBlocking = (state: ChannelState, max: number, name: string): unknown[] => {
  checkMayBlock(name);
  const values: unknown[] = [];
  block(state, RECEIVER, (spins) => state.popMany(max, values, spins), 0);
  while (values.length < max && state.popMany(max - values.length, values, 0) > 0);
  return values;
};
