/**
 * The benchmarked programs as source text: for each number of variants one module with the match, and one with the same
 * function by hand and by the peers. Every contender has a loop of its own, so that none pays for another's call feedback.
 *
 *     2 variants  ->  match: `Patterns.match(v, { V0: (x) => x.n + 0, V1: (x) => x.n + 1 })`, by hand: a switch on `v._tag`
 */

/** Whether all variants have the same fields, and so one hidden class, or each its own. */
export type Shapes = "same" | "different";

const count = (variants: number) => Array.from({ length: variants }, (_, i) => i);
const field = (i: number, shapes: Shapes) => (shapes === "same" ? "n" : `f${i}`);
const arms = (variants: number, shapes: Shapes) =>
  count(variants)
    .map((i) => `V${i}: (x) => x.${field(i, shapes)} + ${i}`)
    .join(", ");

/** TypeScript: the union and its match, `run(inputs)` sums over all. Compiled twice, by tsc and by MiLost. */
export function matchSource(variants: number, shapes: Shapes): string {
  const members = count(variants).map(
    (i) => `{ readonly _tag: "V${i}"; readonly ${field(i, shapes)}: number }`,
  );
  return `import { Patterns } from "milost";

export type V = ${members.join(" | ")};

const one = (v: V): number => {
  return Patterns.match(v, { ${arms(variants, shapes)} });
};

export const run = (inputs: readonly V[]): number => {
  let total = 0;
  for (const v of inputs) total += one(v);
  return total;
};
`;
}

/**
 * JavaScript: the same function by hand and by each peer, exported by the contender's name; by hand a second time as `again`,
 * which shows what the method tells apart; and `make` for inputs.
 */
export function othersSource(variants: number, shapes: Shapes): string {
  const all = count(variants);
  const value = (i: number) => `x.${field(i, shapes)} + ${i}`;
  const cases = all.map((i) => `case "V${i}": return v.${field(i, shapes)} + ${i};`).join(" ");
  const withs = all.map((i) => `.with({ _tag: "V${i}" }, (x) => ${value(i)})`).join("");
  // pipe takes a limited number of arguments
  const tags = all.map((i) => `.pipe(Match.tag("V${i}", (x) => ${value(i)}))`).join("");
  const byHand = `switch (v._tag) { ${cases} default: throw new Error("no case"); }`;
  const contenders: Record<string, string> = {
    byHand,
    again: byHand,
    objectOfHandlers: `return { ${arms(variants, shapes)} }[v._tag](v);`,
    tsPattern: `return match(v)${withs}.exhaustive();`,
    effectValue: `return Match.value(v)${tags}.pipe(Match.exhaustive);`,
    effectPrebuilt: "return prebuilt(v);",
  };
  // One literal per variant: a tag that was put together at run time would not be the constant that code compares with.
  const makers = all.map((i) => `(n) => ({ _tag: "V${i}", ${field(i, shapes)}: n })`).join(", ");
  return `import { Match } from "effect";
import { match } from "ts-pattern";

const makers = [${makers}];
export const make = (i, n) => makers[i](n);

const prebuilt = Match.type()${tags}.pipe(Match.exhaustive);
${Object.entries(contenders)
  .map(
    ([name, body]) => `
const ${name}One = (v) => { ${body} };
export const ${name} = (inputs) => {
  let total = 0;
  for (const v of inputs) total += ${name}One(v);
  return total;
};`,
  )
  .join("\n")}
`;
}

/** The places a match can stand in, by the ladder's rung, each with what one would write there by hand. */
export const positions: Readonly<
  Record<string, { readonly rung: 1 | 2 | 3; readonly match: string; readonly byHand: string }>
> = {
  return: { rung: 1, match: "return MATCH;", byHand: "RETURNS" },
  const: { rung: 1, match: "const r = MATCH; return r + 1;", byHand: "let r: number; SWITCH return r + 1;" },
  assignment: {
    rung: 1,
    match: "let r = 1; r = MATCH; return r;",
    byHand: "let r = 1; SWITCH return r;",
  },
  arrow: {
    rung: 1,
    match: "const f = () => MATCH; return f();",
    byHand: "const f = () => { RETURNS }; return f();",
  },
  argument: { rung: 2, match: "return add(MATCH, 1);", byHand: "let r: number; SWITCH return add(r, 1);" },
  later: {
    rung: 2,
    match: "return add(seen(), MATCH);",
    byHand: "const first = seen(); let r: number; SWITCH return add(first, r);",
  },
  template: {
    rung: 2,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    match: "return `${MATCH}!`.length;",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    byHand: "let r: number; SWITCH return `${r}!`.length;",
  },
  operand: { rung: 2, match: "return 2 * MATCH + 1;", byHand: "let r: number; SWITCH return 2 * r + 1;" },
  conditional: { rung: 2, match: "return on ? MATCH : 0;", byHand: "if (!on) return 0; RETURNS" },
  object: {
    rung: 2,
    match: "return pick({ n: MATCH });",
    byHand: "let r: number; SWITCH return pick({ n: r });",
  },
  lifted: { rung: 3, match: "return add(BLOCKS, 1);", byHand: "let r: number; SWITCH return add(r, 1);" },
};

/**
 * TypeScript: one function per position, exported by its name as `in_`, by hand as `hand_`, the same once more as `again_`, and
 * as `strict_` with the test that a match owes: a null that comes in against its type is no TypeError.
 */
export function positionsSource(variants: number, shapes: Shapes): string {
  const members = count(variants).map(
    (i) => `{ readonly _tag: "V${i}"; readonly ${field(i, shapes)}: number }`,
  );
  const cases = (put: string) =>
    count(variants)
      .map((i) => `case "V${i}": ${put.replace("VALUE", `v.${field(i, shapes)} + ${i}`)}`)
      .concat('default: throw new Error("no case");')
      .join(" ");
  const blocks = count(variants).map(
    (i) => `V${i}: (x) => { const n = x.${field(i, shapes)}; return n + ${i}; }`,
  );
  const fill = (text: string, strict = false) =>
    text
      .replace("MATCH", `Patterns.match(v, { ${arms(variants, shapes)} })`)
      .replace("BLOCKS", `Patterns.match(v, { ${blocks.join(", ")} })`)
      .replace(
        /(?=SWITCH|RETURNS)/,
        strict ? "if (v === undefined || v === null) throw new Error('no value'); " : "",
      )
      .replace("SWITCH", `switch (v._tag) { ${cases("r = VALUE; break;")} }`)
      .replace("RETURNS", `switch (v._tag) { ${cases("return VALUE;")} }`);
  const loop = (name: string, body: string) => `
const ${name}One = (v: V): number => {
  ${body}
};
export const ${name} = (inputs: readonly V[]): number => {
  let total = 0;
  for (const v of inputs) total += ${name}One(v);
  return total;
};
`;
  return `import { Patterns } from "milost";

export type V = ${members.join(" | ")};

const add = (a: number, b: number): number => a + b;
const on = Date.now() > 0;
const pick = (o: { readonly n: number }): number => o.n;
let turns = 0;
const seen = (): number => turns++ & 1;
${Object.entries(positions)
  .map(
    ([name, { match, byHand }]) =>
      loop(`in_${name}`, fill(match)) +
      loop(`hand_${name}`, fill(byHand)) +
      loop(`again_${name}`, fill(byHand)) +
      loop(`strict_${name}`, fill(byHand, true)),
  )
  .join("")}`;
}
