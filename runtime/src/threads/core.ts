/**
 * What the loader and the core agree on: the exported functions of crates/milost-wasm, their numbers, and what lies
 * where in memory. All arguments and results are numbers; `me` is the worker id of the calling thread.
 */

/** Moves with every change of a signature, a status or the layout. */
export const ABI = 5;

export const SENDER = 0;
export const RECEIVER = 1;

/** Statuses of one operation. `DONE`, `NOT_NOW` and `CLOSED` are `PUSHED`, `FULL` and `CLOSED` of a push. */
export const DONE = 0;
export const NOT_NOW = 1;
export const CLOSED = 2;
/** The bits of a status that tell those apart. */
export const STATUS = 3;
/** Added to a status: the wake fell to the caller's own worker. */
export const SELF = 4;
/** Added to a count: the same. */
export const SELF_COUNT = 1 << 16;
/** Added to a status: the value is no number, and lies in slot 0 of the scratch area. */
export const KIND = 8;
/** Added to a count: not all values are numbers. */
export const MIXED = 1 << 17;

/** The most slots of a channel. */
export const MAX_SLOTS = 1 << 23;

export interface Core {
  abi(): number;
  /** Once per memory, before anything else; the number of slots, 0: the memory is too small. */
  init(bytes: number): number;
  /** A worker id below `limit`, or -1. `thread` is the identity of the calling thread (deaths.ts). */
  attach(limit: number, thread: number): number;
  /** By what the reaper's module opens the memory (reap.ts); 0: it cannot. */
  layout(): number;
  /** Address of `batch()` values of 8 bytes, and behind them words: the status, a kind for each value, 32 blocks. */
  scratch_of(me: number): number;
  batch(): number;
  /** Address of the word that the worker sleeps on; `THREAD` words behind it is the identity of its thread. */
  parking_of(me: number): number;
  /**
   * A channel's index, of so many slots; `layout`: the slots of a message in the low 8 bits, 23 bits of the caller's own
   * (codec/stride.ts). Its two ends are the first two values of the scratch area. -1, -2, -3: no channel, end, slots.
   */
  create(me: number, slots: number, layout: number): number;
  /** Another end, or a ticket for one. -1: closed, -2: none left. */
  fork(me: number, end: number, ticket: 0 | 1): number;
  /** The channel's layout, or -1: opened or revoked before. */
  redeem(me: number, ticket: number): number;
  close(me: number, end: number, ticket: 0 | 1): number;
  send(me: number, channel: number, value: number, spins: number): number;
  /** NaN: look at the status, `KIND` among it. */
  receive(me: number, channel: number, spins: number): number;
  /** Messages of the scratch area, each beginning where the one before it ends; how many went, -1: closed. */
  send_many(me: number, channel: number, count: number, spins: number): number;
  receive_many(me: number, channel: number, count: number, spins: number): number;
  arm(me: number, channel: number, side: number): void;
  disarm(me: number, channel: number, side: number): void;
  hand_over(me: number, channel: number, value: number): number;
  demand(me: number, channel: number): number;
  withdraw(channel: number): number;
  /** Address of a signed byte for each worker: its share of a rendezvous's demand, which `reap` takes off it. */
  shares_of(channel: number): number;
  /** How many slots hold values. */
  length(channel: number): number;
  is_closed(channel: number): number;
  /** Address of block 0. */
  slots_base(): number;
  /** How many blocks of a class, or of a larger one, now lie in the scratch area. */
  take_blocks(me: number, sizeClass: number, count: number): number;
  give_blocks(me: number, sizeClass: number, count: number): void;
}

/** Shared memory as it travels in a handle: the WASM core's, or that of the twin which tests compare it with. */
export type SharedMemory = WebAssembly.Memory | SharedArrayBuffer;

/** How many words behind a worker's parking word the identity of its thread is; 0: the id is free. */
export const THREAD = 5;

/** Makes the functions of a core over a memory. */
export type Connect = (memory: SharedMemory) => Core;

/**
 * The first words of a memory, below everything that the core uses: who it is (64 random bits, so that two copies of
 * one memory in a thread are seen to be one), what the thread that made it decided, and how many threads have joined the lane.
 */
export const HEADER = {
  idLow: 0,
  idHigh: 1,
  abi: 2,
  workers: 3,
  addresses: 4,
  /** Moves when a worker begins to hold its lock (deaths.ts); behind it a bit for each that does, in two words. */
  locks: 5,
  locked: 6,
  /** A bit for each channel into which a value has gone by port, by the low 8 bits of its index, in eight words. */
  carries: 8,
} as const;

export const bufferOf = (memory: SharedMemory): SharedArrayBuffer =>
  memory instanceof SharedArrayBuffer
    ? memory
    : // A Memory made with `shared: true` has a shared buffer; the type cannot say so.
      (memory.buffer as unknown as SharedArrayBuffer);
