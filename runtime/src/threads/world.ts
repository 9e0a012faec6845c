/**
 * A memory as one thread sees it: the core's functions over it, views of it, the thread's worker id, and the
 * channels that this thread has ends of. One per thread and memory, however often the memory comes in.
 */

import type { ChannelState } from "./channel-state.js";
import { Payloads } from "./codec/payloads.js";
import { ABI, bufferOf, type Connect, type Core, HEADER, type SharedMemory, THREAD } from "./core.js";
import { hasLocks, holdLock, onDeath, tellDeath, threadIdentity, watchLock } from "./deaths.js";
import { connectWasm, createMemory } from "./instance.js";
import { Parker, waitAsync } from "./parker.js";
import { Lane, type LaneHost } from "./port/lane.js";
import { indexOf } from "./port/lane-frames.js";
import { bury, leave } from "./reap.js";

export interface ThreadsOptions {
  /** Size of the shared memory in bytes: 4 MiB unless told. It never grows; a channel takes 16 bytes a slot. */
  readonly memory?: number;
  /** How many threads may use it at a time, at most (and unless told) 64. */
  readonly workers?: number;
}

const MAX_WORKERS = 64;
/** The identity of the main thread on Node, Deno and Bun. */
const MAIN = 1;
const DEFAULTS: Required<ThreadsOptions> = { memory: 4 << 20, workers: MAX_WORKERS };

export class World implements LaneHost {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly me: number;
  /** Index in `f64` of this worker's scratch values. */
  readonly scratch: number;
  readonly batch: number;
  /** Index in `i32` of the status behind them. */
  readonly status: number;
  /** Index in `i32` of the word that this worker sleeps on. */
  readonly parking: number;
  readonly parker: Parker;
  /** By channel index, while this thread has an end of it. */
  readonly channels = new Map<number, ChannelState>();
  private ownPayloads: Payloads | undefined = undefined;
  /** Once this thread has anything to do with ports beside the memory. */
  ownLane: Lane | undefined = undefined;
  readonly identity = threadIdentity();
  /** Settled once others can notice this thread's death. */
  readonly known: Promise<void> | undefined;

  constructor(
    readonly memory: SharedMemory,
    readonly core: Core,
    readonly connect: Connect,
    /** Whether this thread made the memory. */
    private readonly made: boolean,
  ) {
    const buffer = bufferOf(memory);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.me = core.attach(this.i32[HEADER.workers]!, this.identity);
    if (this.me < 0) {
      throw new Error(
        `ML3921: all ${this.i32[HEADER.workers]} workers of this shared memory are in use; end one, or raise ` +
          `setupThreads({ workers }), at most ${MAX_WORKERS}`,
      );
    }
    this.batch = core.batch();
    this.scratch = core.scratch_of(this.me) / 8;
    this.status = (this.scratch + this.batch) * 2;
    this.parking = core.parking_of(this.me) / 4;
    // Whoever had this id before may have died between two operations: all kinds are those of numbers.
    this.i32.fill(0, this.status + 1, this.status + 1 + this.batch);
    this.parker = new Parker(this.i32, this.parking);
    // What a thread still holds when it ends by itself is closed, as if it had been dropped. The main thread takes all others
    // with it.
    if (this.identity !== MAIN) host.process?.once?.("exit", () => leave(this));
    this.known = hasLocks() ? this.lock() : undefined;
    if (made && hasLocks()) void this.watchLocks();
  }

  /** In browsers others know of this thread once it holds its lock, for who gets the lock says that it is dead. */
  private async lock(): Promise<void> {
    if (!(await holdLock(idOf(this.i32)))) return;
    Atomics.or(this.i32, HEADER.locked + (this.me >> 5), 1 << (this.me & 31));
    Atomics.add(this.i32, HEADER.locks, 1);
    Atomics.notify(this.i32, HEADER.locks);
  }

  /** The thread that made the memory waits for the locks of all others. */
  private async watchLocks(): Promise<never> {
    const watched = new Set([this.identity]);
    for (;;) {
      const seen = Atomics.load(this.i32, HEADER.locks);
      for (let worker = 0; worker < this.i32[HEADER.workers]!; worker++) {
        if (((Atomics.load(this.i32, HEADER.locked + (worker >> 5)) >>> (worker & 31)) & 1) === 0) continue;
        const identity = this.threadOf(worker);
        if (identity === 0 || watched.has(identity)) continue;
        watched.add(identity);
        watchLock(idOf(this.i32), identity);
      }
      const wait = waitAsync(this.i32, HEADER.locks, seen);
      if (wait.async) await wait.value;
    }
  }

  /** The identity of a worker's thread; 0: the id is free. */
  threadOf(worker: number): number {
    return Atomics.load(this.i32, this.core.parking_of(worker) / 4 + THREAD);
  }

