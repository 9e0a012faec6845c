/**
 * What hangs on `Result` itself: constructors, the ways in from exceptions and promises, and combinators of many Results.
 */
import type { AnyResult, ErrOf, OkOf, ResultMethods } from "./types.js";
import { err, ok } from "./variants.js";

// A name that is a type and a value is declared in one place, and so exported as one: where a user's inferred type holds it,
// the compiler writes that name into the user's declaration file, which an alias beside the value would keep it from.

/** The outcome of something that may fail. */
export type Result<T, E> = Ok<T> | Err<E>;

/** The variant that holds what succeeded. */
export interface Ok<T> extends ResultMethods {
  readonly _tag: "Ok";
  readonly value: T;
  readonly error?: undefined;
  /**
   * Serves `yield*` in `Result.gen`: gives the value, or ends the body with the Err. Values are iterated by `iter()`.
   * @example
   * ```ts
   * Result.gen(function* () {
   *   return (yield* Ok(1)) + 1;
   * }) // => Ok(2)
   * ```
   */
  [Symbol.iterator](): Iterator<never, T, unknown>;
}

/** The variant that holds why it failed. */
export interface Err<E> extends ResultMethods {
  readonly _tag: "Err";
  readonly error: E;
  readonly value?: undefined;
  /** See {@link Ok}. */
  [Symbol.iterator](): Iterator<Err<E>, never, unknown>;
}

/** The Oks of a tuple or list of Results, in order. */
type OksOf<R extends readonly AnyResult[]> = { -readonly [I in keyof R]: OkOf<R[I]> };

/** The errors of a tuple or list of Results, in order. */
type ErrsOf<R extends readonly AnyResult[]> = { -readonly [I in keyof R]: ErrOf<R[I]> };

export interface ResultStatic {
  readonly "~milost"?: "ResultStatic";

  /**
   * A success. Answers the whole Result type, so that assigning it does not narrow a declared Result.
   * @example
   * ```ts
   * Result.Ok(1).value // => 1
   * Result.Ok().value // => undefined
   * ```
   */
  Ok(): Result<void, never>;
  Ok<T>(value: T): Result<T, never>;

  /**
   * A failure. The type of an error that is tagged keeps its tag: `Err({ _tag: "Missing", id })` needs no `as const`.
   * @example
   * ```ts
   * Result.Err("bad").error // => "bad"
   * ```
   */
  Err(): Result<never, void>;
  Err<Tag extends string, E extends { readonly _tag: Tag }>(error: E): Result<never, E>;
  Err<E>(error: E): Result<never, E>;

  /**
   * What `run` returns as an Ok, what it throws as an Err, changed by `mapErr` if given. For promises see `fromPromise`.
   * @example
   * ```ts
   * Result.try(() => JSON.parse("[1]")) // => Ok([1])
   * Result.try(() => JSON.parse("["), () => "no JSON") // => Err("no JSON")
   * ```
   */
  try<T>(run: () => T): Result<T, unknown>;
  try<T, E>(run: () => T, mapErr: (thrown: unknown) => E): Result<T, E>;

  /**
   * What the promise gives as an Ok, its rejection as an Err, changed by `mapErr` if given. The answer rejects only if
   * `mapErr` throws.
   * @example
   * ```ts
   * await Result.fromPromise(Promise.resolve(1)) // => Ok(1)
   * await Result.fromPromise(Promise.reject("down"), (reason) => `gate ${reason}`) // => Err("gate down")
   * ```
   */
  fromPromise<T>(promise: PromiseLike<T>): Promise<Result<T, unknown>>;
  fromPromise<T, E>(promise: PromiseLike<T>, mapErr: (reason: unknown) => E): Promise<Result<T, E>>;

  /**
   * All values, or the first error. An iterable is read no further than that error.
   * @example
   * ```ts
   * Result.all([Ok(1), Ok("a")]) // => Ok([1, "a"])
   * Result.all([Ok(1), Err("x"), Err("y")]) // => Err("x")
   * Result.all([]) // => Ok([])
   * ```
   */
  all<const R extends readonly AnyResult[]>(results: R): Result<OksOf<R>, ErrOf<R[number]>>;
  all<R extends AnyResult>(results: Iterable<R>): Result<OkOf<R>[], ErrOf<R>>;

