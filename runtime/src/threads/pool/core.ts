/**
 * The run queue that threads share: the functions of crates/milost-pool-wasm, and what lies where in a pool's memory.
 *
 *     core's tables | head, nodes and jobs of the queue | hold words | rows, 128 bytes a job | heap
 *
 * The owner is worker 0: it alone submits, cancels, writes arguments and gives memory out. All arguments and results
 * of the core are numbers.
 */
import { lazyModule } from "../instance.js";
import { MODULE } from "./module.js";

const ABI = 1;
const PAGE = 65_536;
const FANOUT = 4;
export const MOST_WORKERS = 63;

export interface PoolCore {
  abi(): number;
  base(): number;
  parking_of(worker: number): number;
  submit(job: number, priority: number, turn: number): void;
  /** Hands over the job that was finished (-1: none), answers the next one to run or -1; `arm` 1 announces an idle worker. */
  next(me: number, finished: number, arm: 0 | 1): number;
  cancel(job: number): number;
}

/** Where things are; in words of 4 bytes, but for `heap`, in bytes. */
export interface Layout {
  /** The last finished job, plus 1. */
  readonly done: number;
  /** Low halves of the jobs' words, two words apart: who runs it plus 1 in the low byte, above it the next finished job plus 1. */
  readonly words: number;
  /** One word per worker: 1 keeps it from starting another job. */
  readonly hold: number;
  readonly rows: number;
  readonly heap: number;
  readonly jobs: number;
}

/** Words of a row: what is known of a job, then 96 bytes for its arguments, and later its result. */
export const ROW = {
  turn: 0,
  /** Address of the function's module and name, encoded. */
  work: 1,
  /** How many arguments are encoded; -1: they come by port. Later the ending. */
  count: 2,
  /** Where they are encoded, in bytes, and how much room there is. */
  at: 3,
  space: 4,
  started: 5,
  cancelled: 6,
  payload: 8,
  size: 32,
} as const;
export const INLINE = (ROW.size - ROW.payload) * 4;

const compiled = lazyModule(MODULE);

export const connect = (memory: WebAssembly.Memory): PoolCore => {
  const { exports } = new WebAssembly.Instance(compiled(), { env: { memory } });
  // The module is the one that the build inspected, and its ABI is checked in the next line.
  const core = exports as unknown as PoolCore;
  if (core.abi() !== ABI) {
    throw new Error(
      `ML3923: the pool's WASM module has ABI ${core.abi()}, its loader ${ABI}: run npm run build:wasm`,
    );
  }
  return core;
};

/** Makes the memory of a pool of at least so many jobs, and a heap of so many bytes. */
export const createPoolMemory = (
  least: number,
  heapBytes: number,
): { memory: WebAssembly.Memory; core: PoolCore; layout: Layout } => {
  // A full tree: no node lacks a child.
  const nodes = Math.max(1, Math.ceil((least - 1) / (FANOUT - 1)));
  const jobs = nodes * (FANOUT - 1) + 1;
  // The core's tables take about 8 kB; `base()` tells, but only of a memory that is there.
  const bytes = PAGE + 16 + (nodes + jobs) * 8 + 256 + jobs * ROW.size * 4 + heapBytes;
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const core = connect(memory);
  const base = core.base() / 4;
  const words = base + 4 + nodes * 2;
  const hold = words + jobs * 2;
  const rows = Math.ceil((hold + MOST_WORKERS + 1) / 32) * 32;
  new Int32Array(memory.buffer)[base + 3] = nodes;
  const heap = (rows + jobs * ROW.size) * 4;
  return { memory, core, layout: { done: base + 2, words, hold, rows, heap, jobs } };
};
