/**
 * The `edits` back-end: plans become text inside the file's own text, for compilers without transformers (bundlers,
 * TypeScript 7). The output is TypeScript for a transpiler; its types are not checked again.
 */
import type { Rewrite } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { FilePlan } from "../../ir/plan.js";
import { RUNTIME_MODULE, usesRuntime } from "../runtime-use.js";
import { TextBuilder } from "./builder.js";
import { Regions } from "./regions.js";
import type { SourceText } from "./source-text.js";
import { styleOf } from "./style.js";

export function emitEdits(
  source: SourceText,
  plan: FilePlan,
): { readonly code: string; readonly map: object } | undefined {
  if (plan.rewrites.length === 0) return undefined;
  const builder = new TextBuilder();
  const rewrites = [...plan.rewrites, ...removeImports(source, plan)];
  const regions = new Regions(source, rewrites, plan.runtimeName, builder);
  regions.print(0, source.importAt, 0);
  if (usesRuntime(plan)) builder.add(importOfRuntime(source.text, plan.runtimeName));
  regions.print(source.importAt, source.text.length, 0);
  return { code: builder.code, map: builder.map(source.fileName, source.text) };
}

function importOfRuntime(text: string, name: string): string {
  const { quote, semicolon, newline } = styleOf(text);
  return `import * as ${name} from ${quote}${RUNTIME_MODULE}${quote}${semicolon}${newline}`;
}

/** Cuts dead specifiers out of their declarations, with the comma that follows or precedes them; empty ones go. */
function removeImports({ text, elides }: SourceText, { deadImports }: FilePlan): Rewrite[] {
  if (!elides) return [];
  const declarations = new Map(deadImports.map(({ declaration }) => [declaration.id, declaration]));
  return [...declarations.values()].flatMap((declaration) => {
    const dead = deadImports.filter((binding) => binding.declaration.id === declaration.id);
    const cuts = withCommas(
      text,
      dead.map((binding) => binding.text),
    );
    let left = text.slice(declaration.start, declaration.end);
    for (const { start, end } of cuts.toReversed())
      left = left.slice(0, start - declaration.start) + left.slice(end - declaration.start);
    const isEmpty = /^import\s*(type\s*)?\{[\s,]*\}/.test(left) || /^import\s+from\b/.test(left);
    return (isEmpty ? [wholeLine(text, declaration)] : cuts).map(
      (target): Rewrite => ({ kind: "statement", target, with: [], embedded: false }),
    );
  });
}

/** Each with the comma that follows it; the last of a list, and what goes with it, with the one in front. */
function withCommas(text: string, names: readonly Handle[]): Handle[] {
  let next = text.length;
  return names
    .toReversed()
    .map((name): Handle => {
      const after = /^\s*,[ \t]*/.exec(text.slice(name.end))?.[0] ?? "";
      const isBeforeCut = after !== "" && name.end + after.length > next;
      const before = after === "" || isBeforeCut ? (/,\s*$/.exec(text.slice(0, name.start))?.[0] ?? "") : "";
      const end = isBeforeCut ? next : name.end + after.length;
      next = name.start - before.length;
      return { ...name, id: -1, start: next, end };
    })
    .toReversed();
}

function wholeLine(text: string, declaration: Handle): Handle {
  const rest = /^[ \t]*\r?\n/.exec(text.slice(declaration.end))?.[0] ?? "";
  return { ...declaration, id: -1, end: declaration.end + rest.length };
}
