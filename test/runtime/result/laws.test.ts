/**
 * The methods of Result against a reference: arrays of none or one value on each side, where each method is one line.
 */
import fc from "fast-check";
import { type AnyResult, Err, Ok, type Result, Some, UnwrapError } from "milost";
import { describe, expect, it } from "vitest";

type R = Result<number, string>;
const results = fc.oneof(fc.integer().map(Ok), fc.string().map(Err)) as fc.Arbitrary<R>;
const holds = (property: (r: R, other: R) => void) => fc.assert(fc.property(results, results, property));

const oks = (r: R) => (r._tag === "Ok" ? [r.value] : []);
const errs = (r: R) => (r._tag === "Err" ? [r.error] : []);
const same = (actual: AnyResult, values: readonly unknown[], errors: readonly unknown[]) =>
  expect(actual).toStrictEqual(values.length > 0 ? Ok(values[0]) : Err(errors[0]));

const double = (n: number) => n * 2;
const shout = (text: string) => `${text}!`;
const half = (n: number): R => (n % 2 === 0 ? Ok(n / 2) : Err("odd"));

describe("against the reference", () => {
  it("questions", () =>
    holds((r) => {
      const isOk = oks(r).length === 1;
      expect([r.isOk(), r.isErr()]).toEqual([isOk, !isOk]);
      expect(r.isOkAnd((n) => n > 0)).toBe(oks(r).some((n) => n > 0));
      expect(r.isErrAnd((e) => e === "")).toBe(errs(r).some((e) => e === ""));
    }));

  it("changes", () =>
    holds((r) => {
      same(r.map(double), oks(r).map(double), errs(r));
      same(r.mapErr(shout), oks(r), errs(r).map(shout));
      expect(r.mapOr("none", double)).toBe([...oks(r).map(double), "none"][0]);
      expect(r.mapOrElse(shout, double)).toBe([...oks(r).map(double), ...errs(r).map(shout)][0]);
    }));

  it("steps", () =>
    holds((r, other) => {
      same(r.andThen(half), oks(r).map(half).flatMap(oks), [...errs(r), ...oks(r).map(half).flatMap(errs)]);
      expect(r.flatMap(half)).toStrictEqual(r.andThen(half));
      expect(r.and(other)).toBe(r.isOk() ? other : r);
      expect(r.or(other)).toBe(r.isOk() ? r : other);
      expect(r.orElse(() => other)).toBe(r.isOk() ? r : other);
      expect(Ok(r).flatten()).toBe(r);
      expect((r as Result<never, string>).isErr() && r.map(() => other)).toBe(r.isErr() && r);
    }));

  it("ways out", () =>
    holds((r) => {
      expect([...r.iter()]).toEqual(oks(r));
      expect(r.ok().toUndefined()).toBe(oks(r)[0]);
      expect(r.err().toUndefined()).toBe(errs(r)[0]);
      expect(r.unwrapOr(null)).toBe([...oks(r), null][0]);
      expect(r.unwrapOrElse(shout)).toBe([...oks(r), ...errs(r).map(shout)][0]);
      expect(r.map(Some).transpose()).toStrictEqual(Some(r));
    }));

  it("looks", () =>
    holds((r) => {
      const seen: unknown[] = [];
      expect(r.inspect((n) => seen.push(n)).inspectErr((e) => seen.push(e))).toBe(r);
      expect(seen).toEqual([...oks(r), ...errs(r)]);
    }));
});

describe("laws", () => {
  it("of a functor", () =>
    holds((r) => {
      expect(r.map((n) => n)).toStrictEqual(r);
      expect(r.map(double).map(String)).toStrictEqual(r.map((n) => String(double(n))));
    }));

  it("of a monad", () =>
    fc.assert(
      fc.property(results, fc.integer(), (r, n) => {
        expect(Ok(n).andThen(half)).toStrictEqual(half(n));
        expect(r.andThen(Ok)).toStrictEqual(r);
        expect(r.andThen(half).andThen(half)).toStrictEqual(r.andThen((m) => half(m).andThen(half)));
      }),
    ));
});

describe("unwrapping", () => {
  it("throws an UnwrapError that holds what was there instead", () => {
    const down = new Error("down");
    const thrownBy = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error as UnwrapError;
      }
      throw new Error("nothing was thrown");
    };
    for (const [run, cause, message] of [
      [() => Err(down).unwrap(), down, "ML1902: unwrap of an Err: Error: down"],
      [() => Err("x").expect("config"), "x", 'ML1902: config: "x"'],
      [() => Ok(1).unwrapErr(), 1, "ML1902: unwrapErr of an Ok: 1"],
      [() => Ok(1).expectErr("must fail"), 1, "ML1902: must fail: 1"],
    ] as const) {
      const thrown = thrownBy(run);
      expect(thrown).toBeInstanceOf(UnwrapError);
      expect(thrown).toMatchObject({ _tag: "UnwrapError", name: "UnwrapError", cause, message });
    }
  });

  it("gives the payload where it is there", () => {
    expect([Ok(1).unwrap(), Ok(1).expect("x"), Err(2).unwrapErr(), Err(2).expectErr("x")]).toEqual([
      1, 1, 2, 2,
    ]);
  });
});
