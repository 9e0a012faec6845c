/**
 * The `edits` back-end: plans become text inside the file's own text, for compilers without transformers (bundlers,
 * TypeScript 7). The output is TypeScript for a transpiler; its types are not checked again.
 */
import type { Rewrite } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { FilePlan } from "../../ir/plan.js";
import { RUNTIME_MODULE, usesRuntime } from "../runtime-use.js";
import { TextBuilder } from "./builder.js";
import { Printer } from "./printer.js";

export interface SourceText {
  readonly fileName: string;
  readonly text: string;
  /** Lines whose leading white space is part of a value (inside template literals): never re-indented. */
  readonly frozenLines: ReadonlySet<number>;
  /** Offset of the first statement that is no directive: where an import can go. */
  readonly importAt: number;
  /** Import declarations may be shortened: the transpiler would drop what is unused anyway. */
  readonly elides: boolean;
}

export function emitEdits(
  source: SourceText,
  plan: FilePlan,
): { readonly code: string; readonly map: object } | undefined {
  if (plan.rewrites.length === 0) return undefined;
  const builder = new TextBuilder();
  const rewrites = [...plan.rewrites, ...removeImports(source, plan)];
  const printer = new Printer(source, rewrites, plan.runtimeName, builder);
  printer.region(0, source.importAt, 0);
  if (usesRuntime(plan)) builder.add(`import * as ${plan.runtimeName} from "${RUNTIME_MODULE}";\n`);
  printer.region(source.importAt, source.text.length, 0);
  return { code: builder.code, map: builder.map(source.fileName, source.text) };
}

/** Cuts dead specifiers out of their declarations, with the comma that follows or precedes them. */
function removeImports({ text, elides }: SourceText, { deadImports }: FilePlan): Rewrite[] {
  if (!elides) return [];
  return deadImports.map(({ specifier }) => {
    const after = /^\s*,[ \t]*/.exec(text.slice(specifier.end))?.[0] ?? "";
    const before = after === "" ? (/,\s*$/.exec(text.slice(0, specifier.start))?.[0] ?? "") : "";
    const target: Handle = {
      ...specifier,
      id: -1,
      start: specifier.start - before.length,
      end: specifier.end + after.length,
    };
    return { kind: "statement", target, with: [], embedded: false };
  });
}
