/** What compiling is worth, measured on the spot: each program beside the handwritten limit and the best-known peer. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Case, measure, printEnvironment } from "../bench/measure.ts";
import { execute } from "../seed/projects.ts";
import { bold, heading, note } from "./show.ts";

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

/** Short samples in many rounds: a median shrugs off what else the machine does meanwhile. */
const quick = { rounds: 41, sampleMs: 4, bytes: false } as const;

/** Measures and prints; the first case is the limit that the others are compared with. */
const compare = async (title: string, cases: readonly Case[]): Promise<void> => {
  // Once for the optimiser, once for the numbers.
  await measure(cases, { title, ...quick });
  const rows = await measure(cases, { title, ...quick });
  console.log(bold(title));
  for (const { name, ns } of rows) {
    console.log(
      `  ${name.padEnd(26)}${ns.toFixed(ns < 100 ? 1 : 0).padStart(10)} ns${(ns / rows[0]!.ns).toFixed(2).padStart(10)}`,
    );
  }
  console.log();
};

export const ratios = async (): Promise<void> => {
  heading("What it is worth, measured here and now");
  printEnvironment();
  note("Ratios are to code written by hand; alternating rounds in one process, medians.\n");
  await buildBoth();

  const shapes = (await load("plain/shapes", "makeShapes"))(1000);
  const total = async (name: string, file: string): Promise<Case> => {
    const sum = await load(file, "total");
    return { name, fn: () => sum(shapes), ops: 1000 };
  };
  await compare("A match of five arms", [
    await total("by hand: switch", "plain/match-by-hand"),
    await total("MiLost, compiled", "compiled/match"),
    await total("MiLost, as written", "plain/match"),
    await total("ts-pattern", "plain/match-by-ts-pattern"),
  ]);

  const run = async (name: string, file: string): Promise<Case> => {
    const start = await load(file, "run");
    return { name, fn: () => start(1) };
  };
  await compare("A Task of ten steps over one await", [
    await run("by hand: async function", "plain/chain-by-hand"),
    await run("MiLost, compiled", "compiled/chain"),
    await run("MiLost, as written", "plain/chain"),
    await run("neverthrow", "plain/chain-by-neverthrow"),
  ]);
};
