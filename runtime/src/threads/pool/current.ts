/**
 * The job that a worker thread runs, as its function sees it. A thread runs one at a time. It is kept under a registered
 * symbol: the function's module may have come with another copy of this package.
 */

export interface CurrentJob {
  readonly signal: AbortSignal;
  readonly cancelled: boolean;
}

const KEY = Symbol.for("milost.pool.job");
const registry = globalThis as { [KEY]?: CurrentJob | undefined };

export const setCurrentJob = (job: CurrentJob | undefined): void => {
  registry[KEY] = job;
};

/**
 * In a pool function: the signal that aborts when the job's Task is cancelled, with the reason that `cancel` was given.
 * To be called before the function's first `await`, or anywhere while it runs. Outside a pool it is a signal that never
 * aborts. A function that does not return to the event loop cannot see it abort: it asks {@link jobCancelled}.
 */
export const jobSignal = (): AbortSignal => registry[KEY]?.signal ?? new AbortController().signal;

/**
 * In a pool function: whether the job's Task was cancelled. In a shared pool the answer is up to date even in a loop that
 * never awaits; on the port transport a cancel is seen once the function awaits something.
 */
export const jobCancelled = (): boolean => registry[KEY]?.cancelled ?? false;
