/**
 * What handlers are given: the payload of what is to be unwrapped, nothing for such a None, the value itself else. The same
 * rule serves compiled code through the ABI.
 */
import { Option as EffectOption } from "effect";
import fc from "fast-check";
import { Err, None, Ok, Patterns, Some } from "milost";
import { payload } from "milost/abi";
import { describe, expect, it } from "vitest";

const match = Patterns.match as unknown as (value: unknown, arms: object) => unknown;

/** The arguments that the handler of a value's tag gets. */
function given(value: unknown): unknown[] {
  const handler = (...args: unknown[]) => args;
  return match(value, { Ok: handler, Err: handler, Some: handler, None: handler }) as unknown[];
}

describe("MiLost's own variants", () => {
  it("are unwrapped, whatever they hold", () => {
    fc.assert(
      fc.property(fc.anything(), (held) => {
        expect(given(Ok(held))).toStrictEqual([held]);
        expect(given(Err(held))).toStrictEqual([held]);
        expect(given(Some(held))).toStrictEqual([held]);
      }),
    );
    expect(given(None)).toStrictEqual([]);
  });

  it("are unwrapped when another copy of the package made them", async () => {
    const entry = import.meta.resolve("milost").replace("index.js", "result/variants.js");
    const other = (await import(`${entry}?copy`)) as { ok: (value: unknown) => unknown; none: unknown };
    expect(other.ok(1)).not.toBeInstanceOf(Object.getPrototypeOf(Ok(1)).constructor);
    expect(given(other.ok(1))).toStrictEqual([1]);
    expect(given(other.none)).toStrictEqual([]);
  });
});

describe("variants that hold nothing else", () => {
  it("are unwrapped: structured clones and parsed JSON", () => {
    for (const [value, held] of [
      [Ok(1), 1],
      [Err("bad"), "bad"],
      [Some([1]), [1]],
      [Ok(undefined), undefined],
    ])
      expect(given(structuredClone(value))).toStrictEqual([held]);
    expect(given(structuredClone(None))).toStrictEqual([]);
    for (const [value, held] of [
      [Ok(1), 1],
      [Err("bad"), "bad"],
      [Some(null), null],
    ])
      expect(given(JSON.parse(JSON.stringify(value)))).toStrictEqual([held]);
    expect(given(JSON.parse(JSON.stringify(None)))).toStrictEqual([]);
  });

  it("are unwrapped: null prototypes and classes of fields alone", () => {
    class Plain {
      readonly _tag = "Ok";
      constructor(readonly value: number) {}
    }
    expect(given(new Plain(1))).toStrictEqual([1]);
    expect(given(Object.assign(Object.create(null) as object, { _tag: "Err", error: 1 }))).toStrictEqual([1]);
  });
});

describe("every other variant", () => {
  class WithMethod {
    readonly _tag = "Some";
    constructor(readonly value: number) {}
    map(): this {
      return this;
    }
  }
  class TagOnPrototype {
    get _tag() {
      return "Some";
    }
    constructor(readonly value: number) {}
  }
  class Inheriting extends WithMethod {}

  it.each([
    [{ _tag: "Ok", value: 1, at: 2 }],
    [{ _tag: "Ok", value: 1, error: 2 }],
    [{ _tag: "Ok", value: 1, [Symbol("more")]: 2 }],
    [{ _tag: "Ok" }],
    [{ _tag: "Ok", error: 1 }],
    [{ _tag: "Err", value: 1 }],
    [{ _tag: "Some", value: 1, size: 2 }],
    [{ _tag: "None", why: "because" }],
    [{ _tag: "None", value: 1 }],
    [new WithMethod(1)],
    [new TagOnPrototype(1)],
    [new Inheriting(1)],
    [Object.defineProperty({ _tag: "Ok", value: 1 }, "hidden", { value: 2 })],
  ])("is given as it is: %o", (value) => {
    expect(given(value)).toStrictEqual([value]);
    expect(given(value)[0]).toBe(value);
  });

  it("is given as it is: Effect's Option", () => {
    const some = EffectOption.some(1);
    const none = EffectOption.none<number>();
    expect(given(some)[0]).toBe(some);
    expect(given(none)[0]).toBe(none);
    // The types say the same.
    const option = some as EffectOption.Option<number>;
    expect(Patterns.match(option, { Some: ({ value }) => value, None: () => 0 })).toBe(1);
  });

  it("is given as it is, whatever other tag it has", () => {
    const handler = (value: unknown) => value;
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.anything()), (tag, fields) => {
        fc.pre(!["Ok", "Err", "Some", "None"].includes(tag) && tag !== "__proto__");
        const value = { ...fields, _tag: tag };
        expect(match(value, { [tag]: handler })).toBe(value);
      }),
    );
  });
});

describe("payload of the ABI", () => {
  it("is what the handler gets", () => {
    for (const value of [
      Ok(1),
      Err("x"),
      Some(2),
      { _tag: "Ok", value: 3 },
      { _tag: "Ok", value: 3, at: 1 },
      { _tag: "A" },
    ])
      expect(payload(value)).toBe(match(value, { _: (x: unknown) => x, ...pass(value._tag) }));
    expect(payload(None)).toBe(undefined);
  });

  it("takes a tag that was read before, and does not read it again", () => {
    const value = {
      get _tag(): string {
        throw new Error("read again");
      },
    };
    expect(payload(value, "A")).toBe(value);
  });

  const pass = (tag: string) => ({ [tag]: (x: unknown) => x });
});
