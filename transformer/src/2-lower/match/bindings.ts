/** The names that a piece of code binds, at any depth: parameters, variables, functions, classes, enums. */
import type ts from "typescript";
import type { TypeScript } from "../../options.js";

export function bindingsIn(ts: TypeScript, code: ts.Node): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    )
      found.add(node.name.text);
    else if (
      (ts.isFunctionDeclaration(node) ||
        ts.isFunctionExpression(node) ||
        ts.isClassLike(node) ||
        ts.isEnumDeclaration(node) ||
        ts.isModuleDeclaration(node)) &&
      node.name !== undefined &&
      ts.isIdentifier(node.name)
    )
      found.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(code);
  return [...found];
}

/** The names that a pattern binds. */
export function bindingsOf(ts: TypeScript, pattern: ts.BindingPattern): ts.Identifier[] {
  return pattern.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return [];
    return ts.isIdentifier(element.name) ? [element.name] : bindingsOf(ts, element.name);
  });
}
