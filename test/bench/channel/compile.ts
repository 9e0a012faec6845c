/** What the transformer makes of `loops.ts`, beside it: `.work/loops.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";

/** Compiles the loops and loads the result. */
export async function compiledLoops(): Promise<typeof import("./loops.ts")> {
  const file = fileURLToPath(new URL("loops.ts", import.meta.url));
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  });
  const compiled = createCompiler(ts, program).file(program.getSourceFile(file)!);
  const left = compiled.sites.filter(({ outcome }) => !outcome.compiled);
  const edits = compiled.edits();
  if (edits === undefined || left.length > 0) throw new Error(`${file}: ${JSON.stringify(left)}`);
  const url = new URL(".work/loops.ts", import.meta.url);
  mkdirSync(new URL(".", url), { recursive: true });
  writeFileSync(url, edits.code);
  return import(url.href);
}
