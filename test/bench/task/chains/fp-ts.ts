/** fp-ts: TaskEither. It knows no cancel. */
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { tick } from "./work.ts";

export const sync1 = () =>
  pipe(
    TE.of<string, number>(1),
    TE.map((n) => n + 1),
  )();

export const sync3 = () =>
  pipe(
    TE.of<string, number>(1),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
  )();

export const sync10 = () =>
  pipe(
    TE.of<string, number>(1),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
    TE.map((n) => n + 1),
  )();

export const await1 = () =>
  pipe(
    TE.tryCatch(tick, String),
    TE.map((n) => n + 1),
  )();

export const await3 = () =>
  pipe(
    TE.tryCatch(tick, String),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
  )();

export const await10 = () =>
  pipe(
    TE.tryCatch(tick, String),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
    TE.map((n) => n + 1),
    TE.map((n) => n + 1),
    TE.chain((n) => TE.of(n + 1)),
    TE.map((n) => n + 1),
  )();