  /** The thread that is known by `identity` has died. */
  died(identity: number): void {
    tellDeath(identity);
  }

  /** What this thread has of the memory for values that are no numbers. */
  get payloads(): Payloads {
    this.ownPayloads ??= new Payloads(this);
    return this.ownPayloads;
  }

  /** What this thread sends and gets by port. */
  get lane(): Lane {
    this.ownLane ??= new Lane(this, this.made);
    return this.ownLane;
  }

  newAddress(): number {
    return Atomics.add(this.i32, HEADER.addresses, 1);
  }

  isDrained(name: number): boolean {
    const channel = indexOf(name);
    return this.core.is_closed(channel) !== 0 && this.core.length(channel) === 0;
  }

  /** Whether a value may have gone into the channel by port; with `true`: one will. */
  carries(name: number, does = false): boolean {
    const [word, bit] = [HEADER.carries + ((name >> 5) & 7), 1 << (name & 31)];
    if (does) Atomics.or(this.i32, word, bit);
    return (Atomics.load(this.i32, word) & bit) !== 0;
  }

  *received(): Iterable<number> {
    for (const state of this.channels.values()) if (state.receiving > 0) yield state.name;
  }

  receivesFrom(name: number): boolean {
    return this.receiver(name) !== undefined;
  }

  attend(name: number): void {
    this.receiver(name)?.ownMail();
  }

  /** The channel of that name, if this thread receives from it. */
  private receiver(name: number): ChannelState | undefined {
    const state = this.channels.get(indexOf(name));
    return state?.name === name && state.receiving > 0 ? state : undefined;
  }
}

interface Host {
  readonly process?: { readonly once?: (event: "exit", listener: () => void) => void };
}
const host = globalThis as Host;

/** Of this thread, by the id in the header. */
const worlds = new Map<string, World>();
onDeath((identity) => {
  for (const world of worlds.values()) bury(world, identity);
});
/** Where `createChannel` makes shared channels: the first world that this thread made or joined. */
let home: World | undefined;
let settings = DEFAULTS;

const idOf = (i32: Int32Array): string => `${i32[HEADER.idLow]}:${i32[HEADER.idHigh]}`;

/** Makes a memory's header, its core and its world. */
export const makeWorld = (memory: SharedMemory, connect: Connect, workers = MAX_WORKERS): World => {
  const buffer = bufferOf(memory);
  const i32 = new Int32Array(buffer);
  // Only to be told apart from other memories; `crypto` takes 5 ms to load on Node.
  i32[HEADER.idLow] = Math.random() * 2 ** 32;
  i32[HEADER.idHigh] = Math.random() * 2 ** 32;
  i32[HEADER.abi] = ABI;
  i32[HEADER.workers] = workers;
  const core = connect(memory);
  core.init(buffer.byteLength);
  const world = new World(memory, core, connect, true);
  worlds.set(idOf(i32), world);
  return world;
};

/** The world of a memory that came in with a handle. */
export const joinWorld = (memory: SharedMemory, connect: Connect = connectWasm): World => {
  const i32 = new Int32Array(bufferOf(memory));
  const known = worlds.get(idOf(i32));
  if (known !== undefined) return known;
  if (i32[HEADER.abi] !== ABI) {
    throw new Error(
      `ML3923: the handle was made by another version of milost (ABI ${i32[HEADER.abi]}, here ${ABI}): ` +
        "install one version for all threads",
    );
  }
  const world = new World(memory, connect(memory), connect, false);
  worlds.set(idOf(i32), world);
  home ??= world;
  return world;
};

/** The world that this thread's own channels are made in. */
export const homeWorld = (): World => {
  if (typeof SharedArrayBuffer === "undefined") {
    throw new Error(
      "ML3920: there is no SharedArrayBuffer here: a page needs the headers " +
        "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    );
  }
  home ??= makeWorld(createMemory(settings.memory), connectWasm, settings.workers);
  return home;
};

/**
 * Decides on the shared memory of the channels that this thread makes; before it makes or opens the first one.
 * Throws a RangeError for sizes that cannot be, an Error when it is too late.
 */
export const setupThreads = (options: ThreadsOptions): void => {
  const { memory = DEFAULTS.memory, workers = DEFAULTS.workers } = options;
  if (!(memory >= 1 << 20 && memory <= 2 ** 32)) {
    throw new RangeError(`ML3926: memory must be 1 MiB to 4 GiB in bytes, not ${memory}`);
  }
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS)) {
    throw new RangeError(`ML3926: workers must be an integer from 1 to ${MAX_WORKERS}, not ${workers}`);
  }
  if (home !== undefined) {
    throw new Error("ML3926: setupThreads comes too late: this thread has a shared channel already");
  }
  settings = { memory, workers };
};
