/**
 * `Result<T, E>`: success or failure as a value, the discriminated union `Ok<T> | Err<E>` on `_tag`.
 *
 * All of Rust's std `Result` but what exists for ownership (`as_ref as_mut as_deref cloned copied iter_mut`),
 * `unwrap_or_default` (no type-level defaults), `unwrap_unchecked` and `into_ok` (read `.value`), `sum` and `product`
 * (use `Result.all`).
 */
import type { Option, SomeOf } from "../option/types.js";
import type { Err, Ok, Result } from "./statics.js";

export type { Err, Ok, Result };

/** Any Result. */
export type AnyResult = Result<unknown, unknown>;

/** The success type of a Result type; distributes over unions, `never` for an Err. */
export type OkOf<R> = R extends { readonly _tag: "Ok"; readonly value: infer T } ? T : never;

/** The failure type of a Result type; distributes over unions, `never` for an Ok. */
export type ErrOf<R> = R extends { readonly _tag: "Err"; readonly error: infer E } ? E : never;

/**
 * The methods of both variants. Each takes the Result as `this`, as the type S, so that one declaration serves a whole
 * Result, a variant that was narrowed to, and unions of Results.
 */
export interface ResultMethods {
  readonly "~milost"?: "Result";

  /**
   * Whether this is an Ok.
   * @example
   * ```ts
   * Ok(1).isOk() // => true
   * ```
   */
  isOk(): this is Ok<unknown>;

  /**
   * Whether this is an Ok and the predicate holds for its value.
   * @example
   * ```ts
   * Ok(1).isOkAnd((n) => n > 1) // => false
   * ```
   */
  isOkAnd<S>(this: S, predicate: (value: OkOf<S>) => boolean): boolean;

  /**
   * Whether this is an Err.
   * @example
   * ```ts
   * Err("bad").isErr() // => true
   * ```
   */
  isErr(): this is Err<unknown>;

  /**
   * Whether this is an Err and the predicate holds for its error.
   * @example
   * ```ts
   * Err("bad").isErrAnd((error) => error === "bad") // => true
   * ```
   */
  isErrAnd<S>(this: S, predicate: (error: ErrOf<S>) => boolean): boolean;

  /**
   * The value as an Option; an error is dropped.
   * @example
   * ```ts
   * Ok(1).ok() // => Some(1)
   * Err("bad").ok() // => None
   * ```
   */
  ok<S>(this: S): Option<OkOf<S>>;

  /**
   * The error as an Option; a value is dropped.
   * @example
   * ```ts
   * Err("bad").err() // => Some("bad")
   * ```
   */
  err<S>(this: S): Option<ErrOf<S>>;

  /**
   * The value, changed; an Err stays as it is.
   * @example
   * ```ts
   * Ok(1).map((n) => n + 1) // => Ok(2)
   * ```
   */
  map<S, U>(this: S, change: (value: OkOf<S>) => U): Result<U, ErrOf<S>>;

  /**
   * The value, changed, or the fallback.
   * @example
   * ```ts
   * Ok("abc").mapOr(0, (text) => text.length) // => 3
   * ```
   */
  mapOr<S, U, D>(this: S, fallback: D, change: (value: OkOf<S>) => U): U | D;

  /**
   * The value, changed, or what `fallback` makes of the error.
   * @example
   * ```ts
   * Err("bad").mapOrElse((error) => error.length, () => 0) // => 3
   * ```
   */
  mapOrElse<S, U, D>(this: S, fallback: (error: ErrOf<S>) => D, change: (value: OkOf<S>) => U): U | D;

  /**
   * The error, changed; an Ok stays as it is.
   * @example
   * ```ts
   * Err("bad").mapErr((error) => error.length) // => Err(3)
   * ```
   */
  mapErr<S, F>(this: S, change: (error: ErrOf<S>) => F): Result<OkOf<S>, F>;

  /**
   * Calls `look` with the value of an Ok, and answers the Result unchanged.
   * @example
   * ```ts
   * const seen: number[] = [];
   * Ok(1).inspect((n) => seen.push(n)) // => Ok(1)
   * seen // => [1]
   * ```
   */
  inspect<S>(this: S, look: (value: OkOf<S>) => unknown): Result<OkOf<S>, ErrOf<S>>;

  /**
   * Calls `look` with the error of an Err, and answers the Result unchanged.
   * @example
   * ```ts
   * const seen: string[] = [];
   * Err("bad").inspectErr((error) => seen.push(error)) // => Err("bad")
   * seen // => ["bad"]
   * ```
   */
  inspectErr<S>(this: S, look: (error: ErrOf<S>) => unknown): Result<OkOf<S>, ErrOf<S>>;

