/**
 * TypeScript sources that other packages ship, copied out of node_modules into one Program: code that knows nothing of
 * MiLost, in every style.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Package and the folder its sources are in. */
const PACKAGES = [
  ["effect", "src"],
  ["zod", "src"],
  ["rxjs", "src"],
  ["ajv", "lib"],
] as const;

const work = fileURLToPath(new URL(".work/", import.meta.url));

const packageFolder = (name: string): string => {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const found = join(at, "node_modules", name);
    if (existsSync(found)) return found;
    if (dirname(at) === at) throw new Error(`${name} is not installed: run \`npm ci\``);
  }
};

const isSource = (file: string): boolean =>
  /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file) && !/\btests?\b|\.test\./.test(file);

/** The copied files of all packages, or of the named ones, under a folder of the test's own. */
export function foreignFiles(
  folder: string,
  names: readonly string[] = PACKAGES.map(([name]) => name),
): { readonly root: string; readonly files: readonly string[] } {
  const root = join(work, folder);
  rmSync(root, { recursive: true, force: true });
  const files: string[] = [];
  for (const [name, sources] of PACKAGES) {
    if (!names.includes(name)) continue;
    const from = join(packageFolder(name), sources);
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !isSource(path)) continue;
      const to = join(root, name, path.slice(from.length));
      mkdirSync(dirname(to), { recursive: true });
      cpSync(path, to);
      files.push(to);
    }
  }
  return { root, files };
}

export const optionsOf = (root: string): ts.CompilerOptions => ({
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noCheck: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  rootDir: root,
  outDir: join(root, "out"),
  types: [],
});
