/**
 * What the compiled match costs beside the code by hand, as the median over several processes. How fast a loop of a few
 * nanoseconds runs depends on where its machine code happens to lie and on the order of its inputs: two copies of one
 * function differ by up to a factor of two, for as long as their process lives. One process is therefore one sample, each
 * with inputs of its own.
 *
 *     positions 10 same  ->  { "argument (rung 2), 10 of same shape, 1,000 inputs": 1.02, ... }
 */
import { execFileSync } from "node:child_process";
import { measure, ratio } from "../measure.ts";
import { load, loadPositions, type Run } from "./build.ts";
import { inputsOf } from "./inputs.ts";
import { positions, type Shapes } from "./sources.ts";

export const INPUTS = [1_000, 20_000];
/** Odd, so that the median is one of them. */
const PROCESSES = 5;

export type Section = "contenders" | "positions";
type Ratios = Record<string, number>;

/** Measures one module in {@link PROCESSES} processes, one after the other. */
export function ratiosOf(section: Section, variants: number, shapes: Shapes): Ratios {
  const samples = Array.from({ length: PROCESSES }, (_, seed): Ratios => {
    const args = [import.meta.filename, section, String(variants), shapes, String(seed + 1)];
    const stdio = ["ignore", "pipe", "inherit"] as const;
    const output = execFileSync(process.execPath, args, {
      encoding: "utf8",
      stdio: [...stdio],
      timeout: 60_000,
    });
    return JSON.parse(output) as Ratios;
  });
  return Object.fromEntries(
    Object.keys(samples[0]!).map((what) => [what, median(samples.map((sample) => sample[what]!))]),
  );
}

export function sameAnswers(runs: Readonly<Record<string, Run>>, inputs: readonly unknown[]): void {
  const answers = Object.entries(runs).map(([name, run]) => [name, run(inputs)] as const);
  for (const [name, answer] of answers)
    if (answer !== answers[0]![1])
      throw new Error(`${name} answers ${answer}, but by hand it is ${answers[0]![1]}`);
}

const sections = {
  contenders: async (variants: number, shapes: Shapes, seed: number): Promise<Ratios> => {
    const { match, compiled, others, make } = await load(variants, shapes);
    const { byHand } = others as { byHand: Run };
    const ratios: Ratios = {};
    for (const size of INPUTS) {
      const next = inputsOf(size, variants, make, seed);
      const title = `${variants} variants of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
      ratios[`compiled / by hand, ${title}`] = await ratioOf(byHand, compiled, next, size);
      ratios[`not compiled / by hand, ${title}`] = await ratioOf(byHand, match, next, size);
    }
    return ratios;
  },

  positions: async (variants: number, shapes: Shapes, seed: number): Promise<Ratios> => {
    const runs = await loadPositions(variants, shapes);
    const { make } = await load(variants, shapes);
    const ratios: Ratios = {};
    for (const size of INPUTS) {
      for (const [name, { rung }] of Object.entries(positions)) {
        const next = inputsOf(size, variants, make, seed);
        const [byHand, compiled] = [runs[`hand_${name}`]!, runs[`in_${name}`]!];
        // What it runs earlier counts its turns.
        if (name !== "later") sameAnswers({ byHand, compiled }, next());
        const title = `${name} (rung ${rung}), ${variants} of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
        ratios[title] = await ratioOf(byHand, compiled, next, size);
      }
    }
    return ratios;
  },
};

/** What one loop costs beside another: the two alone, in more and shorter rounds than a whole table takes. */
async function ratioOf(
  byHand: Run,
  other: Run,
  next: () => readonly unknown[],
  size: number,
): Promise<number> {
  const rows = await measure(
    [
      { name: "by hand", fn: () => byHand(next()), ops: size },
      { name: "other", fn: () => other(next()), ops: size },
    ],
    { clock: "cpu", rounds: 31, sampleMs: 3, bytes: false },
  );
  return ratio(rows, "other", "by hand");
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[(values.length - 1) / 2]!;

if (import.meta.main) {
  const [section, variants, shapes, seed] = process.argv.slice(2);
  const ratios = await sections[section as Section](Number(variants), shapes as Shapes, Number(seed));
  console.log(JSON.stringify(ratios));
}
