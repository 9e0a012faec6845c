/** Runs a program's three forms in this process and says in words where they differ. */
import { inspect } from "node:util";
import * as milost from "milost";
import * as abi from "milost/abi";
import { type CompiledProgram, variants } from "./compile.ts";

const modules: Readonly<Record<string, unknown>> = { milost, "milost/abi": abi };

type Main = (log: (...values: unknown[]) => void) => Promise<void>;

/** What a CommonJS module logs, line by line; what it throws is its last line. */
export function trace(js: string): Promise<string[]> {
  return traceOf(() => {
    const exports: { default?: Main } = {};
    new Function("require", "exports", js)((name: string) => modules[name], exports);
    return exports;
  });
}

export async function traceOf(
  load: () => { default?: Main } | Promise<{ default?: Main }>,
): Promise<string[]> {
  const lines: string[] = [];
  // The forms stand at different lines of different files: a stack is no part of what they must agree on.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  // Nor is the source text of a function, which some positions turn into a string.
  const sourceOf = Function.prototype.toString;
  const log = (...values: unknown[]): void => {
    lines.push(
      values.map((value) => (typeof value === "string" ? value : inspect(value, { depth: 5 }))).join(" "),
    );
  };
  try {
    const { default: main } = await load();
    Function.prototype.toString = () => "function";
    await main?.(log);
  } catch (error) {
    lines.push(`ended with ${String(error)}`);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Function.prototype.toString = sourceOf;
  }
  return lines;
}

/** Undefined when all forms agree. */
export async function difference({ js, failure }: CompiledProgram): Promise<string | undefined> {
  if (failure !== undefined) return `the compiler failed: ${failure}`;
  const expected = await trace(js.untransformed);
  for (const variant of variants) {
    const seen = await trace(js[variant]);
    const at = Math.max(expected.length, seen.length);
    for (let line = 0; line < at; line++) {
      if (expected[line] === seen[line]) continue;
      return `${variant} differs at line ${line + 1} of the trace: ${seen[line]}\n  untransformed: ${expected[line]}`;
    }
  }
  return undefined;
}
