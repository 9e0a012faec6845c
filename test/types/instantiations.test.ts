/**
 * What matches cost the type checker: counted, not timed, so the numbers are the same on every machine.
 */
import { describe, expect, it } from "vitest";
import { check } from "./check.js";

const VARIANTS = Array.from({ length: 20 }, (_, i) => i);
const MATCHES = Array.from({ length: 50 }, (_, i) => i);

const union = (prefix: string) =>
  VARIANTS.map((i) => `{ readonly _tag: "${prefix}${i}"; readonly f${i}: number; readonly s: string }`).join(
    " | ",
  );

const match = (n: number, prefix: string, value: string) =>
  `export const m${n} = Patterns.match(${value}, { ${VARIANTS.map((i) => `${prefix}${i}: (x) => x.f${i}`).join(", ")} });`;

const matchOn = (n: number, prefix: string, value: string) =>
  match(n, prefix, value).replace(`match(${value}, `, `matchOn(${value}, "_tag", `);

const head = `import { Patterns } from "milost";\nexport const patterns = Patterns;\n`;

const bare = check(head).instantiations;

/** Instantiations beyond those of a module that only imports Patterns. */
function cost(source: string): number {
  const { errors, instantiations } = check(head + source);
  expect(errors).toEqual([]);
  return instantiations - bare;
}

// The checker is slow on a busy machine; what is asserted does not depend on time.
describe("instantiations", { timeout: 120_000 }, () => {
  for (const [name, make] of [
    ["match", match],
    ["matchOn", matchOn],
  ] as const) {
    it(`of 50 exhaustive ${name} over one union of 20 variants stay under 30,000`, () => {
      const matches = MATCHES.map((n) => make(n, "V", "u")).join("\n");
      expect(cost(`declare const u: ${union("V")};\n${matches}`)).toBeLessThan(30_000);
    });

    it(`of 50 exhaustive ${name} over 50 unions stay under 120,000`, () => {
      const matches = MATCHES.map(
        (n) => `declare const u${n}: ${union(`V${n}_`)};\n${make(n, `V${n}_`, `u${n}`)}`,
      );
      expect(cost(matches.join("\n"))).toBeLessThan(120_000);
    });
  }
});
