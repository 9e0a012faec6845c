/**
 * `npm run bench:match [-- contenders positions] [-- 2 5 10 30]`: a match, compiled and not, beside the switch one would write
 * by hand and beside its peers: by number of variants, by shapes (one hidden class or one each), by number of inputs; then the
 * compiled match in each position. Ratios are to the code by hand; each that has a goal is the median over several processes
 * and says whether it is met.
 */
import { measure, printEnvironment, printTable, type Row, writeResult } from "../measure.ts";
import { build, callsLeft, load, SHAPES, VARIANTS } from "./build.ts";
import { inputsOf } from "./inputs.ts";
import { INPUTS, ratiosOf, sameAnswers } from "./ratios.ts";

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
        tables[title] = rows;
      }
      for (const [what, value] of Object.entries(ratiosOf("contenders", variants, shapes))) {
        if (what.startsWith("compiled")) figure(what, value, reach(variants));
        else if (variants === 5) figure(what, value, UNCOMPILED);
      }
      noneLeft(`match-${variants}-${shapes}`);
    }
  }
  return tables;
}

function inPositions(): Record<string, number> {
  const all: Record<string, number> = {};
  for (const variants of among(VARIANTS)) {
    for (const shapes of SHAPES) {
      console.log(`\n${variants} variants of ${shapes} shape, by position`);
      const ratios = ratiosOf("positions", variants, shapes);
      for (const [what, value] of Object.entries(ratios)) figure(what, value, reach(variants));
      Object.assign(all, ratios);
      noneLeft(`positions-${variants}-${shapes}`);
    }
  }
  return all;
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
