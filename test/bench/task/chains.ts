/** Chains of 1, 3 and 10 steps, over a value and over one real await: by hand, by MiLost, by its peers. */
import { measure, printTable, type Row } from "../measure.ts";
import * as byethrow from "./chains/byethrow.ts";
import * as effectGen from "./chains/effect-gen.ts";
import * as effectPipe from "./chains/effect-pipe.ts";
import * as fpTs from "./chains/fp-ts.ts";
import * as generator from "./chains/generator.ts";
import * as handwritten from "./chains/handwritten.ts";
import * as milost from "./chains/milost.ts";
import * as milostGen from "./chains/milost-gen.ts";
import * as neverthrow from "./chains/neverthrow.ts";
import * as settling from "./chains/settling.ts";
import * as then from "./chains/then.ts";
import * as trueMyth from "./chains/true-myth.ts";
import { fuse } from "./fuse.ts";
import { type Goal, judge, type Verdict } from "./goals.ts";

type Name = "sync1" | "sync3" | "sync10" | "await1" | "await3" | "await10";
type Chains = Record<Name, () => unknown>;

const fused = (name: string): string => fuse(new URL(`chains/${name}.ts`, import.meta.url), ["work.ts"]).href;

const contenders = async (): Promise<[string, Chains][]> => {
  // Its own code, as equal functions share what the engine learns: how far two equal rows differ.
  const settlingAgain = (await import(new URL("chains/settling.ts?again", import.meta.url).href)) as Chains;
  const list: [string, Chains][] = [
    ["handwritten", handwritten],
    ["handwritten, settles at once", settling],
    ["the same once more", settlingAgain],
    ["MiLost, untransformed", milost],
    ["MiLost gen, untransformed", milostGen],
    ["a generator, driven by hand", generator],
    [".then", then],
    ["byethrow", byethrow],
    ["neverthrow", neverthrow],
    ["true-myth", trueMyth],
    ["fp-ts", fpTs],
    ["Effect pipe", effectPipe],
    ["Effect gen", effectGen],
  ];
  list.splice(
    3,
    0,
    ["MiLost, fused", (await import(fused("milost"))) as Chains],
    ["MiLost, fused, a handle escapes", (await import(fused("milost-escaping"))) as Chains],
  );
  return list;
};

const goalsOf = (of: Goal["of"]): Goal[] => [
  { row: "MiLost, fused", to: "handwritten", of, most: 1.1 },
  { row: "MiLost, fused, a handle escapes", to: "handwritten, settles at once", of, most: 1.1 },
];

const GOALS: readonly Goal[] = [
  ...goalsOf("time"),
  ...goalsOf("bytes"),
  { row: "MiLost, untransformed", to: "handwritten", of: "time", most: 4 },
];

interface Chain {
  readonly rows: Row[];
  readonly goals: Verdict[];
}

export const chains = async (): Promise<Record<string, Chain>> => {
  const results: Record<string, Chain> = {};
  const all = await contenders();
  for (const name of ["sync1", "sync3", "sync10", "await1", "await3", "await10"] as const) {
    const steps = name.replace(/\D+/, "");
    const title = `${steps} step${steps === "1" ? "" : "s"} over ${name.startsWith("sync") ? "a value" : "one await"}`;
    const cases = all.map(([label, { [name]: fn }]) => ({ name: label, fn }));
    const rows = await measure(cases, { title });
    printTable(rows, { title });
    results[name] = { rows, goals: judge(rows, GOALS) };
  }
  return results;
};
