/**
 * The chains of `milost.ts` where a handle escapes, so that a cancel can reach each run: the counterpart of `settling.ts`.
 */
import { Ok, Task } from "milost";
import { tick } from "./work.ts";

/** Where the handle goes. */
export const held: { task: Task<number, never> | undefined } = { task: undefined };

export const sync1 = () => {
  const task = Task.ok(1).map((n) => n + 1);
  held.task = task;
  return task.run();
};

export const sync3 = () => {
  const task = Task.ok(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1));
  held.task = task;
  return task.run();
};

export const sync10 = () => {
  const task = Task.ok(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1);
  held.task = task;
  return task.run();
};

export const await1 = () => {
  const task = Task.new(async () => Ok(await tick())).map((n) => n + 1);
  held.task = task;
  return task.run();
};

export const await3 = () => {
  const task = Task.new(async () => Ok(await tick()))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1));
  held.task = task;
  return task.run();
};

export const await10 = () => {
  const task = Task.new(async () => Ok(await tick()))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1);
  held.task = task;
  return task.run();
};
