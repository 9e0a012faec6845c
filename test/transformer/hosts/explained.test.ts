/** A finding that says what TypeScript's complaint means takes its place, and is silent where there is none. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProject, currentPair, type Project } from "./project.ts";

let at: Project;
beforeAll(() => {
  at = createProject(currentPair);
});
afterAll(() => at.remove());

const program = (body: string): string => `import { Patterns } from "milost";
export type Shape = { _tag: "circle"; r: number } | { _tag: "square"; s: number };
${body}
`;

const explained = (type: string, value: string): RegExp =>
  new RegExp(
    `^src/a\\.ts\\(3,\\d+\\): error ML1005: arms cannot be typed for ${type}, [^\\n]* "const value: Shape = ${value}"\\n$`,
  );

test.each([
  [
    "T",
    "s",
    "<T extends Shape>(s: T): number => Patterns.match(s, { circle: (c) => c.r, square: (q) => q.s })",
  ],
  ["T", "s.of", "<T extends Shape>(s: { of: T }) => Patterns.match(s.of, { circle: () => 1, _: () => 2 })"],
  [
    "T",
    "s",
    '<T extends Shape>(s: T) => Patterns.matchOn(s, "_tag", { circle: (c) => c.r, square: (q) => q.s })',
  ],
])("%s of %s", (type, value, text) => {
  at.write("src/a.ts", program(`export const area = ${text};`));
  const { code, output } = at.run("check");
  expect(output).toMatch(explained(type, value));
  expect(code).toBe(1);
});

test("TypeScript's complaint about something inside a handler stays", () => {
  const text = program(`export const area = <T extends Shape>(s: T) =>
  Patterns.match(s, { circle: () => nothing, square: () => 2 });`);
  at.write("src/a.ts", text);
  const { output } = at.run("check");
  expect(output).toContain("TS2304");
  expect(output).toContain("ML1005");
  expect(output.split(": error ")).toHaveLength(3);
});

test("what TypeScript accepts is no error", () => {
  const text = program(`// The arms are whatever they must be.
export const area = <T extends Shape>(s: T): number =>
  Patterns.match(s, { circle: () => 1, square: () => 2 } as any) as number;`);
  at.write("src/a.ts", text);
  expect(at.run("check")).toEqual({ code: 0, output: "" });
});
