/**
 * Worker pools: Tasks that run functions of modules in other threads.
 *
 *     pool.ts               jobs, threads, closing              job-heap.ts   what waits in one thread
 *     shared-transport.ts   run queue and values in shared memory (core.ts: where what lies)   serve-shared.ts   its threads
 *     port-transport.ts     the same by messages                serve-port.ts its threads
 *     worker.ts             the threads' script                 perform.ts    one job there
 */
export { jobCancelled, jobSignal } from "./current.js";
export { PoolClosedError, WorkerLostError } from "./errors.js";
export { createPool } from "./pool.js";
export type {
  CloseOptions,
  JobError,
  JobValue,
  Pool,
  PoolFunction,
  PoolOptions,
  PoolStats,
  PoolTaskOptions,
  ResourceLimits,
} from "./types.js";
