/** Which expressions need parentheses where. */
import type { Expr } from "../../ir/code.js";

/** What stands around an expression, as far as parentheses depend on it. */
export type Need = "any" | "assignment" | "condition" | "unary" | "operand" | "member";

const LEVEL: Readonly<Record<Need, number>> = {
  any: 0,
  assignment: 1,
  condition: 2,
  operand: 2,
  unary: 3,
  member: 4,
};

export const needsParens = (expr: Expr, need: Need, text: string): boolean => {
  if (expr.kind === "binary" && need === "operand") return expr.operator !== "===" && expr.operator !== "!==";
  if (expr.kind === "binary" && need === "condition") return false;
  return binding(expr, text) < LEVEL[need];
};

/** How tightly an expression binds, on the scale of {@link Need}. */
function binding(expr: Expr, text: string): number {
  switch (expr.kind) {
    case "sequence":
      return LEVEL.any;
    case "assign":
    case "conditional":
    case "arrow":
    case "pick":
    case "binary":
      return LEVEL.assignment;
    case "await":
    case "typeof":
    case "not":
      return LEVEL.unary;
    case "user":
      if (expr.code.sequence) return LEVEL.any;
      return isPrimary(text.slice(expr.code.start, expr.code.end)) ? LEVEL.member : LEVEL.assignment;
    case "literal":
      return typeof expr.value === "number" || typeof expr.value === "bigint" ? LEVEL.unary : LEVEL.member;
    default:
      return LEVEL.member;
  }
}

/** Certainly a single operand: a chain of names, properties and one pair of brackets without anything loose between. */
const isPrimary = (code: string): boolean =>
  /^[\p{L}_$][\p{L}\p{N}_$.]*(\([^()]*\))?$/u.test(code) || /^(["'`])[^"'`\\]*\1$/.test(code);
