/** The top of a file stays its top: shebang, directives, licence, pragmas; the import of the runtime comes after them. */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { compilePrograms } from "../fuzz/compile.ts";

const COMPLETE =
  "export const f = (r: Result<number, string>) => Patterns.match(r, { Ok: (n) => n, Err: () => 0 });";
const WITH_REST =
  "export const f = (r: Result<number, string>) => Patterns.match(r, { Ok: (n) => n, _: () => 0 });";
const BOTH = 'import { Patterns, Result } from "milost";';

const TOPS: Readonly<Record<string, string>> = {
  "a licence": `/*! (c) Somebody. MIT */\n${BOTH}`,
  "a licence and a blank line": `/**\n * (c) Somebody. MIT\n */\n\n${BOTH}`,
  "a line comment": `// @ts-check\n${BOTH}`,
  "a shebang": `#!/usr/bin/env node\n// Runs.\n${BOTH}`,
  "a directive": `"use client";\n${BOTH}`,
  "directives with comments": `// Top.\n"use strict";\n// Between.\n"use client";\n// Below.\n${BOTH}`,
  "an import that nothing mentions any more": `// Top.\nimport { Patterns } from "milost";\n// Second.\nimport { Result } from "milost";`,
  "a statement in front of the imports": `// Top.\nconst early = 1;\n${BOTH}`,
};

const lines = (js: string): string[] =>
  js
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** What has to come first, in order. */
const headOf = (source: string): string[] =>
  lines(source).filter((line) => /^(#!|\/\/|\/?\*|")/.test(line) && !/Second/.test(line));

describe.each(Object.entries(TOPS))("%s", (_, top) => {
  it.each([
    ["ESM", ts.ModuleKind.ESNext, COMPLETE],
    ["CommonJS", ts.ModuleKind.CommonJS, COMPLETE],
    ["ESM without the runtime", ts.ModuleKind.ESNext, WITH_REST],
  ])("%s", (_name, module, code) => {
    const [one] = compilePrograms([`${top}\n${code}\n`], { options: { module } });
    expect(one!.sites.map(({ outcome }) => outcome.compiled)).toEqual([true]);
    for (const output of [one!.js.nodes, one!.edited!]) {
      const written = lines(output);
      const head = headOf(top);
      // CommonJS marks its exports in between, and has a "use strict" of its own.
      const isOwn = (line: string): boolean => /^"use strict"|__esModule|^exports/.test(line);
      const seen = module === ts.ModuleKind.CommonJS ? written.filter((line) => !isOwn(line)) : written;
      const wanted = module === ts.ModuleKind.CommonJS ? head.filter((line) => !isOwn(line)) : head;
      expect(seen.slice(0, wanted.length), output).toEqual(wanted);
      // Each comment once.
      for (const line of head.filter((each) => each.startsWith("//")))
        expect(written.filter((each) => each === line)).toHaveLength(1);
      const at = written.findIndex((line) => line.includes("milost/abi"));
      if (code === COMPLETE) expect(at, output).toBeGreaterThanOrEqual(head.length);
      else expect(at, output).toBe(-1);
    }
  });
});
