/** A file with a syntax error comes out as it went in, so that the error is reported in the user's own text. */
import { expect, it } from "vitest";
import { compilePrograms } from "../fuzz/compile.ts";

it("a file with a syntax error is left as it was", () => {
  const [program] = compilePrograms([
    `import { Patterns, type Result } from "milost";
export const whole = (r: Result<number, string>) => Patterns.match(r, { Ok: (n) => n, Err: (e) => e.length });
export const torn = (r: Result<number, string>) => Patterns.match(r, { Ok: (n) => n, Err: (e) => });
`,
  ]);
  expect(program!.failure).toBeUndefined();
  expect(program!.sites).toHaveLength(2);
  expect(program!.edited).toBeUndefined();
  expect(program!.js.nodes).toBe(program!.js.untransformed);
});
