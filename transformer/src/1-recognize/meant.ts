/**
 * Values that may be dropped although their type says otherwise: they come of a function that is `@ignorable`, as `send` is.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { brandOf } from "../syntax/brand.js";
import { isTransparent, unwrap } from "../syntax/unwrap.js";
import { valueOfType } from "./held.js";

/**
 * Whether all that `expression` may answer can be dropped, because its type holds nothing or its source is `@ignorable`. What
 * only hands values on is what they are: a branch, the arms of a match, the list of `Promise.all`.
 *
 *     await Promise.all([tx.send(1), tx.send(2)]);
 *     await Patterns.match(r, { Ok: (v) => tx.send(v), Err: () => {} });
 */
export function isMeant(ts: TypeScript, checker: ts.TypeChecker, expression: ts.Expression): boolean {
  const all = (values: readonly ts.Expression[]): boolean =>
    values.every((value) => isMeant(ts, checker, value));
  if (isTransparent(ts, expression) || ts.isAwaitExpression(expression))
    return isMeant(ts, checker, expression.expression);
  if (ts.isConditionalExpression(expression)) return all([expression.whenTrue, expression.whenFalse]);
  if (ts.isCallExpression(expression)) {
    const declaration = checker.getResolvedSignature(expression)?.declaration;
    if (isIgnorable(ts, declaration)) return true;
    const handedOn = valuesHandedOn(ts, expression, brandOf(ts, declaration));
    if (handedOn !== undefined) return all(handedOn);
  }
  return valueOfType(ts, checker, checker.getTypeAtLocation(expression)) === undefined;
}

/** The expressions whose values a call answers, where they are all written in it. */
function valuesHandedOn(
  ts: TypeScript,
  call: ts.CallExpression,
  brand: string | undefined,
): readonly ts.Expression[] | undefined {
  const last = call.arguments.at(-1);
  if (last === undefined) return undefined;
  const argument = unwrap(ts, last);
  if (brand === "Patterns" && ts.isObjectLiteralExpression(argument)) {
    return allOf(argument.properties, (property) =>
      ts.isPropertyAssignment(property) ? answersOf(ts, unwrap(ts, property.initializer)) : undefined,
    );
  }
  const { expression: callee } = call;
  const isOfPromise =
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === "Promise";
  return isOfPromise ? elementsOf(ts, argument) : undefined;
}

/** `[a, ...items.map((item) => b)]` -> a, b */
function elementsOf(ts: TypeScript, list: ts.Expression): readonly ts.Expression[] | undefined {
  if (ts.isArrayLiteralExpression(list)) {
    return allOf(list.elements, (element) =>
      ts.isSpreadElement(element) ? elementsOf(ts, unwrap(ts, element.expression)) : [element],
    );
  }
  if (!ts.isCallExpression(list) || !ts.isPropertyAccessExpression(list.expression)) return undefined;
  const [each] = list.arguments;
  return list.expression.name.text === "map" && each !== undefined
    ? answersOf(ts, unwrap(ts, each))
    : undefined;
}

/** What each part gives, or undefined where one gives nothing that is known. */
function allOf<T>(
  parts: readonly T[],
  find: (part: T) => readonly ts.Expression[] | undefined,
): readonly ts.Expression[] | undefined {
  const found = parts.map(find);
  return found.every((each) => each !== undefined) ? found.flat() : undefined;
}

/** What a function answers that is written in place: its expression, or those of its `return`s. */
function answersOf(ts: TypeScript, callback: ts.Expression): readonly ts.Expression[] | undefined {
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined;
  if (!ts.isBlock(callback.body)) return [callback.body];
  const answers: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) answers.push(node.expression);
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(callback.body, visit);
  return answers;
}

/** Reads the comment itself: under `tsc` the documentation of TypeScript files is not parsed. */
export function isIgnorable(ts: TypeScript, declaration: ts.Node | undefined): boolean {
  let node = declaration;
  while (node !== undefined) {
    const file = node.getSourceFile();
    if (/@ignorable\b/.test(file.text.slice(node.pos, node.getStart(file)))) return true;
    const { parent } = node;
    // The comment of a function in a variable or property stands in front of that.
    const isValue =
      ts.isVariableDeclaration(node) ||
      ts.isVariableDeclarationList(node) ||
      (ts.isFunctionLike(node) && (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)));
    node = isValue ? parent : undefined;
  }
  return false;
}
