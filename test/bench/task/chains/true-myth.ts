/** true-myth: Task. It knows no cancel. */
import { Result, Task } from "true-myth";
import { fromPromise } from "true-myth/task";
import { tick } from "./work.ts";

export const sync1 = async () => await Task.resolve<number, string>(1).map((n) => n + 1);

export const sync3 = async () =>
  await Task.resolve<number, string>(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1));

export const sync10 = async () =>
  await Task.resolve<number, string>(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1))
    .map((n) => n + 1);

export const await1 = async () => await fromPromise(tick(), String).map((n) => n + 1);

export const await3 = async () =>
  await fromPromise(tick(), String)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1));

export const await10 = async () =>
  await fromPromise(tick(), String)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .andThen((n) => Result.ok<number, string>(n + 1))
    .map((n) => n + 1);
