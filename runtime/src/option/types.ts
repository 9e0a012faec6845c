/**
 * `Option<T>`: a value that may be absent, as the discriminated union `Some<T> | None` on `_tag`.
 *
 * All of Rust's std `Option` but what mutates in place (`insert take replace get_or_insert take_if`: values here are
 * immutable), what exists for ownership (`as_ref as_mut as_deref cloned copied`), slices and pins (`as_slice as_pin_ref`),
 * `unwrap_or_default` (no type-level defaults) and `unwrap_unchecked` (read `.value`).
 */
import type { AnyResult, ErrOf, OkOf, Result } from "../result/types.js";
import type { None, Option, Some } from "./statics.js";

export type { None, Option, Some };

/** The value type of an Option type; distributes over unions, `never` for None. */
export type SomeOf<O> = O extends { readonly _tag: "Some"; readonly value: infer T } ? T : never;

/**
 * The methods of both variants. Each takes the Option as `this`, as the type S, so that one declaration serves a whole
 * Option, a variant that was narrowed to, and unions of Options.
 */
export interface OptionMethods {
  readonly "~milost"?: "Option";

  /**
   * Whether there is a value.
   * @example
   * ```ts
   * Some(1).isSome() // => true
   * None.isSome() // => false
   * ```
   */
  isSome(): this is Some<unknown>;

  /**
   * Whether there is a value and the predicate holds for it.
   * @example
   * ```ts
   * Some(1).isSomeAnd((n) => n > 1) // => false
   * ```
   */
  isSomeAnd<S>(this: S, predicate: (value: SomeOf<S>) => boolean): boolean;

  /**
   * Whether there is no value.
   * @example
   * ```ts
   * None.isNone() // => true
   * ```
   */
  isNone(): this is None;

  /**
   * Whether there is no value, or the predicate holds for it.
   * @example
   * ```ts
   * None.isNoneOr(() => false) // => true
   * Some(1).isNoneOr((n) => n > 1) // => false
   * ```
   */
  isNoneOr<S>(this: S, predicate: (value: SomeOf<S>) => boolean): boolean;

  /**
   * The value, changed.
   * @example
   * ```ts
   * Some(1).map((n) => n + 1) // => Some(2)
   * ```
   */
  map<S, U>(this: S, change: (value: SomeOf<S>) => U): Option<U>;

  /**
   * The value, changed, or the fallback.
   * @example
   * ```ts
   * Some("abc").mapOr(0, (text) => text.length) // => 3
   * None.mapOr(0, () => 1) // => 0
   * ```
   */
  mapOr<S, U, D>(this: S, fallback: D, change: (value: SomeOf<S>) => U): U | D;

  /**
   * The value, changed, or what `fallback` gives.
   * @example
   * ```ts
   * None.mapOrElse(() => "none", () => "some") // => "none"
   * ```
   */
  mapOrElse<S, U, D>(this: S, fallback: () => D, change: (value: SomeOf<S>) => U): U | D;

  /**
   * `Ok` of the value, or `Err` of the error.
   * @example
   * ```ts
   * Some(1).okOr("missing") // => Ok(1)
   * None.okOr("missing") // => Err("missing")
   * ```
   */
  okOr<S, E>(this: S, error: E): Result<SomeOf<S>, E>;

  /**
   * `Ok` of the value, or `Err` of what `error` gives.
   * @example
   * ```ts
   * None.okOrElse(() => "missing") // => Err("missing")
   * ```
   */
  okOrElse<S, E>(this: S, error: () => E): Result<SomeOf<S>, E>;

  /**
   * The other Option if there is a value, else None.
   * @example
   * ```ts
   * Some(1).and(Some("a")) // => Some("a")
   * None.and(Some("a")) // => None
   * ```
   */
  and<S, O extends Option<unknown>>(this: S, other: O): Option<SomeOf<O>>;

  /**
   * What the step makes of the value, or None.
   * @example
   * ```ts
   * const half = (n: number) => (n % 2 === 0 ? Some(n / 2) : None);
   * Some(4).andThen(half).andThen(half) // => Some(1)
   * Some(3).andThen(half) // => None
   * ```
   */
  andThen<S, O extends Option<unknown>>(this: S, step: (value: SomeOf<S>) => O): Option<SomeOf<O>>;

  /**
   * The same as {@link OptionMethods.andThen}.
   * @example
   * ```ts
   * Some([1]).flatMap((list) => Option.fromNullable(list[0])) // => Some(1)
   * ```
   */
  flatMap<S, O extends Option<unknown>>(this: S, step: (value: SomeOf<S>) => O): Option<SomeOf<O>>;

