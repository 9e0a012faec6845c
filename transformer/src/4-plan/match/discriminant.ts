/** What the tests of a match read, and the arms' parameters as reads of the scrutinee. */
import type { Expr } from "../../ir/code.js";
import { equals, literal, member, runtime } from "../../ir/code.js";
import type { Decision } from "../../ir/decision.js";
import type { Arm, MatchSite, Receives } from "../../ir/match.js";

/** The one read of the tag. A null that came in against its type is no TypeError: it takes the rest or fails. */
export function discriminant(site: MatchSite, decision: Decision, value: Expr): Expr {
  const tag = member(value, site.discriminant.property, true);
  if (decision.reads === "value") return value;
  if (decision.reads === "tag") return tag;
  const literals = site.space.variants.filter((variant) => variant.kind === "literal");
  const has = (value: null | undefined): boolean => literals.some((variant) => variant.value === value);
  // An object without a tag must not meet the arm `undefined`.
  const object: Expr = has(undefined)
    ? { kind: "binary", operator: "??", left: tag, right: literal(null) }
    : tag;
  const onlyNullish =
    site.space.open.length === 0 && literals.every(({ value: unit }) => unit === null || unit === undefined);
  const mixed: Expr = onlyNullish
    ? has(undefined)
      ? { kind: "conditional", test: equals(value, literal(undefined)), then: value, else: object }
      : object
    : {
        kind: "conditional",
        test: equals({ kind: "typeof", operand: value }, literal("object")),
        then: object,
        else: value,
      };
  if (!has(null)) return mixed;
  return { kind: "conditional", test: equals(value, literal(null)), then: literal("null"), else: mixed };
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
