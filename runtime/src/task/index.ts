/**
 * Task: lazy, cancellable asynchronous computations as structured concurrency.
 *
 *     ops.ts           a description: a linked list of small nodes      node.ts      its class, and the methods
 *     run.ts           one run: interprets the steps, takes cancels     join.ts      several runs under one
 *     timers.ts        the wheel behind every wait                      static.ts    the ways to make a task
 *     compiled.ts      the seam for compiled code (see its header)      in-flight.ts how `cancel` finds runs
 *
 * What compiled code uses comes through `abi.ts`: `compiled` puts a compiled function behind a Task, which settles at once on
 * cancel without the interpreter; `enter` (and `activity.enter`) runs an opaque Task as a step and gives its outcome, where a
 * `Fault` is a cancel or panic of the run itself and no Err of the user's; `settle` makes the Result of `run()` of an outcome,
 * `panic` the one of a throw; `isPromiseLike` is the test that steps make; `idleSignal` the signal where nothing can cancel.
 */
export { type ExponentialOptions, exponential, type GrowthOptions } from "./policies/exponential.js";
export { fibonacci } from "./policies/fibonacci.js";
export { type JitterOptions, jitter } from "./policies/jitter.js";
export { linear } from "./policies/linear.js";
export { onlyIf } from "./policies/only-if.js";
export type { RetryOptions, RetryPolicy } from "./retry.js";
export { createScope, type Scope, type ScopeOptions } from "./scope.js";
export { createSemaphore, type Permit, type Semaphore } from "./semaphore.js";
export { Task, type TaskStatic } from "./static.js";
export type { ConcurrencyOptions } from "./tasks.js";
export type { ErrorOf, RunOptions, TaskOrResult, ValueOf } from "./types.js";
export { whenAborted } from "./when-aborted.js";
