/** Evaluation order inside one expression: what runs before a given place in it. */
import type ts from "typescript";
import { isTransparent } from "../syntax/unwrap.js";
import type { LowerContext } from "./context.js";
import { isConstant } from "./references.js";

/**
 * What is to be moved to the front of the expression, or left where it stands although the language would evaluate it
 * in front: a `read` of a payload disturbs nothing; `effects` may change whatever is not constant.
 */
type Moved = "read" | "effects";

/**
 * Whether everything that `expression` evaluates before it reaches `target` is free of effects and cannot be affected
 * by what is moved across it; with `effects`, also whether `target` is reached whenever the expression is evaluated.
 */
export function reachedFirst(
  context: LowerContext,
  expression: ts.Node,
  target: ts.Node,
  moved: Moved,
): boolean {
  return new Walk(context, target, moved).step(expression) === "reached";
}

/** Whether evaluating `expression` has no effect, and gives the same before and after whatever else runs. */
export function isPure(context: LowerContext, expression: ts.Node): boolean {
  return new Walk(context, undefined, "effects").step(expression) === "pure";
}

type Step = "reached" | "pure" | "impure";

class Walk {
  readonly #context: LowerContext;
  readonly #target: ts.Node | undefined;
  readonly #moved: Moved;

  constructor(context: LowerContext, target: ts.Node | undefined, moved: Moved) {
    this.#context = context;
    this.#target = target;
    this.#moved = moved;
  }

