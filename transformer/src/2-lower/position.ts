/**
 * Where a call stands: the ladder's rungs. A rung-1 place takes statements; everywhere else the call becomes an
 * expression whose temporaries are declared at an anchor in front of it.
 *
 *     const x = await (Patterns.match(...) as T);   -> declare x, awaited
 *     f(Patterns.match(...))                        -> expression, anchored at the statement
 */
import type ts from "typescript";
import { bail } from "../ir/bail.js";
import type { Anchor, Position } from "../ir/match.js";
import { isTransparent, unwrap } from "../syntax/unwrap.js";
import type { LowerContext } from "./context.js";
import { reachedFirst } from "./evaluation.js";
import { usesOf } from "./references.js";
import { spillsBefore } from "./spills.js";

export function lowerPosition(context: LowerContext, call: ts.Expression): Position {
  const { ts, handles } = context;
  let node: ts.Expression = skipOutward(ts, call);
  const awaited = ts.isAwaitExpression(node.parent);
  if (awaited) node = skipOutward(ts, node.parent as ts.AwaitExpression);
  const parent = node.parent;
  const embedded = !isList(ts, parent.parent);
  const statement = (kind: "return" | "throw" | "discard"): Position => ({
    kind,
    awaited,
    statement: handles.of(parent),
    embedded,
  });
  if (ts.isReturnStatement(parent)) return statement("return");
  if (ts.isThrowStatement(parent)) return statement("throw");
  if (ts.isExpressionStatement(parent)) return statement("discard");
  if (ts.isArrowFunction(parent)) return { kind: "arrow", awaited, body: handles.of(node) };
  if (ts.isVariableDeclaration(parent)) {
    const declared = lowerDeclaration(context, parent, node, awaited);
    if (declared !== undefined) return declared;
  }
  if (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === node
  ) {
    const { left } = parent;
    if (ts.isExpressionStatement(parent.parent) && ts.isIdentifier(left)) {
      return {
        kind: "assign",
        awaited,
        statement: handles.of(parent.parent),
        embedded: !isList(ts, parent.parent.parent),
        target: handles.of(left),
        name: left.text,
      };
    }
  }
  const anchor = anchorOf(context, node);
  if (anchor.kind === "bail") return { kind: "nowhere", awaited, bail: anchor };
  const declarator = declaratorOf(context, node, handles.node(anchor.at));
  const head = headOf(ts, handles.node((declarator ?? anchor).at));
  // Exactly once and before everything that has an effect: then it may as well be done by statements in front of the anchor.
  const first = head !== undefined && reachedFirst(context, head, node, "effects");
  const spilled = first ? [] : head && spillsBefore(context, head, node);
  const spills = spilled?.map((each) => ({ code: handles.of(each), hint: hintOf(ts, each) }));
  const once = !isRepeated(ts, handles.node(anchor.at), node);
  return {
    kind: "expression",
    awaited,
    expression: handles.of(node),
    anchor,
    declarator,
    once,
    first,
    spills,
  };
}

function skipOutward(ts: LowerContext["ts"], expression: ts.Expression): ts.Expression {
  let node = expression;
  while (isTransparent(ts, node.parent) && node.parent.expression === node) node = node.parent;
  return node;
}

const isList = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  ts.isBlock(node) || ts.isSourceFile(node) || ts.isModuleBlock(node) || ts.isCaseOrDefaultClause(node);

function lowerDeclaration(
  context: LowerContext,
  declaration: ts.VariableDeclaration,
  initializer: ts.Expression,
  awaited: boolean,
): Position | undefined {
  const { ts, checker, handles } = context;
  const list = declaration.parent;
  if (
    !ts.isVariableDeclarationList(list) ||
    list.declarations.length !== 1 ||
    !ts.isVariableStatement(list.parent)
  )
    return undefined;
  const flags = list.flags & ts.NodeFlags.BlockScoped;
  if (flags !== 0 && flags !== ts.NodeFlags.Const && flags !== ts.NodeFlags.Let) return undefined;
  const statement = handles.of(list.parent);
  if (!ts.isIdentifier(declaration.name) || list.parent.modifiers !== undefined) {
    return { kind: "initialize", awaited, statement, initializer: handles.of(initializer) };
  }
  const symbol = checker.getSymbolAtLocation(declaration.name);
  const scope = scopeOf(ts, list.parent);
  const uses = symbol === undefined ? [] : usesOf(context, symbol, scope);
  // A function that comes later is made later, unless its declaration is hoisted.
  const seen = uses.some(({ at, captured }) =>
    at.pos < list.parent.end ? captured || at.pos >= initializer.pos : captured && isHoisted(ts, at, scope),
  );
  return {
    kind: "declare",
    awaited,
    statement,
    keyword: flags === ts.NodeFlags.Const ? "const" : flags === ts.NodeFlags.Let ? "let" : "var",
    name: declaration.name.text,
    // A `const` that functions may refer to meanwhile keeps its dead zone; a `var` has none.
    direct: symbol !== undefined && (flags === 0 ? ts.isIdentifier(declaration.name) : !seen),
    initializer: handles.of(initializer),
  };
}

