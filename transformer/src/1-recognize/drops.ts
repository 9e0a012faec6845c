/**
 * Finds Results, Options and Tasks that nobody takes: expression statements, also through `await`, a comma, a branch or an
 * optional call, and what a callback returns whose type says that it returns nothing. A promise of one is one, and so is a promise of a
 * list of Results (a list by itself is not: `results.sort()` is written for its effect). `void` in front says that it is meant, and so
 * does `@ignorable` on the function's declaration.
 *
 *     save(user);                                -> dropped Result at ‹save(user)›
 *     users.forEach((u) => save(u))              -> dropped Result at ‹save(u)›
 *     await Promise.all(tasks.map((t) => t.run()))   -> dropped Results at the whole of it
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { isTransparent } from "../syntax/unwrap.js";
import { type Held, mayHaveMembers, valueOfAwaited, valueOfType } from "./held.js";
import { isIgnorable, isMeant } from "./meant.js";

/** `promised`: it comes in a promise that nobody takes either. */
export interface Drop extends Held {
  readonly node: ts.Expression;
}

const NOTHING: readonly Drop[] = [];

/** What is lost by `node` itself; what is lost inside it is told by the nodes inside. */
export function dropsAt(ts: TypeScript, checker: ts.TypeChecker, node: ts.Node): readonly Drop[] {
  if (ts.isExpressionStatement(node)) return droppedIn(ts, checker, node.expression);
  if (ts.isForStatement(node)) {
    const { initializer, incrementor } = node;
    const isExpression = initializer !== undefined && !ts.isVariableDeclarationList(initializer);
    return [
      ...(incrementor === undefined ? [] : droppedIn(ts, checker, incrementor)),
      ...(isExpression ? droppedIn(ts, checker, initializer) : []),
    ];
  }
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
    const values = droppedIn(ts, checker, node.body);
    return values.length > 0 && returnsNothing(ts, checker, node) ? values : [];
  }
  if (ts.isReturnStatement(node) && node.expression !== undefined) {
    const callback = enclosingCallback(ts, node);
    const values = callback === undefined ? [] : droppedIn(ts, checker, node.expression);
    return values.length > 0 && returnsNothing(ts, checker, callback!) ? values : [];
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node))
    return node.arguments?.flatMap((argument) => namedCallback(ts, checker, argument)) ?? NOTHING;
  if (ts.isJsxAttribute(node) && node.initializer !== undefined && ts.isJsxExpression(node.initializer)) {
    const { expression } = node.initializer;
    return expression === undefined ? NOTHING : namedCallback(ts, checker, expression);
  }
  return NOTHING;
}

/** The values that are lost when the value of `expression` is. */
function droppedIn(ts: TypeScript, checker: ts.TypeChecker, expression: ts.Expression): Drop[] {
  if (isTransparent(ts, expression)) return droppedIn(ts, checker, expression.expression);
  if (ts.isConditionalExpression(expression)) {
    return [...droppedIn(ts, checker, expression.whenTrue), ...droppedIn(ts, checker, expression.whenFalse)];
  }
  if (ts.isBinaryExpression(expression)) {
    const operator = expression.operatorToken.kind;
    const right = (): Drop[] => droppedIn(ts, checker, expression.right);
    if (operator === ts.SyntaxKind.CommaToken)
      return [...droppedIn(ts, checker, expression.left), ...right()];
    const isBranch =
      operator === ts.SyntaxKind.AmpersandAmpersandToken ||
      operator === ts.SyntaxKind.BarBarToken ||
      operator === ts.SyntaxKind.QuestionQuestionToken;
    return isBranch ? right() : [];
  }
  const isAwait = ts.isAwaitExpression(expression);
  if (!isAwait && !ts.isCallExpression(expression)) return [];
  const dropped = isAwait
    ? valueOfAwaited(ts, checker, checker.getTypeAtLocation(expression))
    : valueOfType(ts, checker, answerOf(checker, expression));
  if (dropped === undefined) return [];
  return isMeant(ts, checker, expression) ? [] : [{ node: expression, ...dropped }];
}

/** The type of a call by its signature, which the checker keeps; it works out the type of an expression anew. */
function answerOf(checker: ts.TypeChecker, call: ts.CallExpression): ts.Type {
  const signature = checker.getResolvedSignature(call);
  return signature === undefined
    ? checker.getTypeAtLocation(call)
    : checker.getReturnTypeOfSignature(signature);
}

/** `users.forEach(save)`: the function is handed over by its name. */
function namedCallback(ts: TypeScript, checker: ts.TypeChecker, argument: ts.Expression): Drop[] {
  if (!ts.isIdentifier(argument) && !ts.isPropertyAccessExpression(argument)) return [];
  // What the call expects is known since it was checked; the type of a name is worked out anew.
  if (!returnsNothing(ts, checker, argument)) return [];
  const type = checker.getTypeAtLocation(argument);
  if (!mayHaveMembers(ts, type)) return [];
  const [signature, second] = type.getCallSignatures();
  if (signature === undefined || second !== undefined || isIgnorable(ts, signature.declaration)) return [];
  const dropped = valueOfType(ts, checker, checker.getReturnTypeOfSignature(signature));
  return dropped === undefined ? [] : [{ node: argument, ...dropped }];
}

/** The type that `callback` is expected to have returns `void`. */
function returnsNothing(
  ts: TypeScript,
  checker: ts.TypeChecker,
  callback: ts.Expression | ts.MethodDeclaration,
): boolean {
  const expected = ts.isMethodDeclaration(callback)
    ? expectedOfMethod(ts, checker, callback)
    : checker.getContextualType(callback);
  if (expected === undefined) return false;
  // Of a union those that can be called: a listener of the DOM is a function or an object.
  const signatures = (expected.isUnion() ? expected.types : [expected]).flatMap((member) =>
    member.getCallSignatures(),
  );
  return (
    signatures.length > 0 &&
    signatures.every(
      (signature) => (checker.getReturnTypeOfSignature(signature).flags & ts.TypeFlags.Void) !== 0,
    )
  );
}

/** The type that the object literal around a method is expected to have there. */
function expectedOfMethod(
  ts: TypeScript,
  checker: ts.TypeChecker,
  { parent, name }: ts.MethodDeclaration,
): ts.Type | undefined {
  if (!ts.isObjectLiteralExpression(parent) || !ts.isIdentifier(name)) return undefined;
  const expected = checker.getContextualType(parent);
  const property = expected && checker.getPropertyOfType(checker.getNonNullableType(expected), name.text);
  return property && checker.getTypeOfSymbolAtLocation(property, parent);
}

function enclosingCallback(
  ts: TypeScript,
  node: ts.Node,
): ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration | undefined {
  let scope = node.parent;
  while (!ts.isFunctionLike(scope) && !ts.isSourceFile(scope) && !ts.isClassElement(scope))
    scope = scope.parent;
  if (!ts.isArrowFunction(scope) && !ts.isFunctionExpression(scope) && !ts.isMethodDeclaration(scope))
    return undefined;
  // What a generator returns is for who iterates over it.
  return scope.asteriskToken === undefined ? scope : undefined;
}
