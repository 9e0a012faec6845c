/**
 * Code without a call of ours comes out byte for byte as TypeScript writes it, maps included: the sources that npm packages
 * ship, some of them libraries with methods named like ours, in one Program with a file that does use MiLost.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";
import { expect, test } from "vitest";

const packages = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const own = fileURLToPath(new URL("../../../fixtures/cases/match/positions/return.ts", import.meta.url));

const sourcesIn = (folder: string, name: RegExp): string[] => {
  const root = join(packages, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name) && !entry.name.endsWith(".d.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.slice(root.length).includes("node_modules"))
    .sort();
};

/** Effect's and true-myth's sources match, map and run; the others are plain code of many hands. */
const foreign = [
  ...[
    "effect/src",
    "true-myth/src",
    "ts-chan/src",
    "ajv-keywords/src",
    "ajv-formats/src",
    "@jridgewell",
  ].flatMap((folder) => sourcesIn(folder, /\.ts$/)),
  ...["fast-check/lib", "fp-ts/es6", "@thi.ng", "neverthrow", "ts-pattern/dist"].flatMap((folder) =>
    sourcesIn(folder, /\.m?js$/),
  ),
].slice(0, 950);

const emitAll = (
  program: ts.Program,
  files: readonly string[],
  before: ts.TransformerFactory<ts.SourceFile>[],
): ReadonlyMap<string, string> => {
  const written = new Map<string, string>();
  for (const file of files) {
    program.emit(program.getSourceFile(file), (name, text) => written.set(name, text), undefined, false, {
      before,
    });
  }
  return written;
};

test("there are enough of them", () => expect(foreign.length).toBeGreaterThanOrEqual(900));

test.each([
  ["ESM", ts.ModuleKind.ESNext],
  ["CommonJS", ts.ModuleKind.CommonJS],
])("they come out as they are, as %s with maps", { timeout: 300_000 }, (_, module) => {
  const program = ts.createProgram([...foreign, own], {
    target: ts.ScriptTarget.ES2022,
    module,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowJs: true,
    noCheck: true,
    // Types decide nothing about the output, so that the test takes no longer than it must.
    isolatedModules: true,
    skipLibCheck: true,
    strict: true,
    sourceMap: true,
    outDir: "/out",
    rootDir: packages.replace(/node_modules.$/, ""),
    rewriteRelativeImportExtensions: true,
    types: [],
  });
  const compiler = createCompiler(ts, program);
  const touched: string[] = [];
  const transform: ts.TransformerFactory<ts.SourceFile> = (context) => (sourceFile) => {
    const compiled = compiler.file(sourceFile);
    const answer = compiled.nodes(context);
    if (answer !== sourceFile || compiled.edits() !== undefined || compiled.sites.length > 0)
      touched.push(sourceFile.fileName);
    return answer;
  };
  const plain = emitAll(program, foreign, []);
  const compiled = emitAll(program, foreign, [transform]);
  expect(touched).toEqual([]);
  expect([...compiled.keys()]).toEqual([...plain.keys()]);
  expect(compiled.size).toBeGreaterThanOrEqual(2 * 900);
  const different = [...plain].filter(([name, text]) => compiled.get(name) !== text).map(([name]) => name);
  expect(different).toEqual([]);
  // The control: the file that does use MiLost is seen, so the transformer was at work.
  expect(compiler.file(program.getSourceFile(own)!).sites.length).toBeGreaterThan(0);
});
