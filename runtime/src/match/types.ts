/**
 * The types of `Patterns.match` and `matchOn`: which arms a value needs, what each handler gets, what comes out.
 *
 * V is the value, K the names of the arms as written, A the arms. K is inferred from the keys alone and so known before any
 * handler is looked at: that is what types the parameter of `_`, and every other, by context. R only carries the type that
 * the surrounding code expects into the handlers, so that `"red"` stays `"red"` where a Color is wanted. H is no parameter to
 * be given: a default that is worked out once per union, where an inline type would be once per arm.
 *
 * Arms are compared by the text of their names, as object keys are: `1` and `"1"` are one arm. The checker's work per match is
 * held by test/types/instantiations.test.ts; what looks roundabout here was measured there.
 */

/** The name of a property that tells variants apart, or of an arm. */
type Key = PropertyKey;

/** The literal types that can be matched as they are. */
type Literal = string | number | bigint | boolean | null | undefined;

/** The names of the arms that take a member M of a union; D is the discriminating property. `symbol`: only `_` takes it. */
type TagOf<M, D extends Key> = unknown extends M
  ? string
  : M extends Literal
    ? NameOf<M>
    : M extends { readonly [P in D]: infer T }
      ? T extends null | undefined
        ? symbol
        : NameOf<T>
      : symbol;

/** The text of a literal, which names its arm; an open number is both, for `1:` and for `"1":`. */
type NameOf<T> = T extends Literal ? (`${number}` extends `${T}` ? `${T}` | number : `${T}`) : symbol;

/** The text of the name of an arm. */
type TextOf<K> = K extends string | number ? `${K}` : never;

/** The handlers of a union by the names of their arms, each given the payload where `match` unwraps. */
type Handlers<V, R> = { readonly [M in V as TagOf<M, "_tag">]: Handler<Given<M>, R> } & Anything;

/** The handlers of a union by the names of their arms, each given the variant itself. */
type HandlersOn<V, D extends Key, R> = {
  readonly [M in V as TagOf<M, D>]: Handler<[variant: M], R>;
} & Anything;

/** What makes every name a property: one that is not among the handlers is `unknown`. */
type Anything = Readonly<Record<Key, unknown>>;

/** The handler of what the named arms leave. */
type Otherwise<V, D extends Key, K, R> = {
  readonly _?: Handler<[rest: Rest<V, D, Exclude<K, "_">>], R>;
};

type Rest<V, D extends Key, K> = V extends unknown ? (TagOf<V, D> extends TextOf<K> ? never : V) : never;

/** A handler may return whatever it likes: R is there to be seen as the context of what it returns. */
type Handler<Args extends readonly unknown[], R> = (...args: Args) => NoInfer<R> | Whatever;

// biome-ignore lint/suspicious/noConfusingVoidType: handlers that return nothing are typed `() => void`
type Whatever = NonNullable<unknown> | null | undefined | void;

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
      ? [payload: NoProperty extends Pick<M, P> ? M[P] | M : M[P]]
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

/** What the written names K must have beside them, the names N of the union being given; `unknown` if nothing. */
type Check<V, N, K> = [N, K] extends [K, N]
  ? unknown
  : Missing<"_" extends K ? never : 0 extends 1 & V ? never : Exclude<N, TextOf<K>>> &
      Unknown<Exclude<TextOf<K>, N | "_" | Unchecked>, V>;

/** The arms that any value may need where the checker takes null and undefined for values of every type. */
type Unchecked = null extends NoProperty ? "null" | "undefined" : never;

// biome-ignore lint/complexity/noBannedTypes: the literal without properties is meant, which lacks nothing optional or open
type NoProperty = {};

/** The untaken names, or `_` where only that takes what is left. */
type Missing<N> = [N] extends [never]
  ? unknown
  : NoProperty extends { [P in N & Key]: unknown }
    ? { readonly _: unknown }
    : { readonly [P in N & Key]: unknown };

/** The names that no variant has: no handler is of the type they get, which is the message. */
type Unknown<N, V> = [N] extends [never] ? unknown : { readonly [P in N & string]: Reason<P, V> };

type Reason<P extends string, V> = [V] extends [never]
  ? `no variant is tagged "${P}"`
  : [V] extends [PromiseLike<unknown>]
    ? "this is a promise: await it, and match what it brings"
    : [V] extends [{ readonly _tag: "Task"; readonly "~milost"?: "Task" }]
      ? "this is a Task: await its run(), and match what that brings"
      : `no variant is tagged "${P}"`;

/** The union of what the handlers return. R stands in the branch never taken, to be inferred from the context alone. */
// biome-ignore lint/suspicious/noExplicitAny: `never` makes the checker relate the parameters of every handler
type Returned<A, R> = A[keyof A] extends (...args: any) => infer Out ? Out : R;

export interface PatternsStatic {
  readonly "~milost"?: "Patterns";

  /**
   * Calls the one arm that takes the value, and answers what it returns.
   *
   * Arms are named by the value's `_tag`, or by the value itself where it is a string, number, bigint, boolean, null or
   * undefined; `_` takes what the others leave. A handler gets the payload of an `Ok`, `Err` or `Some` (MiLost's own, and any
   * that holds nothing but `_tag` and that payload), nothing for such a `None`, and the narrowed value else. A missing or
   * misspelt arm is a type error.
   *
   * @throws MatchError when a value comes in, against its type, that no arm takes.
   * @example
   * ```ts
   * const parse = (text: string) => (text === "" ? Err("empty") : Ok(Number(text)));
   * const show = (text: string) =>
   *   Patterns.match(parse(text), { Ok: (n) => `got ${n}`, Err: (error) => `failed: ${error}` });
   * show("1") // => "got 1"
   * show("") // => "failed: empty"
   * ```
   * @example
   * ```ts
   * type Shape = { _tag: "Circle"; r: number } | { _tag: "Square"; side: number } | null;
   * const area = (shape: Shape) =>
   *   Patterns.match(shape, { Circle: ({ r }) => 3 * r * r, Square: ({ side }) => side ** 2, null: () => 0 });
   * area({ _tag: "Square", side: 2 }) // => 4
   * area(null) // => 0
   * Patterns.match(404 as number, { 200: () => "fine", _: (status) => `status ${status}` }) // => "status 404"
   * ```
   */
  match<const V, K extends Key, A, R, H extends Anything = Handlers<V, R>>(
    value: V,
    arms: A & { readonly [P in K]: H[P] } & Otherwise<V, "_tag", K, R> & Check<V, TagOf<V, "_tag">, K>,
  ): Returned<A, R>;

  /**
   * The same for unions that another property than `_tag` tells apart. Handlers always get the narrowed value.
   *
   * @throws MatchError when a value comes in, against its type, that no arm takes.
   * @example
   * ```ts
   * type Event = { kind: "key"; code: number } | { kind: "click"; x: number };
   * const show = (event: Event) =>
   *   Patterns.matchOn(event, "kind", { key: ({ code }) => `key ${code}`, click: ({ x }) => `click at ${x}` });
   * show({ kind: "click", x: 3 }) // => "click at 3"
   * ```
   */
  matchOn<
    const V,
    const D extends V extends unknown ? keyof V : never,
    K extends Key,
    A,
    R,
    H extends Anything = HandlersOn<V, D, R>,
  >(
    value: V,
    key: D,
    arms: A & { readonly [P in K]: H[P] } & Otherwise<V, D, K, R> & Check<V, TagOf<V, D>, K>,
  ): Returned<A, R>;
}