  /**
   * The first value, or all errors in order. An iterable is read no further than that value.
   * @example
   * ```ts
   * Result.any([Err("x"), Ok(1), Ok(2)]) // => Ok(1)
   * Result.any([Err("x"), Err("y")]) // => Err(["x", "y"])
   * Result.any([]) // => Err([])
   * ```
   */
  any<const R extends readonly AnyResult[]>(results: R): Result<OkOf<R[number]>, ErrsOf<R>>;
  any<R extends AnyResult>(results: Iterable<R>): Result<OkOf<R>, ErrOf<R>[]>;

  /**
   * All values and all errors, each in order.
   * @example
   * ```ts
   * Result.partition([Ok(1), Err("x"), Ok(2)]) // => [[1, 2], ["x"]]
   * ```
   */
  partition<R extends AnyResult>(results: Iterable<R>): [values: OkOf<R>[], errors: ErrOf<R>[]];

  /**
   * Do-notation: `yield*` on a Result gives its value, or ends the body with its Err (`finally` blocks run). What the body
   * returns is the Ok; the errors add up to a union.
   * @example
   * ```ts
   * const parse = (text: string) => (text === "" ? Err("empty") : Ok(Number(text)));
   * const sum = (a: string, b: string) =>
   *   Result.gen(function* () {
   *     const first = yield* parse(a);
   *     const second = yield* parse(b);
   *     return first + second;
   *   });
   * sum("1", "2") // => Ok(3)
   * sum("1", "") // => Err("empty")
   * ```
   */
  gen<Y extends Err<unknown>, T>(body: () => Generator<Y, T, never>): Result<T, ErrOf<Y>>;
}

export const Result: ResultStatic = {
  // One constructor serves the overload without a value: it makes a Result of undefined.
  Ok: ok as ResultStatic["Ok"],
  Err: err as ResultStatic["Err"],
  try: <T, E>(run: () => T, mapErr?: (thrown: unknown) => E): Result<T, E> => {
    try {
      return ok(run());
    } catch (thrown) {
      return failure(thrown, mapErr);
    }
  },
  fromPromise: async <T, E>(
    promise: PromiseLike<T>,
    mapErr?: (reason: unknown) => E,
  ): Promise<Result<T, E>> => {
    try {
      return ok(await promise);
    } catch (reason) {
      return failure(reason, mapErr);
    }
  },
  all: <T, E>(results: Iterable<Result<T, E>>) => {
    const values: T[] = [];
    for (const result of results) {
      if (result._tag === "Err") return result;
      values.push(result.value);
    }
    // The overloads name tuples, which the body fills as a plain array.
    return ok(values) as Result<never, E>;
  },
  any: <T, E>(results: Iterable<Result<T, E>>) => {
    const errors: E[] = [];
    for (const result of results) {
      if (result._tag === "Ok") return result;
      errors.push(result.error);
    }
    return err(errors) as Result<T, never>;
  },
  partition: <R extends AnyResult>(results: Iterable<R>): [OkOf<R>[], ErrOf<R>[]] => {
    const values: unknown[] = [];
    const errors: unknown[] = [];
    for (const result of results) {
      if (result._tag === "Ok") values.push(result.value);
      else errors.push(result.error);
    }
    return [values as OkOf<R>[], errors as ErrOf<R>[]];
  },
  gen: <Y extends Err<unknown>, T>(body: () => Generator<Y, T, never>) => {
    const run = body();
    let step = run.next();
    let failed: Y | undefined;
    while (!step.done) {
      failed = step.value;
      // As an early `return failed` would: `finally` blocks run, and may fail or return in its place.
      step = run.return(failed as never);
    }
    return failed !== undefined && (step.value as unknown) === failed
      ? (failed as unknown as Result<T, ErrOf<Y>>)
      : ok(step.value);
  },
};

/** Without `mapErr` the error type is `unknown`, which whatever was thrown is. */
function failure<E>(thrown: unknown, mapErr?: (thrown: unknown) => E): Result<never, E> {
  return err(mapErr ? mapErr(thrown) : (thrown as E));
}

/** The same as `Result.Ok`. */
export const Ok: ResultStatic["Ok"] = ok as ResultStatic["Ok"];
/** The same as `Result.Err`. */
export const Err: ResultStatic["Err"] = err as ResultStatic["Err"];
