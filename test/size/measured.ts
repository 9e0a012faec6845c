/** What `runtime/SIZE.md` tells: the cost of each import, and of each part of the whole, measured on the built runtime. */
import { bundle, sizeOf, using } from "./bundle.ts";
import { ALL, modulesOf, PARTS } from "./parts.ts";

/** A line of a table: what it is about, then bytes. */
export type Row = readonly [name: string, ...bytes: readonly number[]];

const IMPORTS: readonly (readonly string[])[] = [
  ["Ok", "Err"],
  ["Patterns"],
  ["Result"],
  ["Option"],
  ["Result", "Option", "Patterns"],
  ["Task"],
  ["createChannel"],
  ["createChannel", "select", "after"],
  ALL,
];

/** What a module ships that imports these names and nothing else. */
export async function imports(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const names of IMPORTS)
    rows.push([names.map((name) => `\`${name}\``).join(", "), await sizeWith(names)]);
  rows.push(["all of `milost`", sizeOf((await bundle(`export * from "milost";`)).text)]);
  rows.push(["neverthrow, for comparison", sizeOf((await bundle(`export * from "neverthrow";`)).text)]);
  return rows;
}

/** What each part adds to what comes after it, and what is left without it and those before. */
export async function parts(): Promise<Row[]> {
  const rows: Row[] = [];
  let last = await sizeWith(ALL);
  for (const [at, { name }] of PARTS.entries()) {
    const left = await sizeWith(ALL, modulesOf(PARTS.slice(0, at + 1)));
    rows.push([name, last - left, left]);
    last = left;
  }
  return rows;
}

export const sizeWith = async (names: readonly string[], without?: readonly string[]): Promise<number> =>
  sizeOf((await bundle(using(...names), without)).text);
