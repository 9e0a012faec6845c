/**
 * Writes the benchmarked programs into `.work` and compiles them twice: as they are with tsc, and with `milost build`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { matchSource, othersSource, positionsSource, type Shapes } from "./sources.ts";

const root = join(import.meta.dirname, "../../..");
const work = join(import.meta.dirname, ".work");

export const VARIANTS = [2, 5, 10, 30] as const;
export const SHAPES: readonly Shapes[] = ["same", "different"];

/** A contender's loop over all inputs. */
export type Run = (inputs: readonly unknown[]) => number;

export interface Programs {
  readonly match: Run;
  readonly compiled: Run;
  readonly others: Readonly<Record<string, Run>>;
  readonly make: (variant: number, n: number) => unknown;
}

/** Builds every program; the loads come after. */
export function build(): void {
  rmSync(work, { recursive: true, force: true });
  for (const folder of ["src", "plain", "compiled"]) mkdirSync(join(work, folder), { recursive: true });
  for (const shapes of SHAPES) {
    for (const variants of VARIANTS) {
      writeFileSync(join(work, `src/match-${variants}-${shapes}.ts`), matchSource(variants, shapes));
      writeFileSync(join(work, `src/positions-${variants}-${shapes}.ts`), positionsSource(variants, shapes));
      writeFileSync(join(work, `others-${variants}-${shapes}.js`), othersSource(variants, shapes));
    }
  }
  const tsconfig = (outDir: string) => ({
    compilerOptions: {
      target: "ES2022",
      module: "NodeNext",
      strict: true,
      types: [],
      rootDir: "src",
      outDir,
    },
    include: ["src"],
  });
  for (const outDir of ["plain", "compiled"])
    writeFileSync(join(work, `tsconfig.${outDir}.json`), JSON.stringify(tsconfig(outDir)));
  node(join(root, "node_modules/typescript/bin/tsc"), "-p", join(work, "tsconfig.plain.json"));
  node(join(root, "transformer/bin/milost.js"), "build", "-p", join(work, "tsconfig.compiled.json"));
}

/** How many matches of a compiled module are still calls. */
export function callsLeft(module: string): number {
  return readFileSync(join(work, "compiled", `${module}.js`), "utf8").split("Patterns.match(").length - 1;
}

export async function load(variants: number, shapes: Shapes): Promise<Programs> {
  const module = `match-${variants}-${shapes}`;
  const plain = (await import(join(work, "plain", `${module}.js`))) as { run: Run };
  const compiled = (await import(join(work, "compiled", `${module}.js`))) as { run: Run };
  const { make, ...others } = (await import(join(work, `others-${variants}-${shapes}.js`))) as Record<
    string,
    Run
  > & {
    make: Programs["make"];
  };
  return { match: plain.run, compiled: compiled.run, others, make };
}

/** The loops of each position: `in_*` and `hand_*`. */
export async function loadPositions(
  variants: number,
  shapes: Shapes,
): Promise<Readonly<Record<string, Run>>> {
  return import(join(work, "compiled", `positions-${variants}-${shapes}.js`));
}

function node(...args: string[]): void {
  execFileSync(process.execPath, args, { stdio: "inherit", timeout: 120_000 });
}