  step(node: ts.Node): Step {
    const { ts } = this.#context;
    if (node === this.#target) return "reached";
    if (!this.#leadsToTarget(node) && this.#context.isLifted?.(node)) return "pure";
    if (isTransparent(ts, node)) return this.step(node.expression);
    if (ts.isIdentifier(node)) return this.#identifier(node);
    if (ts.isLiteralExpression(node) || isKeyword(ts, node) || ts.isFunctionLike(node)) return "pure";
    if (ts.isTemplateExpression(node)) return this.#template(node);
    if (ts.isTaggedTemplateExpression(node)) {
      const spans = ts.isTemplateExpression(node.template)
        ? node.template.templateSpans.map((span) => span.expression)
        : [];
      return this.#inOrder([node.tag, ...spans], "impure");
    }
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (ts.isConditionalExpression(node)) {
      return then(this.step(node.condition), () => this.#either(node.whenTrue, node.whenFalse));
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (this.#isConsole(node)) return "pure";
      return then(this.step(node.expression), () => (this.#moved === "read" ? "pure" : "impure"));
    }
    if (ts.isElementAccessExpression(node))
      return this.#inOrder([node.expression, node.argumentExpression], "impure", ts.isOptionalChain(node));
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      return this.#inOrder([node.expression, ...(node.arguments ?? [])], "impure", ts.isOptionalChain(node));
    }
    if (ts.isArrayLiteralExpression(node)) return this.#inOrder(node.elements, "pure");
    if (ts.isOmittedExpression(node)) return "pure";
    if (ts.isObjectLiteralExpression(node)) return this.#object(node);
    if (ts.isTypeOfExpression(node) || ts.isVoidExpression(node)) return this.step(node.expression);
    if (ts.isSpreadElement(node) || ts.isAwaitExpression(node))
      return then(this.step(node.expression), () => "impure");
    if (ts.isYieldExpression(node) && node.expression !== undefined)
      return then(this.step(node.expression), () => "impure");
    if (ts.isPrefixUnaryExpression(node)) {
      const isNot = node.operator === ts.SyntaxKind.ExclamationToken;
      return then(this.step(node.operand), () => (isNot ? "pure" : "impure"));
    }
    return this.#jsx(node) ?? "impure";
  }

  #leadsToTarget({ pos, end }: ts.Node): boolean {
    return this.#target !== undefined && pos <= this.#target.pos && this.#target.end <= end;
  }

  #identifier(node: ts.Identifier): Step {
    if (this.#moved === "read") return "pure";
    const symbol = this.#context.checker.getSymbolAtLocation(node);
    return symbol !== undefined && isConstant(this.#context, symbol) ? "pure" : "impure";
  }

  /** Each part becomes a string before the next one is evaluated. */
  #template(node: ts.TemplateExpression): Step {
    for (const { expression } of node.templateSpans) {
      const step = this.step(expression);
      if (step !== "pure") return step;
      if (this.#moved === "effects" && !this.#context.ts.isLiteralExpression(expression)) return "impure";
    }
    return "pure";
  }

  #binary(node: ts.BinaryExpression): Step {
    const { ts } = this.#context;
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.EqualsToken) {
      const { left } = node;
      // The object of `this.x = ...` is evaluated before the value, the property is set after it.
      const isPlace =
        ts.isIdentifier(left) ||
        (ts.isPropertyAccessExpression(left) && this.step(left.expression) === "pure");
      return isPlace ? then(this.step(node.right), () => "impure") : "impure";
    }
    if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment)
      return "impure";
    const left = this.step(node.left);
    if (left !== "pure") return left;
    const isBranch =
      operator === ts.SyntaxKind.AmpersandAmpersandToken ||
      operator === ts.SyntaxKind.BarBarToken ||
      operator === ts.SyntaxKind.QuestionQuestionToken;
    if (isBranch || operator === ts.SyntaxKind.CommaToken)
      return isBranch ? this.#either(node.right) : this.step(node.right);
    const isComparison =
      operator === ts.SyntaxKind.EqualsEqualsEqualsToken ||
      operator === ts.SyntaxKind.ExclamationEqualsEqualsToken;
    return then(this.step(node.right), () => (isComparison ? "pure" : "impure"));
  }

  /** Branches, one of which may be evaluated. */
  #either(...branches: readonly ts.Expression[]): Step {
    const steps = branches.map((branch) => this.step(branch));
    if (steps.includes("reached")) return this.#moved === "read" ? "reached" : "impure";
    return steps.includes("impure") ? "impure" : "pure";
  }

  #object(node: ts.ObjectLiteralExpression): Step {
    const { ts } = this.#context;
    for (const property of node.properties) {
      if (ts.isMethodDeclaration(property) && !ts.isComputedPropertyName(property.name)) continue;
      if (ts.isShorthandPropertyAssignment(property)) {
        if (property.name === this.#target) return "reached";
        if (this.#moved === "effects" && !this.#isConstantShorthand(property)) return "impure";
        continue;
      }
      if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return "impure";
      const step = this.step(property.initializer);
      if (step !== "pure") return step;
    }
    return "pure";
  }

  #isConstantShorthand(property: ts.ShorthandPropertyAssignment): boolean {
    const symbol = this.#context.checker.getShorthandAssignmentValueSymbol(property);
    return symbol !== undefined && isConstant(this.#context, symbol);
  }

  /** An element's tag, attributes and children, in order; the element itself is made when all are there. */
  #jsx(node: ts.Node): Step | undefined {
    const { ts } = this.#context;
    if (ts.isJsxExpression(node)) return node.expression === undefined ? "pure" : this.step(node.expression);
    if (ts.isJsxText(node)) return "pure";
    if (ts.isJsxFragment(node)) return this.#inOrder(node.children, "impure");
    if (ts.isJsxElement(node)) {
      const opening = this.#opening(node.openingElement);
      return opening === "pure" ? this.#inOrder(node.children, "impure") : opening;
    }
    if (ts.isJsxSelfClosingElement(node)) return then(this.#opening(node), () => "impure");
    return undefined;
  }

  #opening({ tagName, attributes }: ts.JsxOpeningLikeElement): Step {
    const { ts } = this.#context;
    const isIntrinsic = ts.isIdentifier(tagName) && /^[a-z]/.test(tagName.text);
    const tag = isIntrinsic ? "pure" : this.step(tagName);
    if (tag !== "pure") return tag;
    for (const attribute of attributes.properties) {
      if (ts.isJsxSpreadAttribute(attribute)) return "impure";
      if (attribute.initializer === undefined) continue;
      const step = this.step(attribute.initializer);
      if (step !== "pure") return step;
    }
    return "pure";
  }

  /** `console.log` is what the platform made it. */
  #isConsole(node: ts.PropertyAccessExpression): boolean {
    const { ts, checker } = this.#context;
    if (!ts.isIdentifier(node.expression) || node.expression.text !== "console") return false;
    const declaration = checker.getSymbolAtLocation(node.expression)?.declarations?.[0];
    return declaration?.getSourceFile().isDeclarationFile ?? false;
  }

  #inOrder(parts: readonly ts.Node[], after: Step, optional = false): Step {
    for (const part of parts) {
      const step = this.step(part);
      if (step === "pure") continue;
      // In an optional chain what comes after its head may never be evaluated.
      const mayBeSkipped = optional && part !== parts[0] && this.#moved === "effects";
      return mayBeSkipped ? "impure" : step;
    }
    return after;
  }
}

const then = (step: Step, after: () => Step): Step => (step === "pure" ? after() : step);

const isKeyword = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.TrueKeyword ||
  node.kind === ts.SyntaxKind.FalseKeyword ||
  node.kind === ts.SyntaxKind.NullKeyword ||
  node.kind === ts.SyntaxKind.ThisKeyword;
