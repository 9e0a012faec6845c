/**
 * Many tasks at once: what the untransformed rows run, and what the transformer compiles for the others. The tasks are made where
 * they are handed over, which is where it looks for them.
 */
import { Ok, Task } from "milost";

export type Body = (signal?: AbortSignal) => Promise<number>;

export const all = (items: readonly number[], body: Body) =>
  Task.all(items.map(() => Task.new(async () => Ok(await body())))).run();

export const signals = (items: readonly number[], body: Body) =>
  Task.all(items.map(() => Task.new(async (signal) => Ok(await body(signal))))).run();

export const bounded = (items: readonly number[], body: Body, concurrency: number) =>
  Task.all(
    items.map(() => Task.new(async () => Ok(await body()))),
    { concurrency },
  ).run();
