/**
 * The types of `Patterns.match` and `matchOn`. Nothing here runs: `tsc -b` is the test.
 */
import { Err, Ok, type Option, Patterns, type Result, Some } from "milost";
import { typed } from "./equal.js";

type Shape =
  | { readonly _tag: "Circle"; readonly r: number }
  | { readonly _tag: "Square"; readonly side: number }
  | { readonly _tag: "Blob" };
declare const shape: Shape;
declare const result: Result<number, string>;
declare const option: Option<number>;

// What comes out is the union of what the handlers return.
typed<string | boolean>()(Patterns.match(result, { Ok: (n) => n.toFixed(), Err: (e) => e.length > 1 }));
typed<number | null>()(Patterns.match(option, { Some: (n) => n + 1, None: () => null }));
typed<Promise<number> | string>()(Patterns.match(result, { Ok: async (n) => n, Err: (e) => e }));
typed<void>()(Patterns.match(result, { Ok: () => {}, Err: () => {} }));
typed<never>()(
  Patterns.match(shape, {
    _: (): never => {
      throw new Error("never");
    },
  }),
);

// Every handler is typed by context: payload, narrowed value, rest.
Patterns.match(result, { Ok: (n) => typed<number>()(n), Err: (e) => typed<string>()(e) });
Patterns.match(shape, {
  Circle: (circle) => typed<{ readonly _tag: "Circle"; readonly r: number }>()(circle),
  _: (rest) => typed<Exclude<Shape, { _tag: "Circle" }>>()(rest),
});
Patterns.match(shape, {
  Circle: ({ r }) => r,
  Square: ({ side }) => side,
  Blob: () => 0,
  _: (rest) => typed<never>()(rest),
});

// The expected type reaches into the handlers, so that literals and empty lists keep theirs.
type Color = "red" | "green";
type State = { readonly kind: "on"; readonly n: number } | { readonly kind: "off" };
export const color: Color = Patterns.match(shape, { Circle: () => "red", _: () => "green" });
export const state = (s: Shape): State =>
  Patterns.match(s, {
    Circle: ({ r }) => ({ kind: "on", n: r }),
    Square: () => ({ kind: "off" }),
    Blob: (_b) => ({ kind: "off" }),
  });
export const stateLater = async (s: Shape): Promise<State> =>
  Patterns.match(s, { Circle: async ({ r }) => ({ kind: "on", n: r }), _: async () => ({ kind: "off" }) });
export const stateAwaited = async (s: Shape): Promise<State> =>
  await Patterns.match(s, { Circle: async ({ r }) => ({ kind: "on", n: r }), _: () => ({ kind: "off" }) });
export const list = (s: Shape): string[] => Patterns.match(s, { Circle: () => [], _: () => ["x"] });
export const pair = (s: Shape): [string, number] =>
  Patterns.match(s, { Circle: ({ r }) => ["r", r], _: () => ["x", 1] });
export const curried = (s: Shape): ((n: number) => number) =>
  Patterns.match(s, {
    Circle:
      ({ r }) =>
      (n) =>
        n + r,
    _: () => (n) => n,
  });
export const rewrapped = (s: Shape): Result<number, "bad"> =>
  Patterns.match(s, { Circle: ({ r }) => Ok(r), Square: () => Err("bad"), Blob: () => Ok(1) });
export const settled: Promise<[number | string]> = Promise.all([
  Patterns.match(result, { Ok: async (n) => n, Err: async (e) => e }),
]);

// Literals, null and undefined; an arm's name is text, so 1 and "1" are one arm.
declare const literal: 1 | -2 | "a" | true | false | null | undefined | 10n;
typed<"one" | "minus" | "a" | 1 | 0 | 10n>()(
  Patterns.match(literal, {
    1: () => "one" as const,
    "-2": () => "minus" as const,
    a: (a) => a,
    true: () => 1 as const,
    false: () => 0 as const,
    null: () => 0 as const,
    undefined: () => 0 as const,
    10: (big) => big,
  }),
);
declare const mixed: Shape | "none" | null;
typed<number>()(
  Patterns.match(mixed, {
    Circle: ({ r }) => r,
    Square: ({ side }) => side,
    Blob: () => 0,
    none: () => 1,
    null: () => 2,
  }),
);
declare const text: string;
declare const amount: number;
typed<number>()(Patterns.match(text, { a: () => 1, b: () => 2, _: (rest) => rest.length }));
typed<string>()(Patterns.match(amount, { 1: () => "one", "-1": () => "minus", _: (n) => n.toFixed() }));
typed<number>()(Patterns.match("a" as string | null, { null: () => 0, _: (rest) => rest.length }));

enum Level {
  Low,
  High,
}
enum Mood {
  Good = "good",
  Bad = "bad",
}
declare const level: Level;
declare const mood: Mood;
typed<boolean>()(Patterns.match(level, { [Level.Low]: () => false, [Level.High]: () => true }));
typed<boolean>()(Patterns.match(level, { 0: () => false, 1: () => true }));
typed<boolean>()(Patterns.match(mood, { [Mood.Good]: () => false, bad: () => true }));

