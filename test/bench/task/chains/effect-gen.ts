/** Effect, by generator: a yield per step. */
import { Effect } from "effect";
import { tick } from "./work.ts";

export const sync1 = () =>
  Effect.runPromise(
    Effect.gen(function* () {
      let n = 1;
      n = yield* Effect.succeed(n + 1);
      return n;
    }),
  );

export const sync3 = () =>
  Effect.runPromise(
    Effect.gen(function* () {
      let n = 1;
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      return n;
    }),
  );

export const sync10 = () =>
  Effect.runPromise(
    Effect.gen(function* () {
      let n = 1;
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      return n;
    }),
  );

export const await1 = () =>
  Effect.runPromise(
    Effect.gen(function* () {
      let n = yield* Effect.promise(tick);
      n = yield* Effect.succeed(n + 1);
      return n;
    }),
  );

export const await3 = () =>
  Effect.runPromise(
    Effect.gen(function* () {
      let n = yield* Effect.promise(tick);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      return n;
    }),
  );

export const await10 = () =>
  Effect.runPromise(
    Effect.gen(function* () {
      let n = yield* Effect.promise(tick);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      n = yield* Effect.succeed(n + 1);
      return n;
    }),
  );
