/**
 * `npm run bench:match [-- contenders positions] [-- 2 5 10 30]`: a match, compiled and not, beside the switch one would write
 * by hand and beside its peers: by number of variants, by shapes (one hidden class or one each), by number of inputs; then the
 * compiled match in each position. Ratios are to the code by hand, in the same run; each that has a goal says whether it is met.
 */
import { measure, printEnvironment, printTable, type Row, ratio, writeResult } from "../measure.ts";
import { build, callsLeft, load, loadPositions, type Run, SHAPES, VARIANTS } from "./build.ts";
import { inputsOf } from "./inputs.ts";
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
/** What a compiled match may cost, as a ratio to the switch by hand. */
const reach = (variants: number): number => (variants <= 10 ? 1.05 : 1.15);
/** What a match that is not compiled may cost with 5 variants. */
const UNCOMPILED = 12;

interface Figure {
  readonly what: string;
  readonly ratio: number;
  readonly goal: number;
}
const figures: Figure[] = [];

const sections = { contenders, positions: inPositions };
const wanted = process.argv.slice(2);
const isOption = (word: string) => word in sections || VARIANTS.some((variants) => String(variants) === word);
for (const word of wanted) {
  if (isOption(word)) continue;
  console.error(
    `bench:match has the sections ${Object.keys(sections).join(", ")} and the variants ${VARIANTS.join(", ")}, but no ${word}`,
  );
  process.exit(1);
}
const among = <T>(all: readonly T[]): readonly T[] => {
  const chosen = all.filter((one) => wanted.includes(String(one)));
  return chosen.length > 0 ? chosen : all;
};

printEnvironment();
build();
const results: Record<string, unknown> = {};
for (const name of among(Object.keys(sections) as (keyof typeof sections)[]))
  results[name] = await sections[name]();
writeResult(
  new URL(`.work/result${wanted.map((word) => `-${word}`).join("")}.json`, import.meta.url).pathname,
  {
    ...results,
    figures,
  },
);
const missed = figures.filter((figure) => figure.ratio > figure.goal);
console.log(`\n${figures.length - missed.length} of ${figures.length} figures met`);
for (const figure of missed) console.log(`not met: ${inWords(figure)}`);

async function contenders(): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  for (const variants of among(VARIANTS)) {
    for (const shapes of SHAPES) {
      const { match, compiled, others, make } = await load(variants, shapes);
      const { byHand, ...peers } = others;
      for (const size of INPUTS) {
        const next = inputsOf(size, variants, make);
        const runs = { byHand: byHand!, compiled, match, ...peers };
        sameAnswers(runs, next());
        const title = `${variants} variants of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
        const rows = await measure(
          Object.entries(runs).map(([name, run]) => ({
            name: TITLES[name]!,
            fn: () => run(next()),
            ops: size,
          })),
          { title, clock: "cpu", bytes: size === INPUTS[0] },
        );
        printTable(rows, { title });
        const compiledCost = await ratioOf(byHand!, compiled, next, size);
        figure(`compiled / by hand, ${title}`, compiledCost, reach(variants));
        const [hand, plain] = [TITLES["byHand"]!, TITLES["match"]!];
        if (variants === 5) figure(`not compiled / by hand, ${title}`, ratio(rows, plain, hand), UNCOMPILED);
        tables[title] = rows;
      }
      noneLeft(`match-${variants}-${shapes}`);
    }
  }
  return tables;
}

async function inPositions(): Promise<Record<string, number>> {
  const ratios: Record<string, number> = {};
  for (const variants of among(VARIANTS)) {
    for (const shapes of SHAPES) {
      const runs = await loadPositions(variants, shapes);
      const { make } = await load(variants, shapes);
      for (const size of INPUTS) {
        console.log(
          `\n${variants} variants of ${shapes} shape, ${size.toLocaleString("en")} inputs, by position`,
        );
        for (const [name, { rung }] of Object.entries(positions)) {
          const next = inputsOf(size, variants, make);
          const pair = { byHand: runs[`hand_${name}`]!, compiled: runs[`in_${name}`]! };
          if (name !== "later") sameAnswers(pair, next());
          const title = `${name} (rung ${rung}), ${variants} of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
          ratios[title] = await ratioOf(pair.byHand, pair.compiled, next, size);
          figure(title, ratios[title]!, reach(variants));
        }
      }
      noneLeft(`positions-${variants}-${shapes}`);
    }
  }
  return ratios;
}

/** What one loop costs beside another: the two alone, in more and shorter rounds than a whole table takes. */
async function ratioOf(
  byHand: Run,
  compiled: Run,
  next: () => readonly unknown[],
  size: number,
): Promise<number> {
  const rows = await measure(
    [
      { name: "by hand", fn: () => byHand(next()), ops: size },
      { name: "compiled", fn: () => compiled(next()), ops: size },
    ],
    { clock: "cpu", rounds: 61, sampleMs: 3, bytes: false },
  );
  return ratio(rows, "compiled", "by hand");
}

function figure(what: string, value: number, goal: number): void {
  const one = { what, ratio: value, goal };
  figures.push(one);
  console.log(inWords(one));
}

function inWords({ what, ratio: value, goal }: Figure): string {
  return `${what}: ${value.toFixed(2)} (goal ${goal}: ${value <= goal ? "met" : "not met"})`;
}

/** A benchmark of calls that were not compiled would measure something else. */
function noneLeft(module: string): void {
  const left = callsLeft(module);
  if (left > 0) throw new Error(`${left} calls of ${module} were not compiled`);
}

function sameAnswers(runs: Readonly<Record<string, Run>>, inputs: readonly unknown[]): void {
  const answers = Object.entries(runs).map(([name, run]) => [name, run(inputs)] as const);
  for (const [name, answer] of answers)
    if (answer !== answers[0]![1])
      throw new Error(`${name} answers ${answer}, but by hand it is ${answers[0]![1]}`);
}
