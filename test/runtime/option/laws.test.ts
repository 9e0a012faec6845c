/**
 * The methods of Option against a reference: an array of none or one value, where each method is one line.
 */
import fc from "fast-check";
import { Err, None, Ok, Option, Some, UnwrapError } from "milost";
import { describe, expect, it } from "vitest";

type O = Option<number>;
const options = fc.oneof(fc.integer().map(Some), fc.constant(None)) as fc.Arbitrary<O>;
const holds = (property: (o: O, other: O) => void) => fc.assert(fc.property(options, options, property));

const list = (o: O) => (o._tag === "Some" ? [o.value] : []);
const from = <T>(values: readonly T[]): Option<T> => (values.length > 0 ? Some(values[0] as T) : None);

const double = (n: number) => n * 2;
const positive = (n: number) => n > 0;
const half = (n: number): O => (n % 2 === 0 ? Some(n / 2) : None);

describe("against the reference", () => {
  it("questions", () =>
    holds((o) => {
      expect([o.isSome(), o.isNone()]).toEqual([list(o).length === 1, list(o).length === 0]);
      expect(o.isSomeAnd(positive)).toBe(list(o).some(positive));
      expect(o.isNoneOr(positive)).toBe(list(o).every(positive));
    }));

  it("changes", () =>
    holds((o) => {
      expect(o.map(double)).toStrictEqual(from(list(o).map(double)));
      expect(o.filter(positive)).toStrictEqual(from(list(o).filter(positive)));
      expect(o.mapOr("none", double)).toBe([...list(o).map(double), "none"][0]);
      expect(o.mapOrElse(() => "none", double)).toBe([...list(o).map(double), "none"][0]);
      expect(o.okOr("none")).toStrictEqual(o.isSome() ? Ok(o.value) : Err("none"));
      expect(o.okOrElse(() => "none")).toStrictEqual(o.okOr("none"));
    }));

  it("steps", () =>
    holds((o, other) => {
      expect(o.andThen(half)).toStrictEqual(from(list(o).map(half).flatMap(list)));
      expect(o.flatMap(half)).toStrictEqual(o.andThen(half));
      expect(o.and(other)).toBe(o.isSome() ? other : None);
      expect(o.or(other)).toBe(o.isSome() ? o : other);
      expect(o.orElse(() => other)).toBe(o.isSome() ? o : other);
      expect(o.xor(other)).toStrictEqual(o.isSome() !== other.isSome() ? o.or(other) : None);
      expect(Some(o).flatten()).toBe(o);
    }));

  it("pairs", () =>
    holds((o, other) => {
      const both = list(o).flatMap((a) => list(other).map((b): [number, number] => [a, b]));
      expect(o.zip(other)).toStrictEqual(from(both));
      expect(o.zip(other).unzip()).toStrictEqual(both.length > 0 ? [o, other] : [None, None]);
    }));

  it("ways out", () =>
    holds((o) => {
      expect([...o.iter()]).toEqual(list(o));
      expect(o.toNullable()).toBe([...list(o), null][0]);
      expect(o.toUndefined()).toBe(list(o)[0]);
      expect(o.unwrapOr("none")).toBe([...list(o), "none"][0]);
      expect(o.unwrapOrElse(() => "none")).toBe([...list(o), "none"][0]);
      expect(o.map(Ok).transpose()).toStrictEqual(Ok(o));
    }));

  it("looks", () =>
    holds((o) => {
      const seen: number[] = [];
      expect(o.inspect((n) => seen.push(n))).toBe(o);
      expect(seen).toEqual(list(o));
    }));
});

describe("laws of a monad", () => {
  it("hold", () =>
    fc.assert(
      fc.property(options, fc.integer(), (o, n) => {
        expect(Some(n).andThen(half)).toStrictEqual(half(n));
        expect(o.andThen(Some)).toStrictEqual(o);
        expect(o.andThen(half).andThen(half)).toStrictEqual(o.andThen((m) => half(m).andThen(half)));
      }),
    ));
});

describe("Some", () => {
  it("holds undefined, null and NaN as values", () => {
    for (const value of [undefined, null, Number.NaN]) {
      expect(Some(value).isSome()).toBe(true);
      expect(Some(value).unwrap()).toBe(value);
    }
  });
});

describe("unwrapping", () => {
  it("of None throws an UnwrapError", () => {
    expect(() => None.unwrap()).toThrow(new UnwrapError("unwrap of None"));
    expect(() => None.expect("a user")).toThrow("ML1902: a user");
    expect([Some(1).unwrap(), Some(1).expect("x")]).toEqual([1, 1]);
  });
});

describe("all", () => {
  it("agrees with the reference", () => {
    fc.assert(
      fc.property(fc.array(options), (all) => {
        const values = all.flatMap(list);
        expect(Option.all(all)).toStrictEqual(values.length === all.length ? Some(values) : None);
        expect(Option.all(new Set(all))).toStrictEqual(Option.all([...new Set(all)]));
      }),
    );
  });
});

describe("gen", () => {
  it("runs to the end or to the first None, and runs finally either way", () => {
    holds((first, second) => {
      let finished = 0;
      const sum = Option.gen(function* () {
        try {
          return (yield* first) + (yield* second);
        } finally {
          finished++;
        }
      });
      expect(sum).toStrictEqual(first.zip(second).map(([a, b]) => a + b));
      expect(finished).toBe(1);
    });
  });

  it("tells a body that returns None from one that ended with it", () => {
    expect(
      // biome-ignore lint/correctness/useYield: a body without a step is legal
      Option.gen(function* () {
        return None;
      }),
    ).toStrictEqual(Some(None));
  });
});
