/**
 * What hangs on Result: the ways in, combinators of many, do-notation.
 */
import fc from "fast-check";
import { Err, Ok, Result } from "milost";
import { describe, expect, it } from "vitest";

type R = Result<number, string>;
const lists = fc.array(fc.oneof(fc.integer().map(Ok), fc.string().map(Err)) as fc.Arbitrary<R>);

describe("try", () => {
  it("answers what is returned as Ok, also undefined", () => {
    expect(Result.try(() => undefined)).toStrictEqual(Ok(undefined));
  });

  it("answers what is thrown as Err, also undefined", () => {
    const fails = () => {
      throw undefined;
    };
    expect(Result.try(fails)).toStrictEqual(Err(undefined));
    expect(Result.try(fails, (thrown) => [thrown])).toStrictEqual(Err([undefined]));
  });
});

describe("fromPromise", () => {
  it("takes any thenable", async () => {
    const thenable: PromiseLike<number> = { then: (done) => Promise.resolve(1).then(done) };
    expect(await Result.fromPromise(thenable)).toStrictEqual(Ok(1));
  });

  it("answers a rejection as Err, and rejects with what mapErr throws", async () => {
    expect(await Result.fromPromise(Promise.reject(1))).toStrictEqual(Err(1));
    const failing = Result.fromPromise(Promise.reject(1), () => {
      throw new Error("mapErr");
    });
    await expect(failing).rejects.toThrow("mapErr");
  });
});

describe("all, any and partition", () => {
  it("agree with the reference", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const values = list.flatMap((r) => (r._tag === "Ok" ? [r.value] : []));
        const errors = list.flatMap((r) => (r._tag === "Err" ? [r.error] : []));
        expect(Result.all(list)).toStrictEqual(errors.length > 0 ? Err(errors[0]) : Ok(values));
        expect(Result.any(list)).toStrictEqual(values.length > 0 ? Ok(values[0]) : Err(errors));
        expect(Result.partition(list)).toStrictEqual([values, errors]);
      }),
    );
  });

  it("read an iterable no further than they must, and close it", () => {
    const reads: (number | string)[] = [];
    function* source(results: R[]) {
      try {
        for (const result of results) {
          reads.push(result._tag);
          yield result;
        }
      } finally {
        reads.push("closed");
      }
    }
    Result.all(source([Ok(1), Err("x"), Ok(2)]));
    Result.any(source([Err("x"), Ok(1), Err("y")]));
    expect(reads).toEqual(["Ok", "Err", "closed", "Err", "Ok", "closed"]);
  });
});

describe("gen", () => {
  const trace = (first: R, second: R) => {
    const events: string[] = [];
    const result = Result.gen(function* () {
      try {
        events.push("first");
        const a = yield* first;
        events.push("second");
        const b = yield* second;
        events.push("sum");
        return a + b;
      } finally {
        events.push("finally");
      }
    });
    return [result, events] as const;
  };

  it("runs to the end, or to the first Err, and runs finally either way", () => {
    expect(trace(Ok(1), Ok(2))).toEqual([Ok(3), ["first", "second", "sum", "finally"]]);
    expect(trace(Ok(1), Err("b"))).toEqual([Err("b"), ["first", "second", "finally"]]);
    expect(trace(Err("a"), Err("b"))).toEqual([Err("a"), ["first", "finally"]]);
  });

  it("answers the very Err that ended it", () => {
    const bad: Result<number, string> = Err("bad");
    expect(
      Result.gen(function* () {
        return yield* bad;
      }),
    ).toBe(bad);
  });

  it("is like an early return: catch does not see it, finally may return or fail in its place", () => {
    const caught = Result.gen(function* () {
      try {
        yield* Err("bad");
      } catch {
        return "caught";
      }
      return "end";
    });
    expect(caught).toStrictEqual(Err("bad"));
    const returned = Result.gen(function* () {
      try {
        yield* Err("bad");
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: what is tested
        return "finally";
      }
    });
    expect(returned).toStrictEqual(Ok("finally"));
    const failed = Result.gen(function* () {
      try {
        yield* Err("first");
      } finally {
        yield* Err("second");
      }
      return 1;
    });
    expect(failed).toStrictEqual(Err("second"));
  });

  it("wraps what the body returns, a Result too, and lets throws through", () => {
    expect(
      Result.gen(function* () {
        return Err(yield* Ok(1));
      }),
    ).toStrictEqual(Ok(Err(1)));
    expect(() =>
      // biome-ignore lint/correctness/useYield: a body without a step is legal
      Result.gen(function* () {
        throw new Error("thrown");
      }),
    ).toThrow("thrown");
  });
});
