/** The public face of a pool: `Pool`, its options, and how the type of a pool function becomes that of a Task. */

import type { Task } from "../../task/index.js";

/** What may be run in a pool: arguments and answers are what structured clone takes, or a Result or Task of that. */
export type PoolFunction = (...args: never[]) => unknown;

/** The value of the Task that an answer becomes; distributes over unions. */
export type JobValue<Answer> =
  Answer extends Task<infer T, unknown>
    ? T
    : Answer extends { readonly _tag: "Ok"; readonly value: infer T }
      ? T
      : Answer extends { readonly _tag: "Err" }
        ? never
        : Answer;

/** The error of that Task: of a Result or Task, what it says; of anything else, none. */
export type JobError<Answer> =
  Answer extends Task<unknown, infer E>
    ? E
    : Answer extends { readonly _tag: "Err"; readonly error: infer E }
      ? E
      : never;

/** What a thread may use, in MB, as Node's `worker_threads` take it: who needs more dies, and its job with it. */
export interface ResourceLimits {
  readonly maxOldGenerationSizeMb?: number;
  readonly maxYoungGenerationSizeMb?: number;
  readonly codeRangeSizeMb?: number;
  readonly stackSizeMb?: number;
}

export interface PoolOptions {
  /** How many worker threads: 1 to 63, unless told one less than the machine has processors, and at least 1. */
  readonly size?: number;
  /** How many jobs the threads hold at a time, waiting or running: 1,024 unless told, at most 65,536. More wait outside. */
  readonly queue?: number;
  /** Bytes of shared memory for arguments and results that are longer than 96 bytes: 1 MiB unless told. */
  readonly memory?: number;
  /** `"shared"` where there is a SharedArrayBuffer, else `"port"`: unless told. */
  readonly transport?: "shared" | "port";
  /** Limits of each thread. Node alone heeds them. */
  readonly resourceLimits?: ResourceLimits;
}

export interface PoolTaskOptions {
  /** Jobs of larger priority run first, those of one priority in the order of their `run()`. An integer; 0 unless told. */
  readonly priority?: number;
  /**
   * What becomes of a job that runs when its Task is cancelled. `"wait"` (unless told): it is asked to stop, by
   * `jobSignal()`, and its thread goes on once it has. `"terminate"`: its thread is ended at once, and replaced.
   */
  readonly onCancel?: "wait" | "terminate";
}

export interface PoolStats {
  /** Threads of the pool. */
  readonly size: number;
  /** Threads that run no job now. */
  readonly idle: number;
  /** Jobs that run now, cancelled ones that have not stopped yet included. */
  readonly running: number;
  /** Jobs that were submitted and do not run yet. */
  readonly waiting: number;
  /** Jobs that ended with a value. */
  readonly done: number;
  /** Jobs that ended with an error, a panic or the death of their thread. */
  readonly failed: number;
  /** Jobs whose Task was cancelled. */
  readonly cancelled: number;
  /** Threads that ended while the pool was open, and were replaced. */
  readonly replaced: number;
}

export interface CloseOptions {
  /** Cancels all jobs instead of waiting for them. */
  readonly now?: boolean;
}

/** Threads that run functions of modules. Made by `createPool`. */
export interface Pool {
  /**
   * The function `name` that the module at `url` exports, as one that answers a Task. Each `run()` of the Task is a job: it
   * waits for room in the run queue, then for a thread. Give the type of the function for the types of arguments and answer.
   *
   * A throw in the function is a panic of the Task, with the thrown value as `cause`; so is the death of its thread, with
   * a `WorkerLostError` as `cause`, and a pool that is closed, with a `PoolClosedError`. Cancelling the Task settles it at
   * once: a job that has not started never will, for one that runs see `onCancel`.
   *
   * @example `const hash = pool.task<typeof import("./work.js").hash>(new URL("./work.js", import.meta.url), "hash")`
   */
  task<F extends PoolFunction = (...args: unknown[]) => unknown>(
    url: URL | string,
    name: string,
    options?: PoolTaskOptions,
  ): (...args: Parameters<F>) => Task<JobValue<Awaited<ReturnType<F>>>, JobError<Awaited<ReturnType<F>>>>;

  /** How the pool is doing. */
  readonly stats: PoolStats;
  /** How jobs reach the threads. */
  readonly transport: "shared" | "port";

  /** Takes no more jobs, waits for those it has, ends the threads. Idempotent; a later `{ now: true }` hastens it. */
  close(options?: CloseOptions): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
