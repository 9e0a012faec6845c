/** What compiling is worth, measured on the spot: each program beside the handwritten limit and the best-known peer. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { measure, printTable } from "../bench/measure.ts";
import { execute } from "../seed/projects.ts";
import { heading, note } from "./show.ts";

const work = fileURLToPath(new URL("./.work/", import.meta.url));

/** The sources as they are and compiled: two builds of one folder. */
const buildBoth = async (): Promise<void> => {
  rmSync(work, { recursive: true, force: true });
  const tsconfig = (outDir: string): string =>
    JSON.stringify({
      compilerOptions: {
        target: "ES2022",
        module: "NodeNext",
        strict: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: true,
        rootDir: "../measured",
        outDir,
        types: [],
      },
      include: ["../measured"],
    });
  mkdirSync(work);
  writeFileSync(`${work}tsconfig.plain.json`, tsconfig("plain"));
  writeFileSync(`${work}tsconfig.compiled.json`, tsconfig("compiled"));
  for (const built of await Promise.all([
    execute("tsc", ["-p", "tsconfig.plain.json"], work),
    execute("milost", ["build", "-p", "tsconfig.compiled.json"], work),
  ])) {
    if (built.code !== 0) throw new Error(`the measured programs do not compile:\n${built.output}`);
  }
};

type Loaded = Readonly<Record<string, (input: never) => unknown>>;

const load = async (file: string, name: string): Promise<(input: unknown) => unknown> => {
  const module: Loaded = await import(pathToFileURL(`${work}${file}.js`).href);
  const found = module[name];
  if (found === undefined) throw new Error(`${file} has no ${name}`);
  return (input) => found(input as never); // each program is given what its own signature asks for
};

export const ratios = async (): Promise<void> => {
  heading("What it is worth, measured here and now");
  note("Ratios are to code written by hand; alternating rounds in one process, medians.");
  await buildBoth();

  const makeShapes = await load("plain/shapes", "makeShapes");
  const shapes = makeShapes(1000);
  const matches = {
    "by hand: switch": await load("plain/match-by-hand", "total"),
    "MiLost, compiled": await load("compiled/match", "total"),
    "MiLost, as written": await load("plain/match", "total"),
    "ts-pattern": await load("plain/match-by-ts-pattern", "total"),
  };
  const quick = { rounds: 9, sampleMs: 6, bytes: false } as const;
  const matchTitle = "A match of five arms";
  printTable(
    await measure(
      Object.entries(matches).map(([name, total]) => ({ name, fn: () => total(shapes), ops: 1000 })),
      { title: matchTitle, ...quick },
    ),
    { title: matchTitle, baseline: "by hand: switch" },
  );

  const chains = {
    "by hand: async function": await load("plain/chain-by-hand", "run"),
    "MiLost, compiled": await load("compiled/chain", "run"),
    "MiLost, as written": await load("plain/chain", "run"),
    neverthrow: await load("plain/chain-by-neverthrow", "run"),
  };
  const chainTitle = "A Task of ten steps over one await";
  printTable(
    await measure(
      Object.entries(chains).map(([name, run]) => ({ name, fn: () => run(1) })),
      { title: chainTitle, ...quick },
    ),
    { title: chainTitle, baseline: "by hand: async function" },
  );
};
