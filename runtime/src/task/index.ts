/**
 * Task: lazy, cancellable asynchronous computations as structured concurrency.
 *
 *     ops.ts           a description: a linked list of small nodes      node.ts    its class, and the methods
 *     run.ts           one run: interprets the steps, takes cancels     join.ts    several runs under one
 *     timers.ts        the wheel behind every wait                      static.ts  the ways to make a task
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
export type { Continuation, ErrorOf, RunOptions, ValueOf } from "./types.js";
export { whenAborted } from "./when-aborted.js";
