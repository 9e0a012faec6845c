/** Which names a piece of code mentions: what decides whether a binding can stand beside other code. */
import type ts from "typescript";
import { isTransparent } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import type { TaskContext } from "./context.js";

/** Identifiers as bindings or references; names of properties and types are neither. */
export function countNames(ts: LowerContext["ts"], code: ts.Node): Map<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isKey =
        (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
      if (!isKey) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(code);
  return counts;
}

/** Whether none of `names` occurs in the outermost chain around `code` except inside `code`. */
export function areExclusive(context: TaskContext, code: ts.Node, names: readonly string[]): boolean {
  const inside = context.occurrences(code);
  const around = context.occurrences(outermostChain(context, code));
  return names.every((name) => inside.get(name) === around.get(name));
}

/** The outermost call of a Task method or static around `code`. */
function outermostChain(context: TaskContext, code: ts.Node): ts.Node {
  let outermost = code;
  for (let node = code; node !== undefined; node = node.parent) {
    if (context.methodOf(node) !== undefined || context.staticOf(node) !== undefined) outermost = node;
  }
  return outermost;
}

export function boundNames(ts: LowerContext["ts"], name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(ts, element.name),
  );
}

/** What the statements of a block declare for the whole block. */
export function declaredNames(ts: LowerContext["ts"], block: ts.Block): string[] {
  return block.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) =>
        boundNames(ts, name).map(({ text }) => text),
      );
    }
    const isNamed =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement);
    return isNamed && statement.name !== undefined ? [statement.name.text] : [];
  });
}

/** The expression around `node` with its parentheses and type assertions. */
export function outward(ts: LowerContext["ts"], node: ts.Expression): ts.Expression {
  let outer = node;
  while (isTransparent(ts, outer.parent) && outer.parent.expression === outer) outer = outer.parent;
  return outer;
}
