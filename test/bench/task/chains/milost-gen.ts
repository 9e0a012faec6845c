/** MiLost, by generator: a yield per step. */
import { Ok, Task } from "milost";
import { tick } from "./work.ts";

export const sync1 = () =>
  Task.gen(function* () {
    let n = 1;
    n = yield* Task.ok(n + 1);
    return n;
  }).run();

export const sync3 = () =>
  Task.gen(function* () {
    let n = 1;
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    return n;
  }).run();

export const sync10 = () =>
  Task.gen(function* () {
    let n = 1;
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    return n;
  }).run();

export const await1 = () =>
  Task.gen(function* () {
    let n = yield* Task.new(async () => Ok(await tick()));
    n = yield* Task.ok(n + 1);
    return n;
  }).run();

export const await3 = () =>
  Task.gen(function* () {
    let n = yield* Task.new(async () => Ok(await tick()));
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    return n;
  }).run();

export const await10 = () =>
  Task.gen(function* () {
    let n = yield* Task.new(async () => Ok(await tick()));
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    n = yield* Task.ok(n + 1);
    return n;
  }).run();
