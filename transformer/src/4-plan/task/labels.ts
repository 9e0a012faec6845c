/** Places that code jumps to: labelled statements whose needless jumps and labels are left out. */
import type { Rewrite, Stmt } from "../../ir/code.js";

/**
 * `body` as one statement, after which those go on that break to `label`. A jump at its very end says nothing, and a label
 * that nothing jumps to is none; then `body` stays as it is where it declares nothing.
 */
export function labelled(label: string, body: readonly Stmt[], rewrites: readonly Rewrite[]): Stmt[] {
  const trimmed = withoutLastJump(body, label);
  if (jumps(trimmed, label) || jumps(rewrites, label)) return [{ kind: "block", body: trimmed, label }];
  return trimmed.some((stmt) => stmt.kind === "declare" || stmt.kind === "user")
    ? [{ kind: "block", body: trimmed }]
    : trimmed;
}

/** The jump to `label` at the end of a list that stands directly before the label's end. */
export function withoutLastJump(body: readonly Stmt[], label: string): Stmt[] {
  const last = body.at(-1);
  if (last === undefined) return [];
  const front = body.slice(0, -1);
  if (last.kind === "break" && last.label === label) return withoutLastJump(front, label);
  if (last.kind === "if" && last.else !== undefined) {
    return [
      ...front,
      { ...last, then: withoutLastJump(last.then, label), else: withoutLastJump(last.else, label) },
    ];
  }
  if (last.kind === "block") return [...front, { ...last, body: withoutLastJump(last.body, label) }];
  return [...body];
}

export function jumps(code: unknown, label: string): boolean {
  if (typeof code !== "object" || code === null) return false;
  const { kind, label: target } = code as { kind?: unknown; label?: unknown };
  if (kind === "break" && target === label) return true;
  if (kind === "handle") return false;
  return Object.values(code).some((part) => jumps(part, label));
}
