/** Without `strictNullChecks` null and undefined are no members of a union, and come in all the same. */
import { expect, it } from "vitest";
import { trace } from "../fuzz/compare.ts";
import { compilePrograms, variants } from "../fuzz/compile.ts";

const source = `import { Patterns, Result } from "milost";
interface User { readonly name?: "Ada" | "Bob" }
type Shape = { readonly _tag: "Circle"; readonly r: number } | { readonly _tag: "Rect"; readonly w: number } | null;
const area = (shape: Shape): number =>
  Patterns.match(shape, { Circle: ({ r }) => r, Rect: ({ w }) => w, null: () => 0, undefined: () => -1 });
const named = ({ name }: User): string => Patterns.match(name, { Ada: () => "A", Bob: () => "B", undefined: () => "?" });
const on = (shape: Shape): string => \`\${Patterns.matchOn(shape, "_tag", { Circle: (c) => c.r, Rect: (r) => r.w, null: () => "none" })}\`;
export default async function main(log: (...values: unknown[]) => void): Promise<void> {
  log(area({ _tag: "Circle", r: 2 }), area({ _tag: "Rect", w: 3 }), area(null), area(undefined));
  log(named({ name: "Bob" }), named({}), on({ _tag: "Rect", w: 3 }), on(null));
  try { log(named({ name: null })); } catch (error) { log(error.name); }
}
`;

it("without strictNullChecks arms for null and undefined may always be written", async () => {
  const [program] = compilePrograms([source], {
    options: { strictNullChecks: false, strict: false },
    typeErrors: true,
  });
  expect(program!.typeErrors).toEqual([]);
  expect(program!.sites.map(({ outcome }) => outcome.compiled)).toEqual([true, true, true]);
  const expected = await trace(program!.js.untransformed);
  expect(expected).toEqual(["2 3 0 -1", "B ? 3 none", "MatchError"]);
  for (const variant of variants) expect(await trace(program!.js[variant])).toEqual(expected);
}, 60_000);

it("with strictNullChecks they belong to the union", () => {
  const [program] = compilePrograms([source], { typeErrors: true });
  expect(program!.typeErrors.join("\n")).toContain('no variant is tagged \\"undefined\\"');
});
