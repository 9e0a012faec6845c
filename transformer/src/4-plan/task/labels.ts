/** Places that code jumps to: labelled statements whose needless jumps and labels are left out. */
import type { Rewrite, Stmt } from "../../ir/code.js";

/** Where the statements of a file's plans stand that were not made but take the place of the user's. */
export interface Exits {
  readonly rewrites: Rewrite[];
  /** Of a callback's block, by its id: where in `rewrites` the exit is with which it ends. */
  readonly ends: Map<number, number>;
  /** Where in `rewrites` those of the present piece of code begin: other pieces may have labels of the same name. */
  from: number;
}

/**
 * `body` as one statement, after which those go on that break to `label`. A jump at its very end says nothing, and a label
 * that nothing jumps to is none.
 */
export function labelled(label: string, body: readonly Stmt[], exits: Exits): Stmt[] {
  const trimmed = withoutLastJump(body, label, exits);
  return isTarget(label, trimmed, exits) ? [{ kind: "block", body: trimmed, label }] : trimmed;
}

/** The same for a `try` at the end of `body` that has this label. */
export function labelledTry(label: string, body: readonly Stmt[], exits: Exits): Stmt[] {
  const last = body.at(-1);
  if (last?.kind !== "try" || last.label !== label) return [...body];
  const { label: _, ...bare } = last;
  const trimmed = withoutLastJump([bare], label, exits);
  const isNeeded = isTarget(label, trimmed, exits);
  return [...body.slice(0, -1), ...trimmed.map((stmt) => (isNeeded ? { ...stmt, label } : stmt))];
}

const isTarget = (label: string, body: readonly Stmt[], { rewrites, from }: Exits): boolean =>
  jumps(body, label) || rewrites.some((rewrite, index) => index >= from && jumps(rewrite, label));

/** Leaves out the jumps to `label` at the ends of a list that stands directly before the label's end. */
function withoutLastJump(body: readonly Stmt[], label: string, exits: Exits): Stmt[] {
  const last = body.at(-1);
  if (last === undefined) return [];
  const front = body.slice(0, -1);
  const within = (list: readonly Stmt[]): Stmt[] => withoutLastJump(list, label, exits);
  switch (last.kind) {
    case "break":
      return last.label === label ? within(front) : [...body];
    case "if":
      return [
        ...front,
        { ...last, then: within(last.then), ...(last.else !== undefined && { else: within(last.else) }) },
      ];
    case "block":
      return [...front, { ...last, body: within(last.body) }];
    case "try": {
      const { catch: handler } = last;
      return [
        ...front,
        {
          ...last,
          body: within(last.body),
          ...(handler !== undefined && { catch: { ...handler, body: within(handler.body) } }),
        },
      ];
    }
    case "user": {
      const index = exits.ends.get(last.block.id);
      const exit = index === undefined ? undefined : exits.rewrites[index];
      if (exit?.kind === "statement") exits.rewrites[index!] = { ...exit, with: within(exit.with) };
      return [...body];
    }
    default:
      return [...body];
  }
}

function jumps(code: unknown, label: string): boolean {
  if (typeof code !== "object" || code === null) return false;
  const { kind, label: target } = code as { kind?: unknown; label?: unknown };
  if (kind === "break" && target === label) return true;
  if (kind === "handle") return false;
  return Object.values(code).some((part) => jumps(part, label));
}
