/**
 * The two classes behind Result and Option, and the four constructors. They stand in one file because each makes the
 * other (`ok()`, `okOr()`).
 *
 * One class makes both variants of a type, with the same fields in the same order, so that both share one hidden class:
 * a read of `_tag` stays monomorphic, which is twice as fast as two classes of the same keys. The methods' documentation is
 * on the interfaces in `types.ts`.
 */
import { describe } from "../describe.js";
import { UnwrapError } from "../errors.js";
import type { None, Option, OptionMethods, Some, SomeOf } from "../option/types.js";
import type { AnyResult, Err, ErrOf, Ok, OkOf, Result, ResultMethods } from "./types.js";

// An instance is the one or the other variant by its `_tag`, which the class cannot say; and its methods take a Result of a T
// and an E where the interfaces, for the callers' inference, take any S and derive both from it.
export const ok = <T>(value: T): Result<T, never> =>
  new ResultVariant("Ok", value, undefined) as unknown as Result<T, never>;
export const err = <E>(error: E): Result<never, E> =>
  new ResultVariant("Err", undefined, error) as unknown as Result<never, E>;
export const some = <T>(value: T): Option<T> => new OptionVariant("Some", value) as unknown as Option<T>;

/** A class that has all methods of an interface; their types are the interface's business. */
type Has<Methods> = { readonly [K in keyof Methods]: unknown };

export class ResultVariant implements Has<ResultMethods> {
  constructor(
    readonly _tag: "Ok" | "Err",
    readonly value: unknown,
    readonly error: unknown,
  ) {}

  /** Present at run time although the types never promise it: tells a Result of another copy of this package. */
  get "~milost"(): "Result" {
    return "Result";
  }

