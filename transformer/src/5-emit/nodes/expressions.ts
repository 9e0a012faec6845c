/** {@link Expr} as `ts.factory` nodes. The factory adds the parentheses that precedence asks for. */
import type ts from "typescript";
import type { BinaryOperator, Expr, Stmt } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Literal } from "../../ir/match.js";
import { addComments } from "./comments.js";
import type { NodesContext } from "./index.js";

export interface Expressions {
  expression(expr: Expr): ts.Expression;
  at<T extends ts.Node>(node: T, origin: Handle | undefined): T;
}

export function createExpressions(
  context: NodesContext,
  list: (body: readonly Stmt[]) => ts.Statement[],
): Expressions {
  const { ts, factory, handles } = context;

  /** Positions in the source map come from the code that the node stands for. */
  function at<T extends ts.Node>(node: T, origin: Handle | undefined): T {
    if (origin === undefined) return node;
    const source = handles.node(origin);
    return ts.setSourceMapRange(node, { pos: origin.start, end: origin.end, source: source.getSourceFile() });
  }

  function expression(expr: Expr): ts.Expression {
    switch (expr.kind) {
      case "user":
        return context.expression(handles.node(expr.code), expr.moved);
      case "reference":
        return ts.setOriginalNode(factory.createIdentifier(expr.name), unwrapped(handles.node(expr.code)));
      case "name":
        return factory.createIdentifier(expr.name);
      case "runtime":
        return factory.createPropertyAccessExpression(
          factory.createIdentifier(context.runtimeName),
          expr.symbol,
        );
      case "literal":
        return literal(expr.value);
      case "member":
        return member(expr);
      case "call":
        return at(
          factory.createCallExpression(expression(expr.callee), undefined, expr.args.map(expression)),
          expr.origin,
        );
      case "new":
        return at(
          factory.createNewExpression(expression(expr.callee), undefined, expr.args.map(expression)),
          expr.origin,
        );
      case "binary":
        return factory.createBinaryExpression(
          expression(expr.left),
          operator(expr.operator),
          expression(expr.right),
        );
      case "typeof":
        return factory.createTypeOfExpression(expression(expr.operand));
      case "not":
        return factory.createLogicalNot(expression(expr.operand));
      case "conditional":
        return conditional(expr);
      case "assign":
        return factory.createAssignment(expression(expr.target), expression(expr.value));
      case "sequence":
        return factory.createParenthesizedExpression(
          expr.items.map(expression).reduce((left, right) => factory.createComma(left, right)),
        );
      case "array":
        return factory.createArrayLiteralExpression(expr.items.map(expression));
      case "pick":
        // A binding pattern stands where the declaration expects one; the type of expressions does not know it.
        return pick(expr) as unknown as ts.Expression;
      case "await":
        return factory.createAwaitExpression(expression(expr.operand));
      case "arrow":
        return at(arrow(expr), expr.origin);
    }
  }

  function unwrapped(node: ts.Node): ts.Node {
    return ts.isIdentifier(node) || !("expression" in node) ? node : unwrapped(node.expression as ts.Node);
  }

  function conditional(expr: Extract<Expr, { kind: "conditional" }>): ts.Expression {
    const [then, otherwise] = [expression(expr.then), expression(expr.else)];
    addComments(ts, then, expr.comments?.then ?? []);
    addComments(ts, otherwise, expr.comments?.else ?? []);
    return factory.createConditionalExpression(expression(expr.test), undefined, then, undefined, otherwise);
  }

  function member({ object, name, optional }: Extract<Expr, { kind: "member" }>): ts.Expression {
    const target = expression(object);
    const question = optional ? factory.createToken(ts.SyntaxKind.QuestionDotToken) : undefined;
    if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
      return optional
        ? factory.createPropertyAccessChain(target, question, name)
        : factory.createPropertyAccessExpression(target, name);
    }
    return optional
      ? factory.createElementAccessChain(target, question, factory.createStringLiteral(name))
      : factory.createElementAccessExpression(target, factory.createStringLiteral(name));
  }

  function pick({ property, target, initial }: Extract<Expr, { kind: "pick" }>): ts.ObjectBindingPattern {
    const isShort = target.kind === "name" && target.name === property;
    const element = factory.createBindingElement(
      undefined,
      isShort ? undefined : property,
      expression(target) as ts.Identifier,
      expression(initial),
    );
    return factory.createObjectBindingPattern([element]);
  }

  function arrow({ async, params, body }: Extract<Expr, { kind: "arrow" }>): ts.Expression {
    const modifiers = async ? [factory.createModifier(ts.SyntaxKind.AsyncKeyword)] : undefined;
    const parameters = params.map((param) =>
      factory.createParameterDeclaration(undefined, undefined, expression(param) as ts.Identifier),
    );
    return factory.createArrowFunction(
      modifiers,
      undefined,
      parameters,
      undefined,
      undefined,
      factory.createBlock(list(body), true),
    );
  }

  function literal(value: Literal): ts.Expression {
    if (value === null) return factory.createNull();
    if (value === undefined) return factory.createIdentifier("undefined");
    if (typeof value === "boolean") return value ? factory.createTrue() : factory.createFalse();
    if (typeof value === "string") return factory.createStringLiteral(value);
    const negative = value < 0;
    const digits =
      typeof value === "bigint"
        ? factory.createBigIntLiteral(`${negative ? -value : value}n`)
        : factory.createNumericLiteral(String(Math.abs(value)));
    return negative ? factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, digits) : digits;
  }

  function operator(sign: BinaryOperator): ts.BinaryOperator {
    switch (sign) {
      case "===":
        return ts.SyntaxKind.EqualsEqualsEqualsToken;
      case "!==":
        return ts.SyntaxKind.ExclamationEqualsEqualsToken;
      case "&&":
        return ts.SyntaxKind.AmpersandAmpersandToken;
      case "||":
        return ts.SyntaxKind.BarBarToken;
      case "??":
        return ts.SyntaxKind.QuestionQuestionToken;
    }
  }

  return { expression, at };
}
