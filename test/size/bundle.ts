/**
 * What a user ships: bundles an entry as an application would, minified, code that is imported on demand in files of its
 * own, and measures what is loaded before anything runs.
 *
 *     const { text, modules } = await bundle(`export { Ok } from "milost";`);
 *     sizeOf(text)   ->   bytes after brotli
 */
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, type Plugin } from "esbuild";

export interface Bundle {
  /** The entry and what it imports, without what is loaded on demand. */
  readonly text: string;
  /** The modules of MiLost in it, as paths in `runtime/dist`. */
  readonly modules: readonly string[];
}

const DIST = /^(?:.*\/)?runtime\/dist\//;

/** @param without modules, as paths in `runtime/dist`, that are to be empty: their exports are there and hold nothing. */
export async function bundle(source: string, without: readonly string[] = []): Promise<Bundle> {
  const result = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: "js", sourcefile: "entry.js" },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    outdir: "out",
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [emptied(without)],
  });
  const { outputs } = result.metafile;
  const [entry] = Object.entries(outputs).find(([, output]) => output.entryPoint?.endsWith("entry.js")) ?? [
    "",
  ];
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === "import-statement") load(next);
  };
  load(entry);
  const files = result.outputFiles.filter((file) => [...loaded].some((path) => file.path.endsWith(path)));
  return {
    text: files.map((file) => file.text).join(""),
    modules: [...loaded]
      .flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}))
      .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && DIST.test(path))
      .map(([path]) => path.replace(DIST, "")),
  };
}

export const sizeOf = (text: string): number => brotliCompressSync(text).length;

/** A module that keeps what it imports alive. */
export const using = (...names: readonly string[]): string => `export { ${names.join(", ")} } from "milost";`;

const emptied = (modules: readonly string[]): Plugin => ({
  name: "emptied",
  setup(setup) {
    setup.onLoad({ filter: DIST }, async ({ path }) => {
      if (!modules.includes(path.replace(DIST, ""))) return undefined;
      const names = Object.keys((await import(pathToFileURL(path).href)) as object);
      return { contents: names.map((name) => `export const ${name} = 0;`).join("\n"), loader: "js" };
    });
  },
});
