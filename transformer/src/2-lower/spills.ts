/**
 * What an expression evaluates in front of a match inside it, and has to be kept in temporaries when the match is done by
 * statements in front of the whole.
 *
 *     f(read(), Patterns.match(r, ...))    ->  read()
 *     all.push(Patterns.match(r, ...))     ->  none can be named: the method is read before the match, and needs its object
 */
import type ts from "typescript";
import { isTransparent, unwrap } from "../syntax/unwrap.js";
import type { LowerContext } from "./context.js";
import { isPure } from "./evaluation.js";
import { isConstant, isStable, usesOf } from "./references.js";

/** In order of evaluation; undefined where the match is not evaluated exactly once, or something cannot be kept. */
export function spillsBefore(
  context: LowerContext,
  head: ts.Node,
  target: ts.Node,
): readonly ts.Expression[] | undefined {
  const spills: ts.Expression[] = [];
  return new Path(context, target, spills).follow(head) ? spills : undefined;
}

class Path {
  readonly #context: LowerContext;
  readonly #target: ts.Node;
  readonly #spills: ts.Expression[];

  constructor(context: LowerContext, target: ts.Node, spills: ts.Expression[]) {
    this.#context = context;
    this.#target = target;
    this.#spills = spills;
  }

  /** Goes down to the target, keeping what comes before it; false where that is impossible. */
  follow(node: ts.Node): boolean {
    const { ts } = this.#context;
    if (node === this.#target) return true;
    if (!this.#holds(node) || ts.isOptionalChain(node)) return false;
    if (
      isTransparent(ts, node) ||
      ts.isPropertyAccessExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isTypeOfExpression(node) ||
      ts.isVoidExpression(node)
    )
      return this.follow(node.expression);
    if (ts.isYieldExpression(node) || ts.isJsxExpression(node))
      return node.expression !== undefined && this.follow(node.expression);
    if (ts.isPrefixUnaryExpression(node)) return this.follow(node.operand);
    if (ts.isConditionalExpression(node)) return this.#holds(node.condition) && this.follow(node.condition);
    if (ts.isElementAccessExpression(node)) return this.#inOrder([node.expression, node.argumentExpression]);
    if (ts.isArrayLiteralExpression(node)) return this.#inOrder(node.elements);
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) return this.#call(node);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (ts.isObjectLiteralExpression(node)) return this.#object(node);
    return this.#jsx(node);
  }

  #holds(node: ts.Node): boolean {
    return node.pos <= this.#target.pos && this.#target.end <= node.end;
  }

