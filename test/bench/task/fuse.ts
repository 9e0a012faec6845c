/** What the transformer makes of the chains, beside them: `.work/fused/<name>.ts`. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";

const folder = new URL("chains/", import.meta.url);
const fused = new URL(".work/fused/", import.meta.url);

/** Compiles `chains/<name>.ts` and answers the URL of the result. */
export function fuse(name: string): URL {
  const file = fileURLToPath(new URL(`${name}.ts`, folder));
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  });
  const compiled = createCompiler(ts, program).file(program.getSourceFile(file)!);
  const left = compiled.sites.filter(({ outcome }) => !outcome.compiled);
  const edits = compiled.edits();
  if (edits === undefined || left.length > 0) throw new Error(`${file}: ${JSON.stringify(left)}`);
  mkdirSync(fused, { recursive: true });
  copyFileSync(new URL("work.ts", folder), new URL("work.ts", fused));
  const url = new URL(`${name}.ts`, fused);
  writeFileSync(url, edits.code);
  return url;
}
