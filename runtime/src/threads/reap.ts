/** What is done about a thread that has died: its ends close, and whoever waited for it goes on. */

import { bufferOf, HEADER } from "./core.js";
import type { World } from "./world.js";

/** Mends what worker `dead` of a world left behind. Its thread runs no more. */
export const reap = (world: World, dead: number): void => world.core.detach(dead);

/**
 * Reaps the worker that is known by `identity`, if it still is one of that world. Any thread may find out about the same
 * death: the first one does it.
 */
export const bury = (world: World, identity: number): void => {
  const i32 = new Int32Array(bufferOf(world.memory));
  for (let worker = 0; worker < i32[HEADER.workers]!; worker++) {
    if (Atomics.compareExchange(i32, HEADER.threads + worker, identity, 0) !== identity) continue;
    Atomics.and(i32, HEADER.locked + (worker >> 5), ~(1 << (worker & 31)));
    reap(world, worker);
  }
};
