/** The decision of a single match on toy spaces, compared with the runtime's own rule value by value. */
import fc from "fast-check";
import { Patterns } from "milost";
import { describe, expect, it } from "vitest";
import { decide } from "../../../transformer/dist/3-check/decide.js";
import type { Literal, Space, Variant } from "../../../transformer/dist/ir/match.js";

const units: readonly Literal[] = [
  "a",
  "b",
  "1",
  "0",
  "true",
  "null",
  0,
  1,
  -1,
  1n,
  5n,
  true,
  false,
  null,
  undefined,
];
const tags: readonly Literal[] = ["a", "b", "Ok2", 0, 1, "1", true, "null", "undefined"];

const variant: fc.Arbitrary<Variant> = fc.oneof(
  fc.constantFrom(...units).map((value): Variant => ({ kind: "literal", value, key: String(value) })),
  fc
    .constantFrom(...tags)
    .map((tag): Variant => ({ kind: "tagged", tag, key: String(tag), receives: { kind: "whole" } })),
);

const space: fc.Arbitrary<Space> = fc
  .uniqueArray(variant, {
    minLength: 1,
    maxLength: 6,
    selector: (each) => `${each.kind} ${typeof (each.kind === "tagged" ? each.tag : each.value)} ${each.key}`,
  })
  .map((variants) => ({ type: "Toy", variants, open: [], obstacle: undefined }));

const sampleOf = (of: Variant): unknown => (of.kind === "tagged" ? { _tag: of.tag } : of.value);

/** What compiled code does with a value: reads once, compares with every label. */
const run = (decision: ReturnType<typeof decide>, value: unknown): number | "fail" => {
  const tag = (value as { _tag?: unknown } | null | undefined)?._tag;
  const read = decision.reads === "value" ? value : decision.reads === "tag" ? tag : (tag ?? value);
  const found = decision.cases.find(({ labels }) => labels.some((label) => label === read));
  return found?.arm ?? decision.rest;
};

const NOBODY = Symbol("nobody");

/** What the runtime does, which knows no types. */
const interpret = (keys: readonly (string | undefined)[], value: unknown): number | "fail" => {
  const arms = Object.fromEntries(keys.map((key, index) => [key ?? "_", () => index]));
  try {
    return Patterns.match(value as never, arms as never) as number;
  } catch {
    return "fail";
  }
};

describe("a decision", () => {
  const question = space.chain((of) =>
    fc.tuple(fc.constant(of), fc.subarray([...new Set(of.variants.map(({ key }) => key))]), fc.boolean()),
  );

  it("takes every value of the space, and every stray that shares a type with it, as the runtime does", () => {
    fc.assert(
      fc.property(question, ([of, named, rest]) => {
        const keys = [...named, ...(rest ? [undefined] : [])];
        const decision = decide(
          of,
          keys.map((key) => ({ key })),
        );
        for (const value of of.variants.map(sampleOf)) {
          expect(run(decision, value), String(JSON.stringify(decision.cases.length))).toBe(
            interpret(keys, value),
          );
        }
        for (const stray of [
          null,
          undefined,
          NOBODY,
          {},
          { _tag: null },
          { _tag: undefined },
          { _tag: "nobody" },
          77,
        ]) {
          // Where only tagged objects can come in, a primitive that spells a tag is not looked at.
          if (decision.reads === "tag" && keys.includes(String(stray))) continue;
          expect(run(decision, stray)).toBe(interpret(keys, stray));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("misses exactly the variants that reach no arm", () => {
    fc.assert(
      fc.property(question, ([of, named, rest]) => {
        const keys = [...named, ...(rest ? [undefined] : [])];
        const decision = decide(
          of,
          keys.map((key) => ({ key })),
        );
        const untaken = of.variants.filter((each) => interpret(keys, sampleOf(each)) === "fail");
        expect(new Set(decision.missing)).toEqual(new Set(untaken.map(({ key }) => key)));
      }),
      { numRuns: 1_000 },
    );
  });

  it("calls an arm unknown when no value can reach it", () => {
    fc.assert(
      fc.property(question, fc.constantFrom("zebra", "2", "toString"), ([of, named], extra) => {
        const decision = decide(
          of,
          [...named, extra].map((key) => ({ key })),
        );
        expect(decision.unknown).toEqual([named.length]);
      }),
    );
  });

  it("knows when `_` has nothing left", () => {
    const of: Space = {
      type: "Toy",
      variants: [{ kind: "literal", value: "a", key: "a" }],
      open: [],
      obstacle: undefined,
    };
    expect(decide(of, [{ key: "a" }, { key: undefined }]).restIsUseless).toBe(true);
    expect(decide({ ...of, open: ["string"] }, [{ key: "a" }, { key: undefined }]).restIsUseless).toBe(false);
    expect(decide({ ...of, open: ["number"] }, [{ key: "a" }]).missing).toEqual(["_"]);
  });
});
