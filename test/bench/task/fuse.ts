/** What the transformer makes of a program, to stand beside it: `.work/fused/<folder>/<name>.ts`. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";

/** Compiles a file, copies what it imports from beside it, and answers the URL of the result. */
export function fuse(source: URL, beside: readonly string[]): URL {
  const file = fileURLToPath(source);
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
  // 8102: the runtime does all of it, there is nothing to fuse.
  const left = compiled.sites.filter(({ outcome }) => !outcome.compiled && outcome.code !== 8102);
  const edits = compiled.edits();
  if (edits === undefined || left.length > 0) throw new Error(`${file}: ${JSON.stringify(left)}`);
  const [folder, name] = source.pathname.split("/").slice(-2) as [string, string];
  const fused = new URL(`.work/fused/${folder}/`, import.meta.url);
  mkdirSync(fused, { recursive: true });
  for (const other of beside) copyFileSync(new URL(other, source), new URL(other, fused));
  const url = new URL(name, fused);
  writeFileSync(url, edits.code);
  return url;
}
