/** Evaluation order inside one expression. */
import type ts from "typescript";
import { isTransparent } from "../syntax/unwrap.js";
import type { LowerContext } from "./context.js";

/**
 * Whether everything that `expression` evaluates before it reaches `target` is free of effects and cannot be
 * affected by one: then what `target` stands for may as well be read there.
 */
export function reachedFirst(context: LowerContext, expression: ts.Expression, target: ts.Node): boolean {
  return walk(context.ts, expression, target) === "reached";
}

type Step = "reached" | "pure" | "impure";

function walk(ts: LowerContext["ts"], node: ts.Node, target: ts.Node): Step {
  if (node === target) return "reached";
  if (isTransparent(ts, node)) return walk(ts, node.expression, target);
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword)
    return "pure";
  if (isKeywordLiteral(ts, node)) return "pure";
  if (ts.isFunctionLike(node)) return "pure";
  if (ts.isTemplateExpression(node))
    return inOrder(
      ts,
      node.templateSpans.map((span) => span.expression),
      target,
      "impure",
    );
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment) {
      return ts.isIdentifier(node.left) && operator === ts.SyntaxKind.EqualsToken
        ? then(walk(ts, node.right, target), "impure")
        : "impure";
    }
    return inOrder(ts, [node.left, node.right], target, "impure");
  }
  if (ts.isConditionalExpression(node)) {
    const test = walk(ts, node.condition, target);
    if (test !== "pure") return test;
    const branches = [walk(ts, node.whenTrue, target), walk(ts, node.whenFalse, target)];
    return branches.includes("reached") ? "reached" : branches.includes("impure") ? "impure" : "pure";
  }
  if (ts.isPropertyAccessExpression(node)) return then(walk(ts, node.expression, target), "impure");
  if (ts.isElementAccessExpression(node))
    return inOrder(ts, [node.expression, node.argumentExpression], target, "impure");
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    return inOrder(ts, [node.expression, ...(node.arguments ?? [])], target, "impure");
  }
  if (ts.isArrayLiteralExpression(node)) return inOrder(ts, node.elements, target, "pure");
  if (ts.isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      if (ts.isShorthandPropertyAssignment(property)) {
        if (property.name === target) return "reached";
        continue;
      }
      if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return "impure";
      const step = walk(ts, property.initializer, target);
      if (step !== "pure") return step;
    }
    return "pure";
  }
  if (ts.isPrefixUnaryExpression(node)) return then(walk(ts, node.operand, target), "impure");
  if (ts.isTypeOfExpression(node) || ts.isVoidExpression(node)) return walk(ts, node.expression, target);
  if (ts.isAwaitExpression(node)) return then(walk(ts, node.expression, target), "impure");
  return "impure";
}

const then = (step: Step, after: Step): Step => (step === "pure" ? after : step);

function inOrder(ts: LowerContext["ts"], parts: readonly ts.Node[], target: ts.Node, after: Step): Step {
  for (const part of parts) {
    const step = walk(ts, part, target);
    if (step !== "pure") return step;
  }
  return after;
}

const isKeywordLiteral = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.TrueKeyword ||
  node.kind === ts.SyntaxKind.FalseKeyword ||
  node.kind === ts.SyntaxKind.NullKeyword;