// Tags that are no strings.
declare const coded:
  | { readonly _tag: 404; readonly path: string }
  | { readonly _tag: true; readonly n: number };
typed<string | number>()(Patterns.match(coded, { 404: ({ path }) => path, true: ({ n }) => n }));

// What has no tag, only `_` takes.
declare const untagged: Date | { readonly _tag: "A"; readonly n: number };
typed<number>()(Patterns.match(untagged, { A: ({ n }) => n, _: (date) => date.getTime() }));

// Generic payloads; a Result whose Ok can not be still has both arms.
export const orNull = <T>(o: Option<T>): T | null =>
  Patterns.match(o, { Some: (value) => value, None: () => null });
export const swap = <T, E>(r: Result<T, E>): Result<E, T> =>
  Patterns.match(r, { Ok: (v) => Err(v), Err: (e) => Ok(e) });
typed<number | "none" | boolean>()(
  Patterns.match(Ok(Some(1)) as Result<Option<number>, string>, {
    Ok: (inner) => Patterns.match(inner, { Some: (n) => n, None: () => "none" as const }),
    Err: (e) => e.length > 1,
  }),
);
typed<Option<string | number>>()(Some(Patterns.match(result, { Ok: (n) => n, Err: (e) => e })));

// Foreign variants: unwrapped only where they declare nothing but the tag and the payload.
type Plain =
  | { readonly _tag: "Ok"; readonly value: number }
  | { readonly _tag: "Err"; readonly error: string };
type Rich =
  | { readonly _tag: "Ok"; readonly value: number; readonly at: Date }
  | { readonly _tag: "None"; readonly why: string };
type Loose = { readonly _tag: "Some"; readonly value?: number } | { readonly _tag: "None" };
declare const plain: Plain;
declare const rich: Rich;
declare const loose: Loose;
Patterns.match(plain, { Ok: (n) => typed<number>()(n), Err: (e) => typed<string>()(e) });
Patterns.match(rich, { Ok: (ok) => typed<Date>()(ok.at), None: (none) => typed<string>()(none.why) });
Patterns.match(loose, {
  Some: (n) => typed<number | undefined | { readonly _tag: "Some"; readonly value?: number }>()(n),
  None: () => 0,
});
class Fancy {
  readonly _tag = "Some";
  constructor(readonly value: number) {}
  map(): this {
    return this;
  }
}
Patterns.match(new Fancy(1) as Fancy | Plain, {
  Some: (fancy) => typed<Fancy>()(fancy),
  Ok: (n) => n,
  Err: (e) => e,
});

// matchOn never unwraps.
type Event =
  | { readonly kind: "key"; readonly code: number }
  | { readonly kind: "Ok"; readonly value: number }
  | null;
declare const event: Event;
typed<number>()(
  Patterns.matchOn(event, "kind", { key: ({ code }) => code, Ok: (ok) => ok.value, null: () => 0 }),
);
Patterns.matchOn(result, "_tag", {
  Ok: (ok) => typed<number>()(ok.value),
  _: (err) => typed<string>()(err.error),
});
declare const fetched:
  | { readonly ok: true; readonly body: string }
  | { readonly ok: false; readonly status: number };
typed<string | number>()(
  Patterns.matchOn(fetched, "ok", { true: ({ body }) => body, false: ({ status }) => status }),
);

// any and unknown: every name may be an arm; unknown still needs `_`.
// biome-ignore lint/suspicious/noExplicitAny: the subject of this test
declare const anything: any;
declare const unknown: unknown;
Patterns.match(anything, { Ok: (value) => value.whatever, Err: () => 1 });
typed<number>()(Patterns.match(unknown, { Ok: () => 1, _: () => 2 }));

// @ts-expect-error: Err is missing
Patterns.match(result, { Ok: (n) => n });
// @ts-expect-error: Err is missing
Patterns.match(result, { Ok: (n: number) => n, ...{} });
// @ts-expect-error: Er is misspelt
Patterns.match(result, { Ok: (n) => n, Er: () => 1 });
// @ts-expect-error: no handlers at all
Patterns.match(shape, {});
// @ts-expect-error: a handler of another payload
Patterns.match(result, { Ok: (n: string) => n, Err: (e) => e });
// @ts-expect-error: an arm that is no function
Patterns.match(result, { Ok: 1, Err: () => 1 });
// @ts-expect-error: an arm that may be missing
Patterns.match(result, { Ok: (n: number) => n, Err: undefined });
// @ts-expect-error: None has no payload
Patterns.match(option, { Some: (n) => n, None: (nothing: number) => nothing });
// @ts-expect-error: an open string needs `_`
Patterns.match(text, { a: () => 1 });
// @ts-expect-error: an open number needs `_`
Patterns.match(amount, { 1: () => 1 });
// @ts-expect-error: what has no tag needs `_`
Patterns.match(untagged, { A: () => 1 });
// @ts-expect-error: unknown needs `_`
Patterns.match(unknown, { Ok: () => 1 });
// @ts-expect-error: no variant has that property
Patterns.matchOn(event, "kid", { key: () => 1, Ok: () => 2, null: () => 3 });
