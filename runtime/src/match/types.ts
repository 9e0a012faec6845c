/**
 * The types of `Patterns.match` and `matchOn`: which arms a value needs, what each handler gets, what comes out.
 *
 * A is the arms as written, K their names, inferred from the keys alone and so known before any handler is looked at: that
 * is what types the parameter of `_`, and every other, by context. R only carries the type that the surrounding code
 * expects into the handlers (so that `"red"` stays `"red"` where a Color is wanted) and is absorbed by the result.
 *
 * Arms are compared by the text of their names, as object keys are: `1` and `"1"` are one arm.
 */

/** The name of a property that tells variants apart. */
type Key = PropertyKey;

/** What can stand in a template: the literal types that can be matched. */
type Literal = string | number | bigint | boolean | null | undefined;

/** The text by which an arm is named; of what can not name one, `"_"`, since only `_` takes it. */
type NameOf<T> = T extends string | number | bigint | boolean ? `${T}` : "_";

/** The names of the arms that take a member M of a union; D is the discriminating property. */
type TagOf<M, D extends Key> = M extends Literal
  ? `${M}`
  : M extends { readonly [P in D]: infer T }
    ? NameOf<T>
    : "_";

/** The arms of a union, by name, and the arguments of their handlers: the variant itself. */
type Narrowed<V, D extends Key> = { readonly [M in V as TagOf<M, D>]: [variant: M] };

/** The arms of a union, by name, and the arguments of their handlers: the payload where `match` unwraps. */
type Unwrapped<V> = { readonly [M in V as TagOf<M, "_tag">]: Given<M> };

/** What the handler of a variant gets from `match`. */
type Given<M> = M extends { readonly _tag: infer T }
  ? T extends "Ok" | "Some"
    ? Payload<M, "value", "error">
    : T extends "Err"
      ? Payload<M, "error", "value">
      : T extends "None"
        ? Nothing<M>
        : [variant: M]
  : [value: M];

/** The payload of a variant that holds nothing else (see payload.ts), else the variant; either where it is optional. */
type Payload<M, P extends "value" | "error", Sibling extends "value" | "error"> = P extends keyof M
  ? "~milost" extends keyof M
    ? [payload: M[P]]
    : Bare<M, Sibling> extends true
      ? [payload: { [K in P]?: unknown } extends Pick<M, P> ? M[P] | M : M[P]]
      : [variant: M]
  : [variant: M];

type Nothing<M> = "~milost" extends keyof M
  ? []
  : Bare<M, "value" | "error"> extends true
    ? []
    : [variant: M];

/** Whether there is no field beside `_tag` and the payload but an undefined sibling, and nothing private. */
type Bare<M, Sibling extends "value" | "error"> = keyof M extends "_tag" | "value" | "error"
  ? // With `_tag` in it the pattern is not all optional, which nothing without a common property would extend.
    M extends { readonly _tag: unknown } & { readonly [S in Sibling]?: undefined }
    ? { [K in keyof M]: M[K] } extends M
      ? true
      : false
    : false
  : false;

/** What is left for `_` once the named arms have taken theirs. */
type Rest<V, D extends Key, K> = V extends unknown ? (TagOf<V, D> extends TextOf<K> ? never : V) : never;

type TextOf<K> = K extends string | number ? `${K}` : never;

/** The arms as the union wants them: each written name with the type its handler must have. */
type Arms<V, D extends Key, T, K extends Key, R> = {
  readonly [P in K]: P extends "_"
    ? Handler<[rest: Rest<V, D, Exclude<K, "_">>], R>
    : P extends keyof T
      ? Handler<T[P], R>
      : TextOf<P> extends keyof T
        ? Handler<T[TextOf<P>], R>
        : `no variant has this tag`;
};

/** A handler may return whatever it likes; R is there to be seen as the context of what it returns. */
type Handler<Args, R> = Args extends readonly unknown[]
  ? (...args: Args) => R | NonNullable<unknown> | null | undefined | void
  : never;

/** What must be there beside the written arms: the untaken names, or `_` where only that takes the rest. */
type Required<T, K> = "_" extends K ? unknown : Missing<Exclude<keyof T, TextOf<K>>>;

type Missing<N extends Key> = [N] extends [never]
  ? unknown
  : object extends { [P in N]: unknown }
    ? { readonly _: unknown }
    : { readonly [P in N]: unknown };

/** The union of what the handlers return. */
type Returned<A> = [A[keyof A]] extends [(...args: never) => infer R] ? R : never;

export interface PatternsStatic {
  readonly "~milost"?: "Patterns";

  match<const V, K extends Key, A, R = never>(
    value: V,
    arms: A & Arms<V, "_tag", Unwrapped<V>, K, R> & Required<Unwrapped<V>, K>,
  ): Returned<A> | R;

  matchOn<const V, const D extends V extends unknown ? keyof V : never, K extends Key, A, R = never>(
    value: V,
    key: D,
    arms: A & Arms<V, D, Narrowed<V, D>, K, R> & Required<Narrowed<V, D>, K>,
  ): Returned<A> | R;
}
