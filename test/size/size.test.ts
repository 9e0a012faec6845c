/**
 * What a user ships: the bundled, minified, compressed size of what is imported, and that nothing else comes along.
 */
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

/** The text a browser loads before anything runs: the entry and what it imports, without what is loaded on demand. */
async function bundle(source: string): Promise<string> {
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
  });
  const outputs = Object.entries(result.metafile.outputs);
  const [entry] = outputs.find(([, output]) => output.entryPoint?.endsWith("entry.js")) ?? [""];
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of result.metafile.outputs[path]?.imports ?? [])
      if (kind === "import-statement") load(next);
  };
  load(entry);
  const text = result.outputFiles.filter((file) => [...loaded].some((path) => file.path.endsWith(path)));
  return text.map((file) => file.text).join("");
}

const sizeOf = (text: string) => brotliCompressSync(text).length;

/** A module that keeps what it imports alive. */
const using = (...names: string[]) => `export { ${names.join(", ")} } from "milost";`;

describe("size", () => {
  it("of Result, Option and Patterns is at most 2 kB", async () => {
    const size = sizeOf(await bundle(using("Result", "Option", "Patterns")));
    expect(size).toBeLessThanOrEqual(2000);
  });

  describe("with Task and createChannel too", () => {
    const size = async () =>
      sizeOf(await bundle(using("Result", "Option", "Patterns", "Task", "createChannel")));

    // A known gap: turns red, and is to become a plain `it`, on the day the goal is met.
    it.fails("is at most 5 kB", async () => {
      expect(await size()).toBeLessThanOrEqual(5000);
    });

    // A ratchet: where it is now, to be lowered with every byte that is won.
    it("has not grown", async () => {
      expect(await size()).toBeLessThanOrEqual(8850);
    });
  });

  it("of what is imported and not used is nothing", async () => {
    expect((await bundle(`import "milost";`)).trim()).toBe("");
    expect((await bundle(`import { Result, Patterns, Task } from "milost";`)).trim()).toBe("");
  });

  it("of Ok alone leaves Patterns out", async () => {
    const text = await bundle(using("Ok"));
    expect(text).not.toContain("no arm takes");
  });

  it("of Patterns alone leaves Task and the channels out", async () => {
    const text = await bundle(using("Patterns"));
    expect(text).not.toMatch(/AbortController|setTimeout|MessageChannel/);
  });
});
