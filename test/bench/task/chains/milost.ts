/**
 * Chains of 1, 3 and 10 steps over a value that is there and over one that is awaited; every third step goes on with a
 * Result. This file is what the untransformed rows run, and what the transformer compiles for the fused rows.
 */
import { Ok, Task } from "milost";
import { tick } from "./work.ts";

export const sync1 = () =>
  Task.ok(1)
    .map((n) => n + 1)
    .run();

export const sync3 = () =>
  Task.ok(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .run();

export const sync10 = () =>
  Task.ok(1)
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .run();

export const await1 = () =>
  Task.new(async () => Ok(await tick()))
    .map((n) => n + 1)
    .run();

export const await3 = () =>
  Task.new(async () => Ok(await tick()))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .run();

export const await10 = () =>
  Task.new(async () => Ok(await tick()))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .map((n) => n + 1)
    .flatMap((n) => Ok(n + 1))
    .map((n) => n + 1)
    .run();
