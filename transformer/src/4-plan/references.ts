/**
 * A plan may mention a name of the user's that another plan replaces: the scrutinee of an inner match is often the
 * parameter of an outer one's arm. Once all plans are made, such mentions become what the name was replaced with.
 *
 *     f(match(r, { Ok: (n) => match(n, ...) }))    inner plan: n._tag    outer plan: n -> r.value
 */
import type { Expr, Rewrite } from "../ir/code.js";

export function resolveReferences(rewrites: readonly Rewrite[]): readonly Rewrite[] {
  const replaced = new Map<number, Expr>();
  for (const rewrite of rewrites)
    if (rewrite.kind === "expression") replaced.set(rewrite.target.id, rewrite.with);
  const resolve = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve);
    const { kind, code } = value as { kind?: string; code?: { id: number } };
    if (kind === "handle") return value;
    const found = kind === "reference" ? replaced.get(code!.id) : undefined;
    if (found !== undefined) return resolve(found);
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, resolve(field)]));
  };
  const mentions = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false;
    const { kind, code } = value as { kind?: string; code?: { id: number } };
    if (kind === "handle") return false;
    if (kind === "reference") return replaced.has(code!.id);
    return Object.values(value).some(mentions);
  };
  // The shape of a rewrite is kept: only expressions inside it change.
  return rewrites.map((rewrite) => (mentions(rewrite.with) ? (resolve(rewrite) as Rewrite) : rewrite));
}