  isOk(): this is Ok<unknown> {
    return this._tag === "Ok";
  }
  isOkAnd<T>(this: Result<T, unknown>, predicate: (value: T) => boolean): boolean {
    return this._tag === "Ok" && predicate(this.value);
  }
  isErr(): this is Err<unknown> {
    return this._tag === "Err";
  }
  isErrAnd<E>(this: Result<unknown, E>, predicate: (error: E) => boolean): boolean {
    return this._tag === "Err" && predicate(this.error);
  }
  ok<T>(this: Result<T, unknown>): Option<T> {
    return this._tag === "Ok" ? some(this.value) : none;
  }
  err<E>(this: Result<unknown, E>): Option<E> {
    return this._tag === "Ok" ? none : some(this.error);
  }
  map<T, E, U>(this: Result<T, E>, change: (value: T) => U): Result<U, E> {
    return this._tag === "Ok" ? ok(change(this.value)) : this;
  }
  mapOr<T, U, D>(this: Result<T, unknown>, fallback: D, change: (value: T) => U): U | D {
    return this._tag === "Ok" ? change(this.value) : fallback;
  }
  mapOrElse<T, E, U, D>(this: Result<T, E>, fallback: (error: E) => D, change: (value: T) => U): U | D {
    return this._tag === "Ok" ? change(this.value) : fallback(this.error);
  }
  mapErr<T, E, F>(this: Result<T, E>, change: (error: E) => F): Result<T, F> {
    return this._tag === "Ok" ? this : err(change(this.error));
  }
  inspect<T, E>(this: Result<T, E>, look: (value: T) => unknown): Result<T, E> {
    if (this._tag === "Ok") look(this.value);
    return this;
  }
  inspectErr<T, E>(this: Result<T, E>, look: (error: E) => unknown): Result<T, E> {
    if (this._tag === "Err") look(this.error);
    return this;
  }
  and<E, R extends AnyResult>(this: Result<unknown, E>, other: R): Result<OkOf<R>, E | ErrOf<R>> {
    return this._tag === "Ok" ? spread(other) : this;
  }
  andThen<T, E, R extends AnyResult>(
    this: Result<T, E>,
    step: (value: T) => R,
  ): Result<OkOf<R>, E | ErrOf<R>> {
    return this._tag === "Ok" ? spread(step(this.value)) : this;
  }
  flatMap<T, E, R extends AnyResult>(
    this: Result<T, E>,
    step: (value: T) => R,
  ): Result<OkOf<R>, E | ErrOf<R>> {
    return this.andThen(step);
  }
  or<T, R extends AnyResult>(this: Result<T, unknown>, other: R): Result<T | OkOf<R>, ErrOf<R>> {
    return this._tag === "Ok" ? this : spread(other);
  }
  orElse<T, E, R extends AnyResult>(
    this: Result<T, E>,
    step: (error: E) => R,
  ): Result<T | OkOf<R>, ErrOf<R>> {
    return this._tag === "Ok" ? this : spread(step(this.error));
  }
  unwrap<T>(this: Result<T, unknown>): T {
    return this.expect("unwrap of an Err");
  }
  unwrapOr<T, D>(this: Result<T, unknown>, fallback: D): T | D {
    return this._tag === "Ok" ? this.value : fallback;
  }
  unwrapOrElse<T, E, D>(this: Result<T, E>, fallback: (error: E) => D): T | D {
    return this._tag === "Ok" ? this.value : fallback(this.error);
  }
  expect<T>(this: Result<T, unknown>, message: string): T {
    if (this._tag === "Ok") return this.value;
    throw new UnwrapError(`${message}: ${describe(this.error)}`, this.error);
  }
  expectErr<E>(this: Result<unknown, E>, message: string): E {
    if (this._tag === "Err") return this.error;
    throw new UnwrapError(`${message}: ${describe(this.value)}`, this.value);
  }
  unwrapErr<E>(this: Result<unknown, E>): E {
    return this.expectErr("unwrapErr of an Ok");
  }
  flatten<R extends AnyResult, E>(this: Result<R, E>): Result<OkOf<R>, E | ErrOf<R>> {
    return this._tag === "Ok" ? spread(this.value) : this;
  }
  transpose<T, E>(this: Result<Option<T>, E>): Option<Result<T, E>> {
    if (this._tag === "Err") return some(this);
    return this.value._tag === "Some" ? some(ok(this.value.value)) : this.value;
  }
  iter<T>(this: Result<T, unknown>): IterableIterator<T> {
    return (this._tag === "Ok" ? [this.value] : []).values();
  }
  *[Symbol.iterator]<T, E>(this: Result<T, E>): Generator<Err<E>, T, unknown> {
    if (this._tag === "Err") yield this;
    // After a yield the body is only ever ended, never resumed, so what is returned here is the value of an Ok.
    return this.value as T;
  }
}

export class OptionVariant implements Has<OptionMethods> {
  constructor(
    readonly _tag: "Some" | "None",
    readonly value: unknown,
  ) {}

  get "~milost"(): "Option" {
    return "Option";
  }

