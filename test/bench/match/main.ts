/**
 * `npm run bench:match [contenders positions]`: a match, compiled and not, beside the switch one would write by hand and
 * beside its peers: by number of variants, by shapes (one hidden class or one each), by number of inputs; then the compiled
 * match in each position. Ratios are to the code by hand, in the same run.
 */
import { measure, printEnvironment, printTable, type Row, ratio, writeResult } from "../measure.ts";
import { build, callsLeft, load, loadPositions, type Run, SHAPES, VARIANTS } from "./build.ts";
import { positions } from "./sources.ts";

const INPUTS = [1_000, 20_000];
const TITLES: Readonly<Record<string, string>> = {
  byHand: "switch by hand",
  compiled: "Patterns.match, compiled",
  match: "Patterns.match, not compiled",
  objectOfHandlers: "object of handlers per call",
  tsPattern: "ts-pattern",
  effectValue: "Effect Match.value",
  effectPrebuilt: "Effect Match.type, built once",
};

const sections = { contenders, positions: inPositions };
const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!(name in sections)) {
    console.error(`bench:match has the sections ${Object.keys(sections).join(", ")}, but no ${name}`);
    process.exit(1);
  }
}
printEnvironment();
build();
const results: Record<string, unknown> = {};
for (const [name, section] of Object.entries(sections)) {
  if (wanted.length === 0 || wanted.includes(name)) results[name] = await section();
}
writeResult(new URL(".work/result.json", import.meta.url).pathname, results);

async function contenders(): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  for (const shapes of SHAPES) {
    for (const variants of VARIANTS) {
      const { match, compiled, others, make } = await load(variants, shapes);
      const { byHand, ...peers } = others;
      for (const size of INPUTS) {
        const inputs = random(size, variants).map((variant, n) => make(variant, n));
        const runs = { byHand: byHand!, compiled, match, ...peers };
        sameAnswers(runs, inputs);
        const title = `${variants} variants of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
        const rows = await measure(
          Object.entries(runs).map(([name, run]) => ({
            name: TITLES[name]!,
            fn: () => run(inputs),
            ops: size,
          })),
          { title, clock: "cpu" },
        );
        const left = callsLeft(`match-${variants}-${shapes}`);
        printTable(rows, { title: left > 0 ? `${title} (NOT COMPILED: ${left} calls left)` : title });
        tables[title] = rows;
      }
    }
  }
  return tables;
}

async function inPositions(): Promise<Record<string, number>> {
  const ratios: Record<string, number> = {};
  for (const shapes of SHAPES) {
    const runs = await loadPositions(shapes);
    const { make } = await load(5, shapes);
    const inputs = random(1_000, 5).map((variant, n) => make(variant, n));
    console.log(`\ncompiled match / by hand, 5 variants of ${shapes} shape, by position`);
    for (const name of Object.keys(positions)) {
      const pair = { byHand: runs[`hand_${name}`]!, compiled: runs[`in_${name}`]! };
      sameAnswers(pair, inputs);
      const rows = await measure(
        Object.entries(pair).map(([each, run]) => ({
          name: each,
          fn: () => run(inputs),
          ops: inputs.length,
        })),
        { title: name, clock: "cpu", rounds: 25, bytes: false },
      );
      ratios[`${name}, ${shapes}`] = ratio(rows, "compiled", "byHand");
      console.log(`${name.padEnd(12)} ${ratios[`${name}, ${shapes}`]!.toFixed(2)}`);
    }
    const left = callsLeft(`positions-${shapes}`);
    if (left > 0) console.log(`NOT COMPILED: ${left} calls left`);
  }
  return ratios;
}

/** Variants in a sequence no branch predictor learns, the same in every run (a linear congruential generator). */
function random(size: number, variants: number): number[] {
  let state = 12_345;
  return Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % variants;
  });
}

function sameAnswers(runs: Readonly<Record<string, Run>>, inputs: readonly unknown[]): void {
  const answers = Object.entries(runs).map(([name, run]) => [name, run(inputs)] as const);
  for (const [name, answer] of answers)
    if (answer !== answers[0]![1])
      throw new Error(`${name} answers ${answer}, but by hand it is ${answers[0]![1]}`);
}
