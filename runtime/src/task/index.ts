/**
 * Task: lazy, cancellable asynchronous computations as structured concurrency.
 *
 *     ops.ts           a description: a linked list of small nodes      node.ts    its class, and the methods
 *     run.ts           one run: interprets the steps, takes cancels     join.ts    several runs under one
 *     timers.ts        the wheel behind every wait                      static.ts  the ways to make a task
 */

export type { RetryOptions, RetryPolicy } from "./retry.js";
export { Task, type TaskStatic } from "./static.js";
export type { ConcurrencyOptions } from "./tasks.js";
export type { Continuation, ErrorOf, RunOptions, ValueOf } from "./types.js";
