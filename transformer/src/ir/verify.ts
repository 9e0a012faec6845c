/**
 * What every plan must satisfy, checked between planning and emitting: a target is replaced once, no rewrite crosses
 * another, and no user code is printed twice.
 */
import type { Handle } from "./handle.js";
import type { FilePlan } from "./plan.js";

export function verifyPlan({ rewrites }: FilePlan): void {
  const replaced = new Set<number>();
  for (const { kind, target } of rewrites) {
    if (kind === "before") continue;
    if (replaced.has(target.id)) fail(`two rewrites replace ‹${target.text}›`);
    replaced.add(target.id);
  }
  // Outer before inner: whatever is still open around a target must reach to its end.
  const targets = rewrites.map(({ target }) => target).sort((a, b) => a.start - b.start || b.end - a.end);
  const open: Handle[] = [];
  for (const target of targets) {
    while (open.length > 0 && open.at(-1)!.end <= target.start) open.pop();
    const around = open.at(-1);
    if (around !== undefined && around.end < target.end)
      fail(`the rewrites of ‹${around.text}› and ‹${target.text}› cross`);
    open.push(target);
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
  if (kind === "user" || kind === "statement") return code === undefined ? [block!] : [code];
  if (kind === "handle") return [];
  return Object.values(value).flatMap(userCode);
}

function fail(message: string): never {
  throw new Error(`inconsistent plan: ${message}`);
}
