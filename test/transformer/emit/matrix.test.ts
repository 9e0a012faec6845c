/** What is emitted runs, and does the same, under every module format, language version and flag that shapes the output. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { trace, traceOf } from "../fuzz/compare.ts";
import { compilePrograms, variants } from "../fuzz/compile.ts";
import { program } from "../fuzz/program.ts";

const { ModuleKind, ScriptTarget } = ts;

const FLAGS: Readonly<Record<string, ts.CompilerOptions>> = {
  "CommonJS, ES2017": { module: ModuleKind.CommonJS, target: ScriptTarget.ES2017 },
  "CommonJS, ES2020, isolatedModules": {
    module: ModuleKind.CommonJS,
    target: ScriptTarget.ES2020,
    isolatedModules: true,
  },
  "CommonJS, ESNext, maps and declarations": {
    module: ModuleKind.CommonJS,
    target: ScriptTarget.ESNext,
    sourceMap: true,
    declaration: true,
  },
  "ESM, ES2017, removeComments": {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ES2017,
    removeComments: true,
  },
  "ESM, ES2022, verbatimModuleSyntax": {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ES2022,
    verbatimModuleSyntax: true,
  },
  "ESM, ESNext, isolatedModules": {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ESNext,
    isolatedModules: true,
  },
};

const work = `${import.meta.dirname}/.work`;
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** An ES module is run from a file, so that its imports are resolved as a user's would be. */
async function traceOfModule(js: string, name: string): Promise<string[]> {
  mkdirSync(work, { recursive: true });
  const file = `${work}/${name.replaceAll(/\W+/g, "-")}.mjs`;
  writeFileSync(file, js);
  return traceOf(async () => (await import(/* @vite-ignore */ pathToFileURL(file).href)) as never);
}

describe.each(Object.entries(FLAGS))("%s", (flags, options) => {
  it("runs the same in all forms", { timeout: 120_000 }, async () => {
    const programs = compilePrograms(fc.sample(program, { seed: 77, numRuns: 25 }), { options });
    expect(programs.some(({ sites }) => sites.some(({ outcome }) => outcome.compiled))).toBe(true);
    const run = (js: string, name: string): Promise<string[]> =>
      options.module === ModuleKind.CommonJS ? trace(js) : traceOfModule(js, name);
    for (const [index, { js, failure, source }] of programs.entries()) {
      expect(failure).toBeUndefined();
      const expected = await run(js.untransformed, `${flags} ${index} untransformed`);
      expect(expected.length).toBeGreaterThan(4);
      for (const variant of variants)
        expect(await run(js[variant], `${flags} ${index} ${variant}`), `${variant} of\n${source}`).toEqual(
          expected,
        );
    }
  });
});

it("a name keeps its import in CommonJS, wherever the plan prints it", async () => {
  const source = `import { Patterns, Result } from "milost";
import { Option } from "milost";
const { Ok } = Result;
let log!: (...values: unknown[]) => void;
export default async function main(sink: typeof log): Promise<void> {
  log = sink;
  // The scrutinee and the handler are imported names, which CommonJS reads off the module.
  log(Patterns.match(Option.None, { Some: (x) => x, None: () => "none" }));
  log(Patterns.match(Ok(1), { Ok: String, Err: Result.Err }));
  const found = Patterns.match(Result as unknown as { _tag: "A" } | { _tag: "B" }, { A: () => 1, B: () => 2, _: (it) => typeof it });
  log(found);
}
`;
  for (const target of [ScriptTarget.ES2017, ScriptTarget.ESNext]) {
    const [one] = compilePrograms([source], { options: { target } });
    const expected = await trace(one!.js.untransformed);
    expect(expected).toEqual(["none", "1", expected[2]]);
    for (const variant of variants) expect(await trace(one!.js[variant])).toEqual(expected);
  }
});