  /** Parts that are evaluated one after the other, each to a value. */
  #inOrder(parts: readonly ts.Node[]): boolean {
    for (const part of parts) {
      if (this.#holds(part)) return this.follow(part);
      if (!this.#keep(part)) return false;
    }
    return false;
  }

  #keep(part: ts.Node): boolean {
    const { ts } = this.#context;
    if (isPure(this.#context, part)) return true;
    if (!ts.isExpression(part) || ts.isSpreadElement(part) || ts.isOmittedExpression(part)) return false;
    const inner = unwrap(ts, part);
    // Through a variable it would come to a name.
    if (ts.isClassExpression(inner)) return false;
    if (this.#hasOtherCalls(part)) return false;
    this.#spills.push(part);
    return true;
  }

  /** Chains of MiLost's decide for themselves what goes in front of the statement. */
  #hasOtherCalls(part: ts.Node): boolean {
    const { ts, isRecognized, isSite } = this.#context;
    const visit = (node: ts.Node): boolean =>
      (isRecognized(node) && !isSite(node)) || (ts.forEachChild(node, visit) ?? false);
    return visit(part);
  }

  #call(node: ts.CallExpression | ts.NewExpression): boolean {
    const { ts } = this.#context;
    const callee = unwrap(ts, node.expression);
    if (this.#holds(node.expression)) return this.follow(node.expression);
    const isFixed =
      callee.kind === ts.SyntaxKind.SuperKeyword || (ts.isIdentifier(callee) && this.#isFixed(callee));
    if (!isFixed && !isPure(this.#context, callee)) return false;
    return this.#inOrder(node.arguments ?? []);
  }

  /** A name that means the same before and after the match. */
  #isFixed(name: ts.Identifier): boolean {
    const symbol = this.#context.checker.getSymbolAtLocation(name);
    return symbol !== undefined && isConstant(this.#context, symbol);
  }

  #binary({ left, operatorToken: { kind }, right }: ts.BinaryExpression): boolean {
    const { ts } = this.#context;
    const { SyntaxKind } = ts;
    if (kind === SyntaxKind.EqualsToken) {
      const isPlace =
        ts.isIdentifier(left) ||
        (ts.isPropertyAccessExpression(left) && isPure(this.#context, left.expression));
      return isPlace && this.follow(right);
    }
    if (kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment)
      return isArithmetic(ts, kind) && this.#isUntouched(left, right) && this.follow(right);
    const isBranch =
      kind === SyntaxKind.AmpersandAmpersandToken ||
      kind === SyntaxKind.BarBarToken ||
      kind === SyntaxKind.QuestionQuestionToken ||
      kind === SyntaxKind.CommaToken;
    return isBranch ? this.#holds(left) && this.follow(left) : this.#inOrder([left, right]);
  }

  /** `sum += ...`: the variable is read in front of what is added, which cannot change it. */
  #isUntouched(variable: ts.Expression, by: ts.Expression): boolean {
    const { ts, checker } = this.#context;
    const symbol = ts.isIdentifier(variable) ? checker.getSymbolAtLocation(variable) : undefined;
    if (symbol === undefined || !isStable(this.#context, symbol)) return false;
    return !usesOf(this.#context, symbol, by).some(({ written }) => written);
  }

  #object(node: ts.ObjectLiteralExpression): boolean {
    const { ts } = this.#context;
    for (const property of node.properties) {
      if (property.name !== undefined && ts.isComputedPropertyName(property.name)) return false;
      if (ts.isMethodDeclaration(property) || ts.isAccessor(property)) continue;
      if (ts.isShorthandPropertyAssignment(property)) {
        if (!this.#isFixedShorthand(property)) return false;
        continue;
      }
      if (!ts.isPropertyAssignment(property)) return false;
      if (this.#holds(property)) return this.follow(property.initializer);
      if (!this.#keep(property.initializer)) return false;
    }
    return false;
  }

  #isFixedShorthand(property: ts.ShorthandPropertyAssignment): boolean {
    const symbol = this.#context.checker.getShorthandAssignmentValueSymbol(property);
    return symbol !== undefined && isConstant(this.#context, symbol);
  }

  #jsx(node: ts.Node): boolean {
    const { ts } = this.#context;
    if (ts.isJsxFragment(node)) return this.#children(node.children);
    if (ts.isJsxSelfClosingElement(node)) return this.#attributes(node) === "reached";
    if (!ts.isJsxElement(node)) return false;
    const attributes = this.#attributes(node.openingElement);
    return attributes === "kept" ? this.#children(node.children) : attributes === "reached";
  }

  #attributes({ tagName, attributes }: ts.JsxOpeningLikeElement): "reached" | "kept" | "lost" {
    const { ts } = this.#context;
    const isIntrinsic = ts.isIdentifier(tagName) && /^[a-z]/.test(tagName.text);
    if (!isIntrinsic && !isPure(this.#context, tagName)) return "lost";
    for (const attribute of attributes.properties) {
      if (ts.isJsxSpreadAttribute(attribute)) return "lost";
      const { initializer } = attribute;
      if (initializer === undefined || ts.isStringLiteral(initializer)) continue;
      if (this.#holds(initializer)) return this.follow(initializer) ? "reached" : "lost";
      if (!this.#child(initializer)) return "lost";
    }
    return "kept";
  }

  #children(children: readonly ts.JsxChild[]): boolean {
    for (const child of children) {
      if (this.#holds(child)) return this.follow(child);
      if (!this.#child(child)) return false;
    }
    return false;
  }

  #child(child: ts.JsxChild | ts.JsxAttributeValue): boolean {
    const { ts } = this.#context;
    if (ts.isJsxText(child)) return true;
    if (!ts.isJsxExpression(child)) return isPure(this.#context, child);
    return (
      child.expression === undefined || (child.dotDotDotToken === undefined && this.#keep(child.expression))
    );
  }
}

/** `+=` and its like, which always evaluate what is on the right. */
const isArithmetic = ({ SyntaxKind }: LowerContext["ts"], operator: ts.SyntaxKind): boolean =>
  operator !== SyntaxKind.AmpersandAmpersandEqualsToken &&
  operator !== SyntaxKind.BarBarEqualsToken &&
  operator !== SyntaxKind.QuestionQuestionEqualsToken;
