/** Effect, by pipe. */
import { Effect, pipe } from "effect";
import { tick } from "./work.ts";

export const sync1 = () =>
  Effect.runPromise(
    pipe(
      Effect.succeed(1),
      Effect.map((n) => n + 1),
    ),
  );

export const sync3 = () =>
  Effect.runPromise(
    pipe(
      Effect.succeed(1),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
    ),
  );

export const sync10 = () =>
  Effect.runPromise(
    pipe(
      Effect.succeed(1),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
      Effect.map((n) => n + 1),
    ),
  );

export const await1 = () =>
  Effect.runPromise(
    pipe(
      Effect.promise(tick),
      Effect.map((n) => n + 1),
    ),
  );

export const await3 = () =>
  Effect.runPromise(
    pipe(
      Effect.promise(tick),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
    ),
  );

export const await10 = () =>
  Effect.runPromise(
    pipe(
      Effect.promise(tick),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
      Effect.map((n) => n + 1),
      Effect.map((n) => n + 1),
      Effect.flatMap((n) => Effect.succeed(n + 1)),
      Effect.map((n) => n + 1),
    ),
  );
