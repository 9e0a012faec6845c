/**
 * The programs of `test/demo/comparison`, which sum up a user's seven orders with a timeout and retries for each request, four
 * at a time, on a service that answers in a microtask: what the libraries themselves cost, and what their users ship.
 */
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { type Api, createApi } from "../../demo/comparison/api.ts";
import * as effect from "../../demo/comparison/effect.ts";
import * as milost from "../../demo/comparison/milost.ts";
import * as neverthrow from "../../demo/comparison/neverthrow.ts";
import { measure, printTable, type Row } from "../measure.ts";
import { fuse } from "./fuse.ts";

interface Program {
  report(api: Api, id: number, signal: AbortSignal): Promise<string>;
}

const folder = new URL("../../demo/comparison/", import.meta.url);

const microtask = (answer: () => void): (() => void) => {
  void Promise.resolve().then(answer);
  return () => {};
};

const sizeOf = async (file: URL): Promise<number> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    write: false,
    logLevel: "silent",
  });
  return brotliCompressSync(outputFiles[0]!.contents).length;
};

export const comparison = async (): Promise<Row[]> => {
  const fused = fuse(new URL("milost.ts", folder), ["api.ts"]);
  const programs: [string, Program, URL][] = [
    ["MiLost, compiled", await import(fused.href), fused],
    ["MiLost, as written", milost, new URL("milost.ts", folder)],
    ["neverthrow", neverthrow, new URL("neverthrow.ts", folder)],
    ["Effect", effect, new URL("effect.ts", folder)],
  ];
  const { signal } = new AbortController();
  const title = "a user and seven orders, timed out, repeated, four at a time";
  const rows = await measure(
    programs.map(([name, { report }]) => ({ name, fn: () => report(createApi(microtask), 6, signal) })),
    { title, clock: "cpu" },
  );
  printTable(rows, { title });
  for (const [name, , file] of programs)
    console.log(`${name.padEnd(20)} ${(await sizeOf(file)).toLocaleString("en").padStart(7)} B min + brotli`);
  return rows;
};
