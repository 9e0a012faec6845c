/**
 * What every plan must satisfy, checked between planning and emitting: a target is replaced once, no rewrite crosses
 * another, and no user code is printed twice.
 */
import type { Rewrite } from "./code.js";
import type { Handle } from "./handle.js";
import type { FilePlan } from "./plan.js";

export function verifyPlan({ rewrites }: FilePlan): void {
  const replaced = new Map<number, Rewrite>();
  for (const rewrite of rewrites) {
    const { target } = rewrite;
    if (rewrite.kind !== "before") {
      if (replaced.has(target.id)) fail(`two rewrites replace ‹${target.text}›`);
      replaced.set(target.id, rewrite);
    }
    for (const other of rewrites) {
      const crosses =
        target.start < other.target.start && other.target.start < target.end && target.end < other.target.end;
      if (crosses) fail(`the rewrites of ‹${target.text}› and ‹${other.target.text}› cross`);
    }
  }
  const printed = new Set<number>();
  for (const handle of rewrites.flatMap((rewrite) => userCode(rewrite.with))) {
    if (printed.has(handle.id)) fail(`‹${handle.text}› is printed twice`);
    printed.add(handle.id);
  }
}

function userCode(value: unknown): Handle[] {
  if (typeof value !== "object" || value === null) return [];
  const { kind, code, block } = value as { kind?: string; code?: Handle; block?: Handle };
  if (kind === "user") return [code ?? block!];
  if (kind === "handle") return [];
  return Object.values(value).flatMap(userCode);
}

function fail(message: string): never {
  throw new Error(`inconsistent plan: ${message}`);
}
