/**
 * What is done in a memory about a thread that has ended: its half-done operations are finished, its ends close, and whoever
 * waited for it goes on. A module of its own does it, which is loaded then and not before.
 */

import { bufferOf, HEADER } from "./core.js";
import { lazyModule } from "./instance.js";
import { MODULE } from "./reaper/module.js";
import type { World } from "./world.js";

/** The functions of crates/milost-reap-wasm; `layout` is the core's answer. */
interface Reaper {
  abi(): number;
  detach(layout: number, me: number): void;
  /** 0: done, 1: to be called again, for others are at work at the same place or reap as well. */
  reap(layout: number, me: number, thread: number): number;
}

/** Milliseconds until another attempt. */
const AGAIN = 2;

const compiled = lazyModule(MODULE);
const reapers = new WeakMap<World, Reaper>();

const reaperOf = (world: World): Reaper | undefined => {
  let reaper = reapers.get(world);
  if (reaper === undefined && world.core.layout() !== 0) {
    // Its stack: the values of this thread's scratch area, of which nothing is needed between two operations.
    const top = (world.scratch + world.batch) * 8;
    const stack = new WebAssembly.Global({ value: "i32", mutable: true }, top);
    // A core with a layout runs on the memory of WASM.
    const env = { memory: world.memory as WebAssembly.Memory, stack };
    // The module is the one that the build inspected, and its ABI is checked in the next line.
    reaper = new WebAssembly.Instance(compiled(), { env }).exports as unknown as Reaper;
    if (reaper.abi() !== world.core.abi()) {
      throw new Error(
        "ML3923: the reaper's WASM module is of another build than the core: run npm run build:wasm",
      );
    }
    reapers.set(world, reaper);
  }
  return reaper;
};

/** Closes whatever this thread still holds: it is about to end by itself. */
export const leave = (world: World): void => reaperOf(world)?.detach(world.core.layout(), world.me);

/**
 * Mends what the thread that is known by `identity` left behind in a memory, now or in a moment. Any thread may find out about
 * the same death: the first one does it.
 */
export const bury = (world: World, identity: number): void => {
  const i32 = new Int32Array(bufferOf(world.memory));
  let known = false;
  for (let worker = 0; worker < i32[HEADER.workers]!; worker++) {
    if (world.threadOf(worker) !== identity) continue;
    known = true;
    Atomics.and(i32, HEADER.locked + (worker >> 5), ~(1 << (worker & 31)));
  }
  if (!known) return;
  if (reaperOf(world)?.reap(world.core.layout(), world.me, identity) === 1) {
    setTimeout(() => bury(world, identity), AGAIN);
  }
};
