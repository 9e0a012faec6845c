/** Code without MiLost's calls comes out byte for byte as it would without the transformer, with its source maps. */
import { createHash } from "node:crypto";
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";
import { expect, it } from "vitest";
import { foreignFiles, optionsOf } from "./sources.ts";

const MODULES = { ESM: ts.ModuleKind.ESNext, CommonJS: ts.ModuleKind.CommonJS } as const;

/** Every emitted file by name, as a digest of its bytes. */
function emitted(program: ts.Program, before: ts.TransformerFactory<ts.SourceFile>[]): Map<string, string> {
  const files = new Map<string, string>();
  program.emit(
    undefined,
    (name, text) => files.set(name, createHash("sha1").update(text).digest("hex")),
    undefined,
    false,
    { before },
  );
  return files;
}

it.each(Object.entries(MODULES))(
  "at least 900 foreign files are the same in %s",
  { timeout: 300_000 },
  (name, module) => {
    const { root, files } = foreignFiles(name);
    const options = optionsOf(root, module);
    const program = ts.createProgram([...files, `${root}/user.ts`], options);
    const compiler = createCompiler(ts, program);
    const changed = files.filter((file) => {
      const sourceFile = program.getSourceFile(file)!;
      return compiler.file(sourceFile).edits() !== undefined || compiler.file(sourceFile).sites.length > 0;
    });
    expect(changed).toEqual([]);
    const plain = emitted(program, []);
    const through = emitted(program, [(context) => (file) => compiler.file(file).nodes(context)]);
    const scripts = [...plain.keys()].filter((file) => /\.[cm]?js$/.test(file));
    console.log(`${name}: ${scripts.length} files with maps`);
    expect(scripts.length).toBeGreaterThanOrEqual(900);
    expect([...plain.keys()].filter((file) => file.endsWith(".map")).length).toBe(scripts.length);
    expect(through).toEqual(plain);
  },
);
