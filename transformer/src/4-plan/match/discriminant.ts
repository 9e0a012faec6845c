/** What the tests of a match read, and the arms' parameters as reads of the scrutinee. */
import type { Expr } from "../../ir/code.js";
import { equals, literal, member, runtime } from "../../ir/code.js";
import type { Decision } from "../../ir/decision.js";
import type { Arm, MatchSite, Receives } from "../../ir/match.js";

/**
 * Whether null and undefined have to be turned away in front of the tag's read: they come in against the type, must be no
 * TypeError, and no arm takes them. A test of its own costs less than `?.`, behind which an engine has forgotten the
 * shape that it read the tag from, so that it looks at it again for the payload.
 */
export const needsGuard = ({ scrutinee }: MatchSite, { reads, rest }: Decision): boolean =>
  reads === "tag" && rest === "fail" && !scrutinee.present;

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
 * equal. `first` evaluates the value, `again` reads it once more.
 */
export function discriminant(site: MatchSite, decision: Decision, first: Expr, again: Expr): Expr {
  const { reads } = decision;
  if (reads === "value") return first;
  const isSafe = site.scrutinee.present || needsGuard(site, decision);
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

export function receivesOf(site: MatchSite, arm: Arm): Receives {
  const variant = arm.key === undefined ? undefined : site.space.variants.find(({ key }) => key === arm.key);
  return variant?.kind === "tagged" ? variant.receives : { kind: "whole" };
}