  /**
   * This Option if it has a value, else the other.
   * @example
   * ```ts
   * None.or(Some(2)) // => Some(2)
   * ```
   */
  or<S, O extends Option<unknown>>(this: S, other: O): Option<SomeOf<S> | SomeOf<O>>;

  /**
   * This Option if it has a value, else what `other` gives.
   * @example
   * ```ts
   * Some(1).orElse(() => Some(2)) // => Some(1)
   * ```
   */
  orElse<S, O extends Option<unknown>>(this: S, other: () => O): Option<SomeOf<S> | SomeOf<O>>;

  /**
   * The one of the two that has a value, if exactly one has.
   * @example
   * ```ts
   * Some(1).xor(None) // => Some(1)
   * Some(1).xor(Some(2)) // => None
   * ```
   */
  xor<S, O extends Option<unknown>>(this: S, other: O): Option<SomeOf<S> | SomeOf<O>>;

  /**
   * The value if the predicate holds for it.
   * @example
   * ```ts
   * Some(1).filter((n) => n > 1) // => None
   * ```
   */
  filter<S, U extends SomeOf<S>>(this: S, predicate: (value: SomeOf<S>) => value is U): Option<U>;
  filter<S>(this: S, predicate: (value: SomeOf<S>) => boolean): Option<SomeOf<S>>;

  /**
   * Both values, if both are there.
   * @example
   * ```ts
   * Some(1).zip(Some("a")) // => Some([1, "a"])
   * ```
   */
  zip<S, O extends Option<unknown>>(this: S, other: O): Option<[SomeOf<S>, SomeOf<O>]>;

  /**
   * The inverse of {@link OptionMethods.zip}.
   * @example
   * ```ts
   * Some([1, "a"] as const).unzip() // => [Some(1), Some("a")]
   * None.unzip() // => [None, None]
   * ```
   */
  unzip<S extends Option<readonly [unknown, unknown]>>(this: S): [Option<SomeOf<S>[0]>, Option<SomeOf<S>[1]>];

  /**
   * Calls `look` with the value, if there is one, and answers the Option unchanged.
   * @example
   * ```ts
   * const seen: number[] = [];
   * Some(1).inspect((n) => seen.push(n)) // => Some(1)
   * seen // => [1]
   * ```
   */
  inspect<S>(this: S, look: (value: SomeOf<S>) => unknown): Option<SomeOf<S>>;

  /**
   * The value.
   * @throws UnwrapError on None.
   * @example
   * ```ts
   * Some(1).unwrap() // => 1
   * None.unwrap() // throws UnwrapError
   * ```
   */
  unwrap<S>(this: S): SomeOf<S>;

  /**
   * The value, or the fallback.
   * @example
   * ```ts
   * None.unwrapOr(0) // => 0
   * ```
   */
  unwrapOr<S>(this: S, fallback: SomeOf<S>): SomeOf<S>;
  unwrapOr<S, D>(this: S, fallback: D): SomeOf<S> | D;

  /**
   * The value, or what `fallback` gives.
   * @example
   * ```ts
   * Some(1).unwrapOrElse(() => 0) // => 1
   * ```
   */
  unwrapOrElse<S, D>(this: S, fallback: () => D): SomeOf<S> | D;

  /**
   * The value.
   * @throws UnwrapError with the message, on None.
   * @example
   * ```ts
   * None.expect("no user is logged in") // throws UnwrapError
   * ```
   */
  expect<S>(this: S, message: string): SomeOf<S>;

  /**
   * An Option of an Option, one level less deep.
   * @example
   * ```ts
   * Some(Some(1)).flatten() // => Some(1)
   * ```
   */
  flatten<S extends Option<Option<unknown>>>(this: S): Option<SomeOf<SomeOf<S>>>;

  /**
   * An Option of a Result as a Result of an Option.
   * @example
   * ```ts
   * Some(Ok(1)).transpose() // => Ok(Some(1))
   * Some(Err("bad")).transpose() // => Err("bad")
   * None.transpose() // => Ok(None)
   * ```
   */
  transpose<S extends Option<AnyResult>>(this: S): Result<Option<OkOf<SomeOf<S>>>, ErrOf<SomeOf<S>>>;

  /**
   * An iterator over the value, or over nothing.
   * @example
   * ```ts
   * [...Some(1).iter(), ...None.iter()] // => [1]
   * ```
   */
  iter<S>(this: S): IterableIterator<SomeOf<S>>;

  /**
   * The value, or null.
   * @example
   * ```ts
   * None.toNullable() // => null
   * ```
   */
  toNullable<S>(this: S): SomeOf<S> | null;

  /**
   * The value, or undefined.
   * @example
   * ```ts
   * Some(1).toUndefined() // => 1
   * ```
   */
  toUndefined<S>(this: S): SomeOf<S> | undefined;
}
