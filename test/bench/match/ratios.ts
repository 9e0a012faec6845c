/**
 * What each contender costs beside the code by hand, as the median over several processes. How fast a loop of a few
 * nanoseconds runs depends on where its machine code happens to lie and on the order of its inputs: two copies of one
 * function differ by up to a factor of two, for as long as their process lives. One process is therefore one sample, each
 * with inputs of its own and another order of the contenders; and the code by hand is there twice, so that a table says
 * itself what it can tell apart.
 *
 *     positions 10 same  ->  { "argument (rung 2), 10 of same shape, 1,000 inputs": { compiled: 1.02, again: 0.99, strict: 1.02 }, ... }
 */
import { execFileSync } from "node:child_process";
import { measure } from "../measure.ts";
import { load, loadPositions, type Run } from "./build.ts";
import { inputsOf } from "./inputs.ts";
import { positions, type Shapes } from "./sources.ts";

export const INPUTS = [1_000, 20_000];
/** Odd, so that the median is one of them. */
const PROCESSES = 5;

export type Section = "contenders" | "positions";
/** By what is compared, then by contender. */
export type Ratios = Record<string, Record<string, number>>;

/** Measures one module in {@link PROCESSES} processes, one after the other. */
export function ratiosOf(section: Section, variants: number, shapes: Shapes): Ratios {
  const samples = Array.from({ length: PROCESSES }, (_, seed): Ratios => {
    const args = [import.meta.filename, section, String(variants), shapes, String(seed + 1)];
    const stdio = ["ignore", "pipe", "inherit"] as const;
    const output = execFileSync(process.execPath, args, {
      encoding: "utf8",
      stdio: [...stdio],
      timeout: 120_000,
    });
    return JSON.parse(output) as Ratios;
  });
  return Object.fromEntries(
    Object.entries(samples[0]!).map(([what, contenders]) => [
      what,
      Object.fromEntries(
        Object.keys(contenders).map((name) => [name, median(samples.map((sample) => sample[what]![name]!))]),
      ),
    ]),
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
    const { byHand, again, ...peers } = others as { byHand: Run; again: Run };
    const ratios: Ratios = {};
    for (const size of INPUTS) {
      const next = inputsOf(size, variants, make, seed);
      const title = `${variants} of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
      ratios[title] = await besideHand(byHand, { compiled, again }, next, size, seed, { match, ...peers });
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
        const [byHand, compiled, again, strict] = ["hand", "in", "again", "strict"].map(
          (form) => runs[`${form}_${name}`]!,
        );
        // What it runs earlier counts its turns.
        if (name !== "later") sameAnswers({ byHand: byHand!, compiled: compiled! }, next());
        const title = `${name} (rung ${rung}), ${variants} of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
        ratios[title] = await besideHand(
          byHand!,
          { compiled: compiled!, again: again!, strict: strict! },
          next,
          size,
          seed,
        );
      }
    }
    return ratios;
  },
};

/**
 * What loops cost beside the one by hand: in more and shorter rounds than a whole table takes. Those that make garbage are
 * measured apart, each alone, since what a collector's threads do then would be counted to whoever comes next.
 */
async function besideHand(
  byHand: Run,
  others: Readonly<Record<string, Run>>,
  next: () => readonly unknown[],
  size: number,
  seed: number,
  apart: Readonly<Record<string, Run>> = {},
): Promise<Record<string, number>> {
  const inRounds = (runs: Readonly<Record<string, Run>>) => {
    const cases = Object.entries(runs).map(([name, run]) => ({ name, fn: () => run(next()), ops: size }));
    const first = seed % cases.length;
    const turned = [...cases.slice(first), ...cases.slice(0, first)];
    return measure(turned, { clock: "cpu", rounds: 17, sampleMs: 3, bytes: false });
  };
  const rows = await inRounds({ byHand, ...others });
  for (const [name, run] of Object.entries(apart)) rows.push(...(await inRounds({ [name]: run })));
  const nanoseconds = new Map(rows.map(({ name, ns }) => [name, ns]));
  return Object.fromEntries(
    [...Object.keys(others), ...Object.keys(apart)].map((name) => [
      name,
      nanoseconds.get(name)! / nanoseconds.get("byHand")!,
    ]),
  );
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[(values.length - 1) / 2]!;

if (import.meta.main) {
  const [section, variants, shapes, seed] = process.argv.slice(2);
  const ratios = await sections[section as Section](Number(variants), shapes as Shapes, Number(seed));
  console.log(JSON.stringify(ratios));
}
