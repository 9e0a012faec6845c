/**
 * What `Patterns.match` does at run time, without the compiler: which arm runs, how often the value is looked at, and what
 * happens when no arm takes it. What the handlers are given is in payload.test.ts.
 */

import fc from "fast-check";
import { MatchError, Ok, Patterns, Some } from "milost";
import { describe, expect, it, vi } from "vitest";

/** Values that come in against their type, and arms that only JavaScript can write. */
const match = Patterns.match as unknown as (value: unknown, arms: object) => unknown;
const matchOn = Patterns.matchOn as unknown as (value: unknown, key: PropertyKey, arms: object) => unknown;

/** One arm per name, each answering its name. */
const arms = (...names: string[]) => Object.fromEntries(names.map((name) => [name, () => name]));

describe("the arm", () => {
  it.each([
    [{ _tag: "A" }, "A"],
    [{ _tag: "" }, ""],
    [{ _tag: 1 }, "1"],
    [{ _tag: -0 }, "0"],
    [{ _tag: -1.5 }, "-1.5"],
    [{ _tag: Number.NaN }, "NaN"],
    [{ _tag: 1e21 }, "1e+21"],
    [{ _tag: 10n }, "10"],
    [{ _tag: true }, "true"],
    [{ _tag: false }, "false"],
    [Object.assign(() => {}, { _tag: "F" }), "F"],
    ["A", "A"],
    ["", ""],
    [1, "1"],
    [-0, "0"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [10n, "10"],
    [true, "true"],
    [false, "false"],
    [null, "null"],
    [undefined, "undefined"],
  ])("of %o is named by its text", (value, name) => {
    expect(match(value, arms(name, "other"))).toBe(name);
    expect(match(value, arms(name, "_"))).toBe(name);
  });

  it.each([
    [{ _tag: undefined }],
    [{ _tag: null }],
    [{ _tag: Symbol("A") }],
    [{ _tag: { toString: () => "A" } }],
    [{ _tag: ["A"] }],
    [{}],
    [Object.create(null)],
    [() => {}],
    [Symbol("A")],
    [Symbol.iterator],
  ])("of %o can only be `_`", (value) => {
    const named = arms("undefined", "null", "A", "Symbol(A)", "Symbol(Symbol.iterator)", "[object Object]");
    expect(match(value, { ...named, _: () => "rest" })).toBe("rest");
    expect(() => match(value, named)).toThrow(MatchError);
  });

  it.each(["toString", "constructor", "hasOwnProperty", "__proto__", "valueOf"])(
    "is never the inherited %s",
    (name) => {
      expect(match({ _tag: name }, { _: () => "rest" })).toBe("rest");
      expect(match(name, { _: () => "rest" })).toBe("rest");
      expect(matchOn({ kind: name }, "kind", { _: () => "rest" })).toBe("rest");
      expect(() => match({ _tag: name }, {})).toThrow(MatchError);
    },
  );

  it("is an own property of the arms, whatever they inherit", () => {
    const inheriting = Object.create(arms("A", "_")) as object;
    expect(() => match({ _tag: "A" }, inheriting)).toThrow(MatchError);
    expect(match({ _tag: "A" }, Object.assign(Object.create(null) as object, arms("A")))).toBe("A");
  });

  it("named `_` takes a value that is tagged so", () => {
    expect(match({ _tag: "_", n: 1 }, { _: (value: unknown) => value })).toEqual({ _tag: "_", n: 1 });
  });

  it("that holds no function is none", () => {
    expect(match({ _tag: "A" }, { A: undefined, _: () => "rest" })).toBe("rest");
    expect(() => match({ _tag: "A" }, { A: 1 })).toThrow(MatchError);
    expect(() => match({ _tag: "A" }, { _: "rest" })).toThrow(MatchError);
  });
});

describe("against the reference", () => {
  const names = fc.constantFrom("A", "1", "true", "null", "undefined", "toString", "__proto__", "Ok", "_");
  const tags = fc.oneof(names, fc.constantFrom(1, 10n, true, null, undefined, Number.NaN), fc.object());
  const values = fc.oneof(
    tags,
    tags.map((tag) => ({ _tag: tag, more: 1 })),
  );

  /** The rules in one line each, over the entries of the arms. */
  const expected = (value: unknown, taken: ReadonlySet<string>): string | undefined => {
    const isObject = typeof value === "object" && value !== null;
    const tag = isObject ? (value as { _tag?: unknown })._tag : value;
    const named = isObject ? ["string", "number", "bigint", "boolean"].includes(typeof tag) : true;
    return named && taken.has(String(tag)) ? String(tag) : taken.has("_") ? "_" : undefined;
  };

  it("takes the same arm, or none", () =>
    fc.assert(
      fc.property(values, fc.uniqueArray(names), (value, present) => {
        // As a class or JSON.parse would make them: own properties, `__proto__` included.
        const own = Object.defineProperties(
          {},
          Object.fromEntries(present.map((name) => [name, { value: () => name, enumerable: true }])),
        );
        const name = expected(value, new Set(present));
        if (name === undefined) expect(() => match(value, own)).toThrow(MatchError);
        else expect(match(value, own)).toBe(name);
      }),
    ));
});

describe("a match", () => {
  it("reads the tag once, also where no arm takes the value", () => {
    const tagged = (tag: string) => {
      const read = vi.fn(() => tag);
      return [Object.defineProperty({}, "_tag", { get: read, enumerable: true }), read] as const;
    };
    for (const tag of ["A", "B", "Ok", "None"]) {
      const [value, read] = tagged(tag);
      match(value, { A: () => 1, _: () => 2 });
      expect(read).toHaveBeenCalledTimes(1);
    }
    const [value, read] = tagged("B");
    expect(() => match(value, { A: () => 1 })).toThrow(MatchError);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("runs exactly one handler, with one argument and no `this`", () => {
    const calls: unknown[][] = [];
    function handler(this: unknown, ...args: unknown[]) {
      calls.push([this, ...args]);
      return "answer";
    }
    expect(match({ _tag: "A", n: 1 }, { A: handler, _: handler })).toBe("answer");
    expect(match("x", { _: handler })).toBe("answer");
    expect(matchOn({ kind: 1 }, "kind", { 1: handler })).toBe("answer");
    expect(calls).toEqual([
      [undefined, { _tag: "A", n: 1 }],
      [undefined, "x"],
      [undefined, { kind: 1 }],
    ]);
  });

  it("lets what a handler throws through, without trying `_`", () => {
    const rest = vi.fn();
    const thrown = new Error("mine");
    const failing = () => {
      throw thrown;
    };
    expect(() => match(Ok(1), { Ok: failing, _: rest })).toThrow(thrown);
    expect(rest).not.toHaveBeenCalled();
  });

  it("answers what the handler answers, promises as they are", () => {
    const promise = Promise.resolve(1);
    expect(match(Some(1), { Some: () => promise })).toBe(promise);
  });

  it("lets a throwing tag through", () => {
    const value = Object.defineProperty({}, "_tag", {
      get: () => {
        throw new Error("no tag for you");
      },
    });
    expect(() => match(value, { _: () => 1 })).toThrow("no tag for you");
  });
});

describe("matchOn", () => {
  it("reads the property it is given, once", () => {
    const read = vi.fn(() => "click");
    const value = Object.defineProperty({}, "kind", { get: read });
    expect(matchOn(value, "kind", arms("click"))).toBe("click");
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("never unwraps", () => {
    const result = Ok(1);
    expect(Patterns.matchOn(result, "_tag", { Ok: (ok) => ok, Err: (err) => err })).toBe(result);
  });

  it("takes symbols and indices as the property, and literals by themselves", () => {
    const kind = Symbol("kind");
    expect(matchOn({ [kind]: "a" }, kind, arms("a"))).toBe("a");
    expect(matchOn(["a", 1], 0, arms("a"))).toBe("a");
    expect(matchOn(null, "kind", arms("null"))).toBe("null");
    expect(matchOn("kind", "length", arms("kind", "4"))).toBe("kind");
  });
});

describe("a MatchError", () => {
  const messageFor = (value: unknown) => {
    try {
      match(value, {});
    } catch (error) {
      if (error instanceof MatchError) return error.message;
      throw error;
    }
    throw new Error("nothing was thrown");
  };
  const revoked = Proxy.revocable({ _tag: "A" }, {});
  const functionProxy = Proxy.revocable(() => {}, {});

  it.each([
    ["a", '"a"'],
    [Symbol("s"), "Symbol(s)"],
    [-0, "-0"],
    [3n, "3n"],
    [null, "null"],
    [undefined, "undefined"],
    [{ _tag: "Left" }, 'a value tagged "Left"'],
    [Object.create(null), "a value of class Object"],
    [new Date(0), "a value of class Date"],
    [() => {}, "a function"],
    [new TypeError("bad key"), "TypeError: bad key"],
  ])("names %o shortly", (value, text) => {
    expect(messageFor(value)).toBe(`ML1901: no arm takes ${text}; add an arm for it, or "_" for the rest`);
  });

  it("holds the value as its cause, and a tag", () => {
    const value = { _tag: "Left" };
    const thrown = (() => {
      try {
        return match(value, {});
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({ _tag: "MatchError", name: "MatchError" });
    expect((thrown as MatchError).cause).toBe(value);
  });

  it("is made of anything", () => {
    revoked.revoke();
    functionProxy.revoke();
    const hostile = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error("trap");
        },
      },
    );
    for (const value of [revoked.proxy, functionProxy.proxy, hostile, new Proxy(new Error("x"), {})])
      expect(new MatchError(value).message).toMatch(/^ML1901: /);
    expect(messageFor("x".repeat(1000)).length).toBeLessThan(200);
  });
});
