/**
 * Whether a function's code uses what only the function itself gives it: `this`, `arguments`, `super`, `new.target`. Arrow
 * functions inside share all of it. Other functions, and the fields and static blocks of classes, have their own; but their
 * computed names and decorators, and what a class extends, belong to the code around them.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";

export function usesOwnScope(ts: TypeScript, ...code: readonly (ts.Node | undefined)[]): boolean {
  const visit = (node: ts.Node): boolean => {
    if (
      node.kind === ts.SyntaxKind.ThisKeyword ||
      node.kind === ts.SyntaxKind.SuperKeyword ||
      ts.isMetaProperty(node) ||
      (ts.isIdentifier(node) && node.text === "arguments")
    )
      return true;
    if (ts.isClassStaticBlockDeclaration(node)) return false;
    const hasOwn = (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isPropertyDeclaration(node);
    if (!hasOwn) return ts.forEachChild(node, visit) ?? false;
    const name = node.name !== undefined && ts.isComputedPropertyName(node.name) ? [node.name] : [];
    const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
    return [...name, ...decorators].some(visit);
  };
  return code.some((part) => part !== undefined && visit(part));
}