  isSome(): this is Some<unknown> {
    return this._tag === "Some";
  }
  isSomeAnd<T>(this: Option<T>, predicate: (value: T) => boolean): boolean {
    return this._tag === "Some" && predicate(this.value);
  }
  isNone(): this is None {
    return this._tag === "None";
  }
  isNoneOr<T>(this: Option<T>, predicate: (value: T) => boolean): boolean {
    return this._tag === "None" || predicate(this.value);
  }
  map<T, U>(this: Option<T>, change: (value: T) => U): Option<U> {
    return this._tag === "Some" ? some(change(this.value)) : this;
  }
  mapOr<T, U, D>(this: Option<T>, fallback: D, change: (value: T) => U): U | D {
    return this._tag === "Some" ? change(this.value) : fallback;
  }
  mapOrElse<T, U, D>(this: Option<T>, fallback: () => D, change: (value: T) => U): U | D {
    return this._tag === "Some" ? change(this.value) : fallback();
  }
  okOr<T, E>(this: Option<T>, error: E): Result<T, E> {
    return this._tag === "Some" ? ok(this.value) : err(error);
  }
  okOrElse<T, E>(this: Option<T>, error: () => E): Result<T, E> {
    return this._tag === "Some" ? ok(this.value) : err(error());
  }
  and<O extends Option<unknown>>(this: Option<unknown>, other: O): Option<SomeOf<O>> {
    return this._tag === "Some" ? spreadOption(other) : this;
  }
  andThen<T, O extends Option<unknown>>(this: Option<T>, step: (value: T) => O): Option<SomeOf<O>> {
    return this._tag === "Some" ? spreadOption(step(this.value)) : this;
  }
  flatMap<T, O extends Option<unknown>>(this: Option<T>, step: (value: T) => O): Option<SomeOf<O>> {
    return this.andThen(step);
  }
  or<T, O extends Option<unknown>>(this: Option<T>, other: O): Option<T | SomeOf<O>> {
    return this._tag === "Some" ? this : spreadOption(other);
  }
  orElse<T, O extends Option<unknown>>(this: Option<T>, other: () => O): Option<T | SomeOf<O>> {
    return this._tag === "Some" ? this : spreadOption(other());
  }
  xor<T, O extends Option<unknown>>(this: Option<T>, other: O): Option<T | SomeOf<O>> {
    if (this._tag === "None") return spreadOption(other);
    return other._tag === "Some" ? none : this;
  }
  filter<T>(this: Option<T>, predicate: (value: T) => boolean): Option<T>;
  filter<T, U extends T>(this: Option<T>, predicate: (value: T) => value is U): Option<U>;
  filter<T>(this: Option<T>, predicate: (value: T) => boolean): Option<T> {
    return this._tag === "Some" && predicate(this.value) ? this : none;
  }
  zip<T, O extends Option<unknown>>(this: Option<T>, other: O): Option<[T, SomeOf<O>]> {
    if (this._tag === "None") return this;
    const second = spreadOption(other);
    return second._tag === "Some" ? some([this.value, second.value]) : second;
  }
  unzip<T, U>(this: Option<readonly [T, U]>): [Option<T>, Option<U>] {
    return this._tag === "Some" ? [some(this.value[0]), some(this.value[1])] : [this, this];
  }
  inspect<T>(this: Option<T>, look: (value: T) => unknown): Option<T> {
    if (this._tag === "Some") look(this.value);
    return this;
  }
  unwrap<T>(this: Option<T>): T {
    return this.expect("unwrap of None");
  }
  unwrapOr<T, D>(this: Option<T>, fallback: D): T | D {
    return this._tag === "Some" ? this.value : fallback;
  }
  unwrapOrElse<T, D>(this: Option<T>, fallback: () => D): T | D {
    return this._tag === "Some" ? this.value : fallback();
  }
  expect<T>(this: Option<T>, message: string): T {
    if (this._tag === "Some") return this.value;
    throw new UnwrapError(message);
  }
  flatten<O extends Option<unknown>>(this: Option<O>): Option<SomeOf<O>> {
    return this._tag === "Some" ? spreadOption(this.value) : this;
  }
  transpose<T, E>(this: Option<Result<T, E>>): Result<Option<T>, E> {
    if (this._tag === "None") return ok(this);
    return this.value._tag === "Ok" ? ok(some(this.value.value)) : this.value;
  }
  iter<T>(this: Option<T>): IterableIterator<T> {
    return (this._tag === "Some" ? [this.value] : []).values();
  }
  toNullable<T>(this: Option<T>): T | null {
    return this._tag === "Some" ? this.value : null;
  }
  toUndefined<T>(this: Option<T>): T | undefined {
    return this.value;
  }
  *[Symbol.iterator]<T>(this: Option<T>): Generator<None, T, unknown> {
    if (this._tag === "None") yield this;
    // After a yield the body is only ever ended, never resumed, so what is returned here is the value of a Some.
    return this.value as T;
  }
}

/** The one None. */
export const none: Option<never> = /* @__PURE__ */ new OptionVariant(
  "None",
  undefined,
) as unknown as Option<never>;

/** A union of Results as one Result; the checker does not see that a generic R is the Result of its own parts. */
function spread<R extends AnyResult>(result: R): Result<OkOf<R>, ErrOf<R>> {
  return result as Result<OkOf<R>, ErrOf<R>>;
}

function spreadOption<O extends Option<unknown>>(option: O): Option<SomeOf<O>> {
  return option as Option<SomeOf<O>>;
}
