/** Exhaustiveness on toy nests: every verdict is compared with what happens to each value, one by one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Nest, uncovered } from "../../../transformer/dist/3-check/witness.js";

/** A toy union: its variants by name, with the union that a variant holds. */
interface Toy {
  readonly variants: readonly { readonly key: string; readonly holds: Toy | undefined }[];
}
interface Value {
  readonly key: string;
  readonly held: Value | undefined;
}

const LEAF: Toy = { variants: [{ key: "X", holds: undefined }] };

const toy: fc.Memo<Toy> = fc.memo((depth) =>
  fc
    .uniqueArray(fc.constantFrom("A", "B", "C", "D"), { minLength: 1, maxLength: 4 })
    .chain((keys) =>
      fc.tuple(
        ...keys.map((key) =>
          (depth > 1 ? fc.option(toy(depth - 1), { nil: undefined }) : fc.constant(undefined)).map(
            (holds) => ({ key, holds }),
          ),
        ),
      ),
    )
    .map((variants) => ({ variants })),
);

/** A match over a toy: some arms, some of which match again. */
const nest = (over: Toy): fc.Arbitrary<Nest<number>> =>
  fc
    .tuple(
      fc.boolean(),
      ...over.variants.map(({ key, holds }) =>
        fc
          .tuple(
            fc.integer({ min: 0, max: 3 }),
            holds === undefined ? fc.constant(undefined) : fc.option(nest(holds), { nil: undefined }),
          )
          .map(([weight, inner]) => ({ key, written: weight > 0, inner })),
      ),
    )
    .map(([rest, ...arms]) => ({
      site: arms.length,
      variants: over.variants.map(({ key, holds }) => ({ key, holds: holds !== undefined })),
      open: false,
      arms: new Map([
        ...arms.filter(({ written }) => written).map(({ key, inner }) => [key, inner] as const),
        ...(rest ? [[undefined, undefined] as const] : []),
      ]),
    }));

const valuesOf = (of: Toy): Value[] =>
  of.variants.flatMap(({ key, holds }): Value[] =>
    holds === undefined ? [{ key, held: undefined }] : valuesOf(holds).map((held) => ({ key, held })),
  );

const isTaken = (by: Nest<number>, value: Value): boolean => {
  if (!by.arms.has(value.key)) return by.arms.has(undefined);
  const inner = by.arms.get(value.key);
  return inner === undefined || value.held === undefined || isTaken(inner, value.held);
};

/** `A(B(_))` against a value. */
const fits = (pattern: string, value: Value): boolean => {
  if (pattern === "_") return true;
  const [, key, held] = /^(\w+)(?:\((.*)\))?$/.exec(pattern)!;
  return (
    key === value.key &&
    (held === undefined || held === "_" || (value.held !== undefined && fits(held, value.held)))
  );
};

describe("witnesses of nested matches", () => {
  it("are exactly the values that nothing takes", () => {
    fc.assert(
      fc.property(
        toy(3).chain((over) => fc.tuple(fc.constant(over), nest(over))),
        ([over, by]) => {
          const { witnesses } = uncovered(by);
          for (const value of valuesOf(over)) {
            const named = witnesses.filter(({ pattern }) => fits(pattern, value)).length;
            expect(named, JSON.stringify(value)).toBe(isTaken(by, value) ? 0 : 1);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("name the path from the outermost match", () => {
    const option: Nest<string> = {
      site: "inner",
      variants: [
        { key: "Some", holds: true },
        { key: "None", holds: false },
      ],
      open: false,
      arms: new Map([["None", undefined]]),
    };
    const result: Nest<string> = {
      site: "outer",
      variants: [
        { key: "Ok", holds: true },
        { key: "Err", holds: true },
      ],
      open: false,
      arms: new Map([["Ok", option]]),
    };
    expect(uncovered(result).witnesses).toEqual([
      { site: "inner", pattern: "Ok(Some(_))" },
      { site: "outer", pattern: "Err(_)" },
    ]);
  });

  it("`_` hands on what the named arms left", () => {
    const variants = ["A", "B", "C"].map((key) => ({ key, holds: false }));
    const rest: Nest<string> = { site: "rest", variants, open: false, arms: new Map([["B", undefined]]) };
    const all: Nest<string> = {
      site: "all",
      variants,
      open: false,
      arms: new Map([
        ["A", undefined],
        [undefined, rest],
      ]),
    };
    expect(uncovered(all).witnesses).toEqual([{ site: "rest", pattern: "C" }]);
  });
});

describe("the work", () => {
  const wide = (width: number, depth: number): Nest<null> => ({
    site: null,
    variants: Array.from({ length: width }, (_, index) => ({ key: `K${index}`, holds: depth > 1 })),
    open: false,
    arms: new Map(
      Array.from({ length: width }, (_, index) => [
        `K${index}`,
        depth > 1 ? wide(width, depth - 1) : undefined,
      ]),
    ),
  });

  it("is one step for each variant of each match", () => {
    expect(uncovered(wide(10, 1)).steps).toBe(10);
    expect(uncovered(wide(10, 2)).steps).toBe(10 + 10 * 10);
    expect(uncovered(wide(3, 5)).steps).toBe(3 + 9 + 27 + 81 + 243);
  });

  it("stops when the fuel is spent, and says so", () => {
    // One inner match, reached on every path: what is small in the source is wide as a question.
    let shared: Nest<null> = wide(4, 1);
    for (let depth = 0; depth < 12; depth++) {
      const inner = shared;
      shared = { ...wide(4, 1), arms: new Map(["K0", "K1", "K2", "K3"].map((key) => [key, inner])) };
    }
    const found = uncovered(shared, 1_000);
    expect(found.exhausted).toBe(true);
    expect(found.steps).toBe(1_000);
  });

  it("of an exhaustive match finds nothing", () => {
    expect(uncovered(wide(5, 3)).witnesses).toEqual([]);
    expect(
      uncovered({
        ...wide(1, 1),
        variants: LEAF.variants.map(({ key }) => ({ key, holds: false })),
        arms: new Map(),
      }).witnesses,
    ).toEqual([{ site: null, pattern: "X" }]);
  });
});
