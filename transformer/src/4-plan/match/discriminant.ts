/** What the tests of a match read, and the arms' parameters as reads of the scrutinee. */
import type { Expr } from "../../ir/code.js";
import { literal, member, runtime } from "../../ir/code.js";
import type { Decision } from "../../ir/decision.js";
import type { Arm, MatchSite, Receives } from "../../ir/match.js";

/**
 * The one read of the tag. A null that came in against its type is no TypeError: it takes the rest or fails. Where the
 * type admits more than tagged objects, what has no tag stands for itself; an object without one is then no label's equal.
 * `first` evaluates the value, `again` reads it once more.
 */
export function discriminant(site: MatchSite, { reads }: Decision, first: Expr, again: Expr): Expr {
  if (reads === "value") return first;
  const tag = member(first, site.discriminant.property, true);
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
