/** Who refers to a binding, and how: the facts that substitution, temporaries and TDZ questions rest on. */
import type ts from "typescript";
import type { LowerContext } from "./context.js";

export interface SymbolUse {
  readonly at: ts.Identifier;
  readonly shorthand: boolean;
  readonly written: boolean;
  /** Inside a function that lies inside `within`: evaluated at some other time. */
  readonly captured: boolean;
}

/** The references to `symbol` inside `within`, in source order, without its declaration. */
export function usesOf({ ts, checker }: LowerContext, symbol: ts.Symbol, within: ts.Node): SymbolUse[] {
  const uses: SymbolUse[] = [];
  const visit = (node: ts.Node, captured: boolean): void => {
    if (ts.isIdentifier(node) && node.text === symbol.name) {
      const shorthand = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
      const found = shorthand
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      const declares =
        symbol.declarations?.some((declaration) => (declaration as ts.NamedDeclaration).name === node) ??
        false;
      if (found === symbol && !declares)
        uses.push({ at: node, shorthand, written: isWritten(ts, node), captured });
    }
    ts.forEachChild(node, (child) => visit(child, captured || (node !== within && isDeferring(ts, node))));
  };
  visit(within, false);
  return uses;
}

/** The body of a function and the fields of a class run at another time than the code around them. */
function isDeferring(ts: LowerContext["ts"], node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.isClassLike(node);
}

/** `x = ...`, `x++`, `[x] = ...`, `for (x of ...)`: anything that is not certainly a read counts as a write. */
export function isWritten(ts: LowerContext["ts"], node: ts.Expression): boolean {
  let child: ts.Node = node;
  let parent: ts.Node = node.parent;
  while (
    ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === child)
  ) {
    child = parent;
    parent = parent.parent;
  }
  if (ts.isBinaryExpression(parent) && parent.left === child) {
    const operator = parent.operatorToken.kind;
    return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  }
  return (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) && parent.initializer === child;
}

/**
 * Whether nothing but the code around it assigns to a binding: what other functions do, be it a getter that runs while a
 * tag is read, leaves it as it is.
 */
export function isStable(context: LowerContext, symbol: ts.Symbol): boolean {
  const { ts } = context;
  if (isConstant(context, symbol)) return true;
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined || declaration.getSourceFile() !== context.file) return false;
  if (
    !ts.isVariableDeclaration(declaration) &&
    !ts.isBindingElement(declaration) &&
    !ts.isParameter(declaration)
  )
    return false;
  const home = functionAround(ts, declaration);
  return usesOf(context, symbol, context.file).every(
    (use) => !use.written || functionAround(ts, use.at) === home,
  );
}

function functionAround(ts: LowerContext["ts"], node: ts.Node): ts.Node | undefined {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return at;
  }
  return undefined;
}

/**
 * A binding that keeps its value once it has one: `const`, an import, a function or class, or a variable or
 * parameter that nobody assigns to.
 */
export function isConstant(context: LowerContext, symbol: ts.Symbol): boolean {
  const { ts } = context;
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (declaration === undefined) return false;
  if (
    ts.isImportSpecifier(declaration) ||
    ts.isImportClause(declaration) ||
    ts.isNamespaceImport(declaration)
  )
    return true;
  if (declaration.getSourceFile() !== context.file) return false;
  const isVariable =
    ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration) || ts.isParameter(declaration);
  if (isVariable && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0) return true;
  if (!isVariable && !ts.isFunctionDeclaration(declaration) && !ts.isClassDeclaration(declaration))
    return false;
  return !usesOf(context, symbol, context.file).some((use) => use.written);
}