  /**
   * The other Result if this is an Ok, else this error.
   * @example
   * ```ts
   * Ok(1).and(Ok("a")) // => Ok("a")
   * Err("bad").and(Ok("a")) // => Err("bad")
   * ```
   */
  and<S, R extends AnyResult>(this: S, other: R): Result<OkOf<R>, ErrOf<S> | ErrOf<R>>;

  /**
   * What the step makes of the value; an Err stays as it is. Errors add up to a union.
   * @example
   * ```ts
   * const half = (n: number) => (n % 2 === 0 ? Ok(n / 2) : Err("odd"));
   * Ok(4).andThen(half) // => Ok(2)
   * Ok(3).andThen(half) // => Err("odd")
   * ```
   */
  andThen<S, R extends AnyResult>(this: S, step: (value: OkOf<S>) => R): Result<OkOf<R>, ErrOf<S> | ErrOf<R>>;

  /**
   * The same as {@link ResultMethods.andThen}.
   * @example
   * ```ts
   * Ok("1").flatMap((text) => Ok(Number(text))) // => Ok(1)
   * ```
   */
  flatMap<S, R extends AnyResult>(this: S, step: (value: OkOf<S>) => R): Result<OkOf<R>, ErrOf<S> | ErrOf<R>>;

  /**
   * This Result if it is an Ok, else the other.
   * @example
   * ```ts
   * Err("bad").or(Ok(2)) // => Ok(2)
   * ```
   */
  or<S, R extends AnyResult>(this: S, other: R): Result<OkOf<S> | OkOf<R>, ErrOf<R>>;

  /**
   * What the step makes of the error; an Ok stays as it is.
   * @example
   * ```ts
   * Err("bad").orElse((error) => Ok(error.length)) // => Ok(3)
   * ```
   */
  orElse<S, R extends AnyResult>(this: S, step: (error: ErrOf<S>) => R): Result<OkOf<S> | OkOf<R>, ErrOf<R>>;

  /**
   * The value.
   * @throws UnwrapError on an Err, with the error as its cause.
   * @example
   * ```ts
   * Ok(1).unwrap() // => 1
   * Err("bad").unwrap() // throws UnwrapError
   * ```
   */
  unwrap<S>(this: S): OkOf<S>;

  /**
   * The value, or the fallback.
   * @example
   * ```ts
   * Err("bad").unwrapOr(0) // => 0
   * ```
   */
  unwrapOr<S>(this: S, fallback: OkOf<S>): OkOf<S>;
  unwrapOr<S, D>(this: S, fallback: D): OkOf<S> | D;

  /**
   * The value, or what `fallback` makes of the error.
   * @example
   * ```ts
   * Err("bad").unwrapOrElse((error) => error.length) // => 3
   * ```
   */
  unwrapOrElse<S, D>(this: S, fallback: (error: ErrOf<S>) => D): OkOf<S> | D;

  /**
   * The value.
   * @throws UnwrapError with the message, on an Err.
   * @example
   * ```ts
   * Err("bad").expect("the config is valid") // throws UnwrapError
   * ```
   */
  expect<S>(this: S, message: string): OkOf<S>;

  /**
   * The error.
   * @throws UnwrapError with the message, on an Ok.
   * @example
   * ```ts
   * Err("bad").expectErr("must fail") // => "bad"
   * ```
   */
  expectErr<S>(this: S, message: string): ErrOf<S>;

  /**
   * The error.
   * @throws UnwrapError on an Ok, with the value as its cause.
   * @example
   * ```ts
   * Ok(1).unwrapErr() // throws UnwrapError
   * ```
   */
  unwrapErr<S>(this: S): ErrOf<S>;

  /**
   * A Result of a Result, one level less deep.
   * @example
   * ```ts
   * Ok(Ok(1)).flatten() // => Ok(1)
   * ```
   */
  flatten<S extends Result<AnyResult, unknown>>(this: S): Result<OkOf<OkOf<S>>, ErrOf<S> | ErrOf<OkOf<S>>>;

  /**
   * A Result of an Option as an Option of a Result.
   * @example
   * ```ts
   * Ok(Some(1)).transpose() // => Some(Ok(1))
   * Ok(None).transpose() // => None
   * Err("bad").transpose() // => Some(Err("bad"))
   * ```
   */
  transpose<S extends Result<Option<unknown>, unknown>>(this: S): Option<Result<SomeOf<OkOf<S>>, ErrOf<S>>>;

  /**
   * An iterator over the value, or over nothing.
   * @example
   * ```ts
   * [...Ok(1).iter(), ...Err("bad").iter()] // => [1]
   * ```
   */
  iter<S>(this: S): IterableIterator<OkOf<S>>;
}
