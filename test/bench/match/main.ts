/**
 * `npm run bench:match [-- contenders positions 2 5 10 30 same different]`: a match, compiled and not, beside the switch one
 * would write by hand and beside its peers: by number of variants, by shapes (one hidden class or one each), by number of inputs; then the
 * compiled match in each position. Ratios are to the code by hand, medians over several processes; each that has a goal says
 * whether it is met, beside what the very code by hand costs when it is there a second time.
 */
import { measure, printEnvironment, printTable, type Row, writeResult } from "../measure.ts";
import { build, callsLeft, load, SHAPES, VARIANTS } from "./build.ts";
import { inputsOf } from "./inputs.ts";
import { INPUTS, type Ratios, ratiosOf, sameAnswers } from "./ratios.ts";

const TITLES: Readonly<Record<string, string>> = {
  byHand: "switch by hand",
  again: "the same switch again",
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
  /** The code by hand beside itself: what the method took for a difference where there is none. */
  readonly again: number;
  /** The code by hand with a test for null in front, as every compiled match has one, beside the code without. */
  readonly strict?: number | undefined;
}
const figures: Figure[] = [];

const sections = { contenders, positions: inPositions };
const wanted = process.argv.slice(2);
const options = [...Object.keys(sections), ...VARIANTS.map(String), ...SHAPES];
for (const word of wanted) {
  if (options.includes(word)) continue;
  console.error(`bench:match knows ${options.join(", ")}, but no ${word}`);
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
const strict = figures.filter(
  (figure) => figure.strict !== undefined && figure.ratio / figure.strict <= figure.goal,
);
if (strict.length > 0) console.log(`${strict.length} met beside code by hand that tests for null as they do`);
const twice = figures.filter(({ goal }) => goal < 2).map(({ again, goal }) => again > goal);
if (twice.length > 0)
  console.log(
    `the code by hand beside itself would have met ${twice.filter((over) => !over).length} of ${twice.length}`,
  );

async function contenders(): Promise<{ tables: Record<string, Row[]>; medians: Record<string, Ratios> }> {
  const tables: Record<string, Row[]> = {};
  const medians: Record<string, Ratios> = {};
  for (const variants of among(VARIANTS)) {
    for (const shapes of among(SHAPES)) {
      const { match, compiled, others, make } = await load(variants, shapes);
      const { byHand, again, ...peers } = others;
      for (const size of INPUTS) {
        const next = inputsOf(size, variants, make);
        const light = { byHand: byHand!, compiled, again: again! };
        const heavy = { match, ...peers };
        sameAnswers({ ...light, ...heavy }, next());
        const title = `${variants} variants of ${shapes} shape, ${size.toLocaleString("en")} inputs`;
        const rows: Row[] = [];
        for (const runs of [light, heavy]) {
          const cases = Object.entries(runs).map(([name, run]) => ({
            name: TITLES[name]!,
            fn: () => run(next()),
            ops: size,
          }));
          rows.push(...(await measure(cases, { title, clock: "cpu", bytes: size === INPUTS[0] })));
        }
        printTable(rows, { title });
        tables[title] = rows;
      }
      const ratios = ratiosOf("contenders", variants, shapes);
      for (const [what, { compiled, match, again, ...peers }] of Object.entries(ratios)) {
        console.log("");
        figure(`compiled / by hand, ${what}`, compiled!, reach(variants), again!);
        if (variants === 5) figure(`not compiled / by hand, ${what}`, match!, UNCOMPILED, again!);
        const rest = variants === 5 ? peers : { match: match!, ...peers };
        for (const [name, value] of Object.entries(rest))
          console.log(`${TITLES[name]} / by hand, ${what}: ${value.toFixed(1)}`);
      }
      medians[`${variants} ${shapes}`] = ratios;
      noneLeft(`match-${variants}-${shapes}`);
    }
  }
  return { tables, medians };
}

function inPositions(): Ratios {
  const all: Ratios = {};
  for (const variants of among(VARIANTS)) {
    for (const shapes of among(SHAPES)) {
      console.log(`\n${variants} variants of ${shapes} shape, by position`);
      const ratios = ratiosOf("positions", variants, shapes);
      for (const [what, { compiled, again, strict }] of Object.entries(ratios))
        figure(what, compiled!, reach(variants), again!, strict);
      Object.assign(all, ratios);
      noneLeft(`positions-${variants}-${shapes}`);
    }
  }
  return all;
}

function figure(what: string, value: number, goal: number, again: number, strict?: number): void {
  const one = { what, ratio: value, goal, again, strict };
  figures.push(one);
  console.log(inWords(one));
}

function inWords({ what, ratio: value, goal, again, strict }: Figure): string {
  const verdict = value <= goal ? "met" : "not met";
  const promised = strict === undefined ? "" : `, with a test for null ${strict.toFixed(2)}`;
  return `${what}: ${value.toFixed(2)} (goal ${goal}: ${verdict}; by hand beside itself ${again.toFixed(2)}${promised})`;
}

/** A benchmark of calls that were not compiled would measure something else. */
function noneLeft(module: string): void {
  const left = callsLeft(module);
  if (left > 0) throw new Error(`${left} calls of ${module} were not compiled`);
}
