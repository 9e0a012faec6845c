/** Parentheses and type assertions: what stands around an expression without changing its value. */
import type ts from "typescript";
import type { TypeScript } from "../options.js";

export function isTransparent(
  ts: TypeScript,
  node: ts.Node,
): node is
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.TypeAssertion {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

/** `((x as T)!)` -> `x` */
export function unwrap(ts: TypeScript, node: ts.Expression): ts.Expression {
  let inner = node;
  while (isTransparent(ts, inner)) inner = inner.expression;
  return inner;
}
