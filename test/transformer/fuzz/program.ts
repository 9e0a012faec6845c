/** A whole generated program: one match in one position, run on every value of its union and on strays. */
import fc from "fast-check";
import { anyMatch, names } from "./arms.ts";
import { positions, scrutinees } from "./positions.ts";
import { unions } from "./unions.ts";

export const program: fc.Arbitrary<string> = fc
  .record({
    position: fc.constantFrom(...positions),
    scrutinee: fc.constantFrom(...scrutinees),
    own: fc.constantFrom(...names.filter((name) => name !== "r")),
  })
  .chain(({ position, scrutinee, own }) =>
    anyMatch(position.awaited).map(({ union, call }) =>
      [
        'import { Option, Patterns, Result } from "milost";',
        `const sampled = ${JSON.stringify(union.name)};`,
        PRELUDE,
        position.text(call, scrutinee, union.type, own),
        "async function main(sink: (...values: unknown[]) => void): Promise<void> {",
        "  log = sink;",
        "  for (const values of early) log(...values);",
        `  const values: (${union.type})[] = [${union.values.join(", ")}];`,
        `  const strays = [${union.strays.join(", ")}] as unknown as (${union.type})[];`,
        "  for (const value of [...values, ...strays])",
        "    for (state of [1, 2]) {",
        '      try { log("returned", show(await f(value))); } catch (error) { log("threw", show(error)); }',
        '      log("state", state);',
        "    }",
        "}",
        position.exported?.(call) ?? "export default main;",
        "",
      ].join("\n"),
    ),
  );

const PRELUDE = `/** What is logged while the module is being evaluated. */
const early: unknown[][] = [];
let log = (...values: unknown[]): void => { early.push(values); };
function h(tag: unknown, props: unknown, ...children: unknown[]): unknown { return note("element", [tag, props, children]); }
namespace h { export namespace JSX { export interface IntrinsicElements { [name: string]: any } export type Element = unknown; } }
let state: any = 1;
const note = <T,>(label: string, value: T): T => { log(label, value); return value; };
const fail = (label: string): never => { throw new Error(label); };
const later = <T,>(value: T): T => note("later", value);
const handle = (...given: unknown[]): unknown => note("handle", given.length);
const handlers = { first: handle };
const disposable = (label: string) => ({ [Symbol.dispose]() { log("disposed", label); } });
/** An object whose reads are seen. */
const watched = <T extends object>(target: T): T =>
  new Proxy(target, { get: (from, key, self) => { if (typeof key === "string" && key !== "then") log("get", key); return Reflect.get(from, key, self); } });
const samples: Record<string, unknown> = { ${unions.map(({ name, values }) => `${name}: ${values[0]}`).join(", ")} };
const pick = <T,>(name: string): T => samples[name] as T;
const show = (value: unknown): unknown => {
  if (typeof value === "function") {
    try { return [value.name, show(value())]; } catch { return [value.name, "class"]; }
  }
  if (value instanceof TypeError) return value.name; // its text quotes the code
  return value instanceof Error ? [value.name, value.message] : value;
};`;
