/**
 * What hangs on `Option` itself: constructors, the way in from nullable values, and combinators of many Options.
 */
import { none, some } from "../result/variants.js";
import type { OptionMethods, SomeOf } from "./types.js";

// Types beside their values: see `result/statics.ts`.

/** A value that may be absent. */
export type Option<T> = Some<T> | None;

/** The variant that holds a value. */
export interface Some<T> extends OptionMethods {
  readonly _tag: "Some";
  readonly value: T;
  /**
   * Serves `yield*` in `Option.gen`: gives the value, or ends the body with None. Values are iterated by `iter()`.
   * @example
   * ```ts
   * Option.gen(function* () {
   *   return (yield* Some(1)) + 1;
   * }) // => Some(2)
   * ```
   */
  [Symbol.iterator](): Iterator<never, T, unknown>;
}

/** The variant that holds nothing. There is one such value: `None`. */
export interface None extends OptionMethods {
  readonly _tag: "None";
  readonly value?: undefined;
  /** See {@link Some}. */
  [Symbol.iterator](): Iterator<None, never, unknown>;
}

/** The values of a tuple or list of Options, in order. */
type SomesOf<O extends readonly Option<unknown>[]> = { -readonly [I in keyof O]: SomeOf<O[I]> };

export interface OptionStatic {
  readonly "~milost"?: "OptionStatic";

  /**
   * A value. Answers the whole Option type, so that assigning it does not narrow a declared Option.
   * @example
   * ```ts
   * Option.Some(1).value // => 1
   * ```
   */
  Some<T>(value: T): Option<T>;

  /**
   * No value: always the same object.
   * @example
   * ```ts
   * Option.None.isNone() // => true
   * ```
   */
  readonly None: Option<never>;

  /**
   * None for null and undefined, else Some of the value.
   * @example
   * ```ts
   * Option.fromNullable(new Map([["a", 1]]).get("b")) // => None
   * Option.fromNullable(0) // => Some(0)
   * ```
   */
  fromNullable<T>(value: T): Option<NonNullable<T>>;

  /**
   * All values, or None if one is missing. An iterable is read no further than the first None.
   * @example
   * ```ts
   * Option.all([Some(1), Some("a")]) // => Some([1, "a"])
   * Option.all([Some(1), None]) // => None
   * Option.all([]) // => Some([])
   * ```
   */
  all<const O extends readonly Option<unknown>[]>(options: O): Option<SomesOf<O>>;
  all<O extends Option<unknown>>(options: Iterable<O>): Option<SomeOf<O>[]>;

  /**
   * Do-notation: `yield*` on an Option gives its value, or ends the body with None (`finally` blocks run). What the body
   * returns is the Some.
   * @example
   * ```ts
   * const users = new Map([["ada", { boss: "bob" }]]);
   * const bossOf = (name: string) =>
   *   Option.gen(function* () {
   *     const user = yield* Option.fromNullable(users.get(name));
   *     return user.boss;
   *   });
   * bossOf("ada") // => Some("bob")
   * bossOf("bob") // => None
   * ```
   */
  gen<T>(body: () => Generator<None, T, never>): Option<T>;
}

export const Option: OptionStatic = {
  Some: some,
  None: none,
  fromNullable: <T>(value: T): Option<NonNullable<T>> => (value == null ? none : some(value)),
  all: <T>(options: Iterable<Option<T>>) => {
    const values: T[] = [];
    for (const option of options) {
      if (option._tag === "None") return option;
      values.push(option.value);
    }
    // The overloads name tuples, which the body fills as a plain array.
    return some(values) as Option<never>;
  },
  gen: <T>(body: () => Generator<None, T, never>): Option<T> => {
    const run = body();
    let step = run.next();
    let failed = false;
    while (!step.done) {
      failed = true;
      // As an early `return None` would: `finally` blocks run, and may return in its place.
      step = run.return(none as never);
    }
    return failed && (step.value as unknown) === none ? none : some(step.value);
  },
};

/** The same as `Option.Some`. */
export const Some: OptionStatic["Some"] = some;
/** The same as `Option.None`. */
export const None: Option<never> = none;
