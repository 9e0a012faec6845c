/** Chains of 1, 3 and 10 steps, over a value and over one real await: by hand, by MiLost, by its peers. */
import { measure, printTable, type Row } from "../measure.ts";
import * as byethrow from "./chains/byethrow.ts";
import * as effectGen from "./chains/effect-gen.ts";
import * as effectPipe from "./chains/effect-pipe.ts";
import * as fpTs from "./chains/fp-ts.ts";
import * as handwritten from "./chains/handwritten.ts";
import * as milost from "./chains/milost.ts";
import * as milostGen from "./chains/milost-gen.ts";
import * as neverthrow from "./chains/neverthrow.ts";
import * as settling from "./chains/settling.ts";
import * as then from "./chains/then.ts";
import * as trueMyth from "./chains/true-myth.ts";
import { fuse } from "./fuse.ts";

type Name = "sync1" | "sync3" | "sync10" | "await1" | "await3" | "await10";
type Chains = Record<Name, () => unknown>;

const fused = (name: string): string => fuse(new URL(`chains/${name}.ts`, import.meta.url), ["work.ts"]).href;

const contenders = async (): Promise<[string, Chains][]> => {
  const list: [string, Chains][] = [
    ["handwritten", handwritten],
    ["handwritten, settles at once", settling],
    ["MiLost, untransformed", milost],
    ["MiLost gen, untransformed", milostGen],
    [".then", then],
    ["byethrow", byethrow],
    ["neverthrow", neverthrow],
    ["true-myth", trueMyth],
    ["fp-ts", fpTs],
    ["Effect pipe", effectPipe],
    ["Effect gen", effectGen],
  ];
  list.splice(
    2,
    0,
    ["MiLost, fused", (await import(fused("milost"))) as Chains],
    ["MiLost, fused, a handle escapes", (await import(fused("milost-escaping"))) as Chains],
  );
  return list;
};

export const chains = async (): Promise<Record<string, Row[]>> => {
  const results: Record<string, Row[]> = {};
  const all = await contenders();
  for (const name of ["sync1", "sync3", "sync10", "await1", "await3", "await10"] as const) {
    const steps = name.replace(/\D+/, "");
    const title = `${steps} step${steps === "1" ? "" : "s"} over ${name.startsWith("sync") ? "a value" : "one await"}`;
    const cases = all.map(([label, { [name]: fn }]) => ({ name: label, fn }));
    results[name] = await measure(cases, { title });
    printTable(results[name], { title });
  }
  return results;
};
