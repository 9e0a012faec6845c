/** @praha/byethrow: plain objects and functions. It knows no cancel. */
import { R } from "@praha/byethrow";
import { tick } from "./work.ts";

export const sync1 = async () =>
  await R.pipe(
    R.succeed(1),
    R.map((n) => n + 1),
  );

export const sync3 = async () =>
  await R.pipe(
    R.succeed(1),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
  );

export const sync10 = async () =>
  await R.pipe(
    R.succeed(1),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
    R.map((n) => n + 1),
  );

export const await1 = async () =>
  await R.pipe(
    tick().then((n) => R.succeed(n)),
    R.map((n) => n + 1),
  );

export const await3 = async () =>
  await R.pipe(
    tick().then((n) => R.succeed(n)),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
  );

export const await10 = async () =>
  await R.pipe(
    tick().then((n) => R.succeed(n)),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
    R.map((n) => n + 1),
    R.map((n) => n + 1),
    R.andThen((n) => R.succeed(n + 1)),
    R.map((n) => n + 1),
  );
