/** What the tests of a match read, and the arms' parameters as reads of the scrutinee. */
import type { Expr } from "../../ir/code.js";
import { differs, equals, literal, member, runtime } from "../../ir/code.js";
import type { Decision } from "../../ir/decision.js";
import type { Arm, MatchSite, Receives } from "../../ir/match.js";

/**
 * Whether null and undefined have to be turned away in front of the tag's read: they come in against the type, must be no
 * TypeError, and no arm takes them. A test of its own costs less than `?.`, behind which an engine has forgotten the
 * shape that it read the tag from, so that it looks at it again for the payload.
 */
export const needsGuard = ({ scrutinee }: MatchSite, { reads, rest }: Decision): boolean =>
  reads === "tag" && rest === "fail" && !scrutinee.present;

/**
 * Whether null and undefined have to be led around the tag's read, to the arm that takes the rest. Behind `?.` an engine looks
 * at the shape once more where an arm reads the value; where none does, `?.` costs the same and reads better.
 */
export const needsDetour = (site: MatchSite, { reads, rest, cases }: Decision): boolean =>
  reads === "tag" &&
  rest !== "fail" &&
  !site.scrutinee.present &&
  cases.some(({ arm }) => readsValue(site, site.arms[arm]!));

/** The detour's test. `first` evaluates the value, `again` reads it once more. */
export const isThere = (first: Expr, again: Expr): Expr => ({
  kind: "binary",
  operator: "&&",
  left: differs(first, literal(undefined)),
  right: differs(again, literal(null)),
});

/** The guard's test. `first` evaluates the value, `again` reads it once more. */
export const isAbsent = (first: Expr, again: Expr): Expr => ({
  kind: "binary",
  operator: "||",
  left: equals(first, literal(undefined)),
  right: equals(again, literal(null)),
});

/**
 * The one read of the tag. A null that came in against its type and was not turned away by a guard takes the rest. Where
 * the type admits more than tagged objects, what has no tag stands for itself; an object without one is then no label's
 * equal. `first` evaluates the value, `again` reads it once more. `isTurnedAway`: a test in front keeps null from here.
 */
export function discriminant(
  site: MatchSite,
  decision: Decision,
  first: Expr,
  again: Expr,
  isTurnedAway = needsGuard(site, decision),
): Expr {
  const { reads } = decision;
  if (reads === "value") return first;
  const isSafe = site.scrutinee.present || isTurnedAway;
  const tag = member(first, site.discriminant.property, reads === "mixed" || !isSafe);
  return reads === "tag" ? tag : { kind: "binary", operator: "??", left: tag, right: again };
}

/** What the arm's handler is called with, as an expression over the scrutinee; undefined for no argument. */
export function argument(site: MatchSite, arm: Arm, value: Expr): Expr | undefined {
  const receives = receivesOf(site, arm);
  switch (receives.kind) {
    case "nothing":
      return undefined;
    case "field":
      return member(value, receives.field);
    case "unwrapped":
      return { kind: "call", callee: runtime("payload"), args: [value, literal(arm.key)] };
    case "whole":
      return value;
  }
}

/** Reads a property of the value, or may read one. */
function readsValue(site: MatchSite, arm: Arm): boolean {
  const { handler } = arm;
  const receives = receivesOf(site, arm).kind;
  if (handler.kind === "call") return receives === "field";
  if (handler.kind === "opaque" || (receives !== "field" && receives !== "whole")) return false;
  const { param } = handler;
  return param !== undefined && (param.kind === "pattern" || param.references.length > 0);
}

export function receivesOf(site: MatchSite, arm: Arm): Receives {
  const variant = arm.key === undefined ? undefined : site.space.variants.find(({ key }) => key === arm.key);
  return variant?.kind === "tagged" ? variant.receives : { kind: "whole" };
}