/** Whether the outermost function around a reference is there from the beginning of `scope`. */
function isHoisted(ts: LowerContext["ts"], reference: ts.Node, scope: ts.Node): boolean {
  let outermost: ts.Node | undefined;
  for (let at = reference.parent; at !== scope; at = at.parent)
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) outermost = at;
  if (outermost === undefined || !ts.isFunctionDeclaration(outermost)) return false;
  const { parent } = outermost;
  return (ts.isCaseOrDefaultClause(parent) ? parent.parent : parent) === scope;
}

function scopeOf(ts: LowerContext["ts"], node: ts.Node): ts.Node {
  let scope = node.parent;
  while (!ts.isSourceFile(scope) && !ts.isBlock(scope) && !ts.isModuleBlock(scope) && !ts.isCaseBlock(scope))
    scope = scope.parent;
  return scope;
}

/** The statement, or arrow body, in front of which a declaration runs in the same activation as the expression. */
function anchorOf({ ts, handles }: LowerContext, expression: ts.Node): Anchor | ReturnType<typeof bail> {
  let node: ts.Node = expression;
  for (let parent = node.parent; parent !== undefined; node = parent, parent = parent.parent) {
    if (ts.isArrowFunction(parent) && parent.body === node)
      return { kind: "arrow", at: handles.of(node), embedded: false };
    if (ts.isParameter(parent))
      return bail(8004, "the call stands in a parameter's default, where no statement can go");
    if (ts.isPropertyDeclaration(parent))
      return bail(8004, "the call stands in a class field's initialiser, where no statement can go");
    if (
      ts.isClassElement(parent) ||
      ts.isEnumMember(parent) ||
      ts.isDecorator(parent) ||
      ts.isHeritageClause(parent)
    ) {
      return bail(8004, "the call stands in a class's or an enum's head, where no statement can go");
    }
    if (ts.isStatement(node) && !ts.isBlock(node) && !ts.isLabeledStatement(parent) && !isElse(ts, node)) {
      return { kind: "statement", at: handles.of(node), embedded: !isList(ts, parent) };
    }
  }
  return bail(8004, "the call stands where no statement can go");
}

/** Whether the anchor is a loop that evaluates the expression on every turn. */
function isRepeated(ts: LowerContext["ts"], anchor: ts.Node, expression: ts.Node): boolean {
  if (ts.isLabeledStatement(anchor)) return isRepeated(ts, anchor.statement, expression);
  if (!ts.isStatement(anchor) || !ts.isIterationStatement(anchor, false)) return false;
  const head = ts.isForStatement(anchor) ? anchor.initializer : headOf(ts, anchor);
  return head === undefined || expression.pos < head.pos || head.end < expression.end;
}

/** The declarator that the expression stands in, where others come before it in the statement. */
function declaratorOf(
  { ts, handles, file }: LowerContext,
  expression: ts.Node,
  statement: ts.Node,
): Anchor | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const { declarations, flags } = statement.declarationList;
  const index = declarations.findIndex(({ pos, end }) => pos <= expression.pos && expression.end <= end);
  const blockScoped = flags & ts.NodeFlags.BlockScoped;
  const isPlain = blockScoped === 0 || blockScoped === ts.NodeFlags.Const || blockScoped === ts.NodeFlags.Let;
  if (index < 1 || !isPlain) return undefined;
  const opening = file.text.slice(statement.getStart(file), declarations[0]!.getStart(file));
  const cut = { statement: handles.of(statement), previous: handles.of(declarations[index - 1]!), opening };
  return { kind: "declarator", at: handles.of(declarations[index]!), embedded: false, cut };
}

/** `user.name` -> "name" */
function hintOf(ts: LowerContext["ts"], spilled: ts.Expression): string {
  const inner = unwrap(ts, spilled);
  if (ts.isIdentifier(inner)) return inner.text;
  return ts.isPropertyAccessExpression(inner) && ts.isIdentifier(inner.name) ? inner.name.text : "before";
}

/** What a statement evaluates first, and only once. */
function headOf(ts: LowerContext["ts"], anchor: ts.Node): ts.Node | undefined {
  if (ts.isLabeledStatement(anchor)) return headOf(ts, anchor.statement);
  if (
    ts.isExpressionStatement(anchor) ||
    ts.isReturnStatement(anchor) ||
    ts.isThrowStatement(anchor) ||
    ts.isIfStatement(anchor) ||
    ts.isSwitchStatement(anchor) ||
    ts.isExportAssignment(anchor)
  )
    return anchor.expression;
  if (ts.isForOfStatement(anchor) || ts.isForInStatement(anchor)) return anchor.expression;
  if (ts.isVariableStatement(anchor)) return anchor.declarationList.declarations[0]?.initializer;
  if (ts.isVariableDeclaration(anchor)) return anchor.initializer;
  if (ts.isStatement(anchor)) return undefined;
  return anchor;
}

const isElse = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  ts.isIfStatement(node.parent) && node.parent.elseStatement === node && ts.isIfStatement(node);
