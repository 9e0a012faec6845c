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

/**
 * The identifiers of a file by their text, in source order; and, once a name was asked for, by what they refer to, so that a
 * file is walked once and each identifier looked up once, however many bindings are asked about.
 */
export class Identifiers {
  readonly byName: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly #ts: LowerContext["ts"];
  readonly #checker: ts.TypeChecker;
  readonly #bySymbol = new Map<string, ReadonlyMap<ts.Symbol, readonly ts.Identifier[]>>();

  constructor(ts: LowerContext["ts"], checker: ts.TypeChecker, file: ts.SourceFile) {
    this.#ts = ts;
    this.#checker = checker;
    const found = new Map<string, ts.Identifier[]>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) put(found, node.text, node);
      ts.forEachChild(node, visit);
    };
    visit(file);
    this.byName = found;
  }

  /** What refers to `symbol`, its declaration among them. */
  of(symbol: ts.Symbol): readonly ts.Identifier[] {
    let known = this.#bySymbol.get(symbol.name);
    if (known === undefined) {
      const found = new Map<ts.Symbol, ts.Identifier[]>();
      for (const node of this.byName.get(symbol.name) ?? []) {
        const target = isShorthand(this.#ts, node)
          ? this.#checker.getShorthandAssignmentValueSymbol(node.parent)
          : this.#checker.getSymbolAtLocation(node);
        if (target !== undefined) put(found, target, node);
      }
      known = found;
      this.#bySymbol.set(symbol.name, known);
    }
    return known.get(symbol) ?? [];
  }
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

const isShorthand = (ts: LowerContext["ts"], node: ts.Identifier): boolean =>
  ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;

/** The references to `symbol` inside `within`, in source order, without its declaration. */
export function usesOf({ ts, identifiers }: LowerContext, symbol: ts.Symbol, within: ts.Node): SymbolUse[] {
  const uses: SymbolUse[] = [];
  for (const node of identifiers.of(symbol)) {
    if (node.pos < within.pos || node.end > within.end) continue;
    const declares =
      symbol.declarations?.some((declaration) => (declaration as ts.NamedDeclaration).name === node) ?? false;
    if (declares) continue;
    uses.push({
      at: node,
      shorthand: isShorthand(ts, node),
      written: isWritten(ts, node),
      captured: isDeferred(ts, node, within),
    });
  }
  return uses;
}

/** Whether a function or class inside `within` lies around the node. */
function isDeferred(ts: LowerContext["ts"], node: ts.Node, within: ts.Node): boolean {
  if (node === within) return false;
  for (let at = node.parent; at !== undefined && at !== within; at = at.parent)
    if (isDeferring(ts, at)) return true;
  return false;
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
  if (isOfNamespace(ts, declaration)) return false;
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
 * A binding that keeps its value once it has one: `const`, a function or class, a variable or parameter that nobody
 * assigns to, or an import of such a one.
 */
export function isConstant(context: LowerContext, symbol: ts.Symbol): boolean {
  const { ts } = context;
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (declaration === undefined) return false;
  if (ts.isNamespaceImport(declaration)) return true;
  if (ts.isImportSpecifier(declaration) || ts.isImportClause(declaration))
    return isConstantExport(context, symbol);
  if (declaration.getSourceFile() !== context.file) return false;
  const isVariable =
    ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration) || ts.isParameter(declaration);
  if (isVariable && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0) return true;
  if (!isVariable && !ts.isFunctionDeclaration(declaration) && !ts.isClassDeclaration(declaration))
    return false;
  if (isVariable && (isOfNamespace(ts, declaration) || isDeclaredAgain(ts, symbol, declaration)))
    return false;
  return !usesOf(context, symbol, context.file).some((use) => use.written);
}

/** An import shows what its module assigns to a `let` at any time. */
export function isConstantExport({ ts, checker }: LowerContext, symbol: ts.Symbol): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.valueDeclaration;
  if (declaration === undefined) return false;
  if (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration))
    return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return (
    ts.isFunctionDeclaration(declaration) ||
    ts.isClassDeclaration(declaration) ||
    ts.isEnumDeclaration(declaration) ||
    ts.isModuleDeclaration(declaration) ||
    ts.isSourceFile(declaration) ||
    ts.isExportAssignment(declaration)
  );
}

/** `namespace N { export let x }` is a property of `N`, which anybody may set. */
const isOfNamespace = (ts: LowerContext["ts"], declaration: ts.Declaration): boolean =>
  (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0 &&
  isInNamespace(ts, declaration);

function isInNamespace(ts: LowerContext["ts"], node: ts.Node): boolean {
  for (let at = node.parent; at !== undefined && !ts.isFunctionLike(at); at = at.parent)
    if (ts.isModuleBlock(at)) return true;
  return false;
}

/** A `var` that comes by its declaration several times, or by several, is one variable with several values. */
function isDeclaredAgain(ts: LowerContext["ts"], symbol: ts.Symbol, declaration: ts.Declaration): boolean {
  if ((symbol.declarations?.length ?? 0) > 1) return true;
  if (ts.isParameter(declaration) || ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.BlockScoped)
    return false;
  for (let at: ts.Node = declaration; at !== undefined && !ts.isFunctionLike(at); at = at.parent)
    if (ts.isIterationStatement(at, false)) return true;
  return false;
}
