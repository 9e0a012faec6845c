/**
 * Which scrutinees certainly are neither null nor undefined, whatever their types say: then a match needs no guard of its own.
 * Types are no proof, the language and MiLost's own runtime are.
 *
 *     Patterns.match(await task.run(), ...)            MiLost made it
 *     log(shape.id); Patterns.match(shape, ...)        a property of it was read, which would have thrown
 *     Patterns.match(shape, { A: ..., B: ... }); Patterns.match(shape, ...)      the first match would have
 */
import type ts from "typescript";
import { brandOf } from "../../syntax/brand.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { isConstant, usesOf } from "../references.js";

/** Functions of MiLost that answer a Result, Option or selection of their own making, never what user code gave them. */
const MAKERS: Readonly<Record<string, string>> = {
  ResultStatic: "Ok Err try all any gen",
  OptionStatic: "Some fromNullable all gen",
  Result: "ok err map mapErr inspect inspectErr",
  Option: "map okOr okOrElse filter zip inspect",
  Receiver: "tryReceive",
  Sender: "trySend",
};

/** The same, through a promise. */
const PROMISERS: Readonly<Record<string, string>> = {
  ResultStatic: "fromPromise",
  Task: "run",
  Receiver: "receive",
  Sender: "send",
  SelectStatic: "",
};

export function isPresent(context: LowerContext, value: ts.Expression): boolean {
  const { ts, checker } = context;
  const inner = unwrap(ts, value);
  if (ts.isAwaitExpression(inner)) return isMade(context, unwrap(ts, inner.expression), PROMISERS);
  if (ts.isNewExpression(inner) || ts.isObjectLiteralExpression(inner)) return true;
  if (!ts.isIdentifier(inner)) return isMade(context, inner, MAKERS);
  const symbol = checker.getSymbolAtLocation(inner);
  if (symbol === undefined || !isConstant(context, symbol)) return false;
  const initial = initializerOf(context, symbol);
  return (initial !== undefined && isPresent(context, initial)) || isReadBefore(context, symbol, inner);
}

function isMade(
  { ts, checker }: LowerContext,
  call: ts.Expression,
  makers: Readonly<Record<string, string>>,
): boolean {
  if (!ts.isCallExpression(call) || ts.isOptionalChain(call)) return false;
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const methods = makers[brandOf(ts, declaration) ?? ""];
  const name = (declaration as ts.SignatureDeclaration | undefined)?.name;
  const method = name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : "";
  return methods?.split(" ").includes(method) ?? false;
}

/** What a `const` or `let` starts with; a `var` can be seen before. */
function initializerOf({ ts }: LowerContext, symbol: ts.Symbol): ts.Expression | undefined {
  const declaration = symbol.valueDeclaration;
  return declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    ts.isIdentifier(declaration.name) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.BlockScoped) !== 0
    ? declaration.initializer
    : undefined;
}

/** Whether control reaches `use` only through code that reads a property of the value, which is constant. */
function isReadBefore(context: LowerContext, symbol: ts.Symbol, use: ts.Node): boolean {
  const { ts } = context;
  // What is evaluated before it stands before it.
  if (usesOf(context, symbol, context.file).every(({ at }) => at.pos >= use.pos)) return false;
  const reads = (node: ts.Node | undefined): boolean => node !== undefined && readsIn(context, symbol, node);
  for (let at: ts.Node = use, outer = at.parent; outer !== undefined; at = outer, outer = at.parent) {
    const child = at;
    if (
      ts.isBlock(outer) ||
      ts.isSourceFile(outer) ||
      ts.isModuleBlock(outer) ||
      ts.isCaseOrDefaultClause(outer)
    ) {
      const { statements } = outer;
      const index = statements.indexOf(child as ts.Statement);
      if (statements.slice(0, Math.max(index, 0)).some(reads)) return true;
    }
    if (testsAround(ts, child, outer).some(reads)) return true;
    if (isArmOfMatchOn(context, symbol, outer)) return true;
    const isHoisted =
      ts.isFunctionLike(outer) && !ts.isArrowFunction(outer) && !ts.isFunctionExpression(outer);
    if (isHoisted || ts.isClassLike(outer)) return false;
  }
  return false;
}

/** What `outer` certainly has evaluated when control comes to its part `child`. */
function testsAround(ts: LowerContext["ts"], child: ts.Node, outer: ts.Node): readonly ts.Expression[] {
  if (ts.isIfStatement(outer) && child !== outer.expression)
    return child === outer.thenStatement ? conjuncts(ts, outer.expression) : [outer.expression];
  if (ts.isWhileStatement(outer) && child === outer.statement) return conjuncts(ts, outer.expression);
  if (ts.isConditionalExpression(outer) && child !== outer.condition)
    return child === outer.whenTrue ? conjuncts(ts, outer.condition) : [outer.condition];
  if (!ts.isBinaryExpression(outer) || child !== outer.right || isAssignment(ts, outer)) return [];
  const isAnd = outer.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isAnd ? conjuncts(ts, outer.left) : [outer.left];
}

/** Where `a && b` holds, both were evaluated. */
function conjuncts(ts: LowerContext["ts"], test: ts.Expression): readonly ts.Expression[] {
  const inner = unwrap(ts, test);
  return ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    ? [...conjuncts(ts, inner.left), ...conjuncts(ts, inner.right)]
    : [inner];
}

/** `outer` is an arm for a tag, of a match on the same value: the tag was read off it. */
function isArmOfMatchOn({ ts, checker, isSite }: LowerContext, symbol: ts.Symbol, outer: ts.Node): boolean {
  if (!ts.isPropertyAssignment(outer) && !ts.isMethodDeclaration(outer)) return false;
  if (!isNameOfTag(ts, outer.name)) return false;
  let call: ts.Node = outer.parent;
  while (ts.isExpression(call) && !ts.isCallExpression(call)) call = call.parent;
  if (!ts.isCallExpression(call) || !isSite(call) || unwrap(ts, call.arguments.at(-1)!) !== outer.parent)
    return false;
  const [scrutinee] = call.arguments;
  const inner = scrutinee && unwrap(ts, scrutinee);
  return inner !== undefined && ts.isIdentifier(inner) && checker.getSymbolAtLocation(inner) === symbol;
}

/** A match that no null or undefined gets through: all its arms are for tags. */
function isMatchByTags({ ts, checker, isSite }: LowerContext, call: ts.CallExpression): boolean {
  if (!isSite(call) || brandOf(ts, checker.getResolvedSignature(call)?.declaration) !== "Patterns")
    return false;
  const arms = unwrap(ts, call.arguments.at(-1)!);
  return (
    ts.isObjectLiteralExpression(arms) &&
    arms.properties.every(({ name }) => name !== undefined && isNameOfTag(ts, name))
  );
}

const isNameOfTag = (ts: LowerContext["ts"], name: ts.PropertyName): boolean =>
  (ts.isIdentifier(name) || ts.isStringLiteral(name)) &&
  name.text !== "_" &&
  name.text !== "null" &&
  name.text !== "undefined";

/** Whether evaluating `node` to its end certainly reads a property of the value. */
function readsIn(context: LowerContext, symbol: ts.Symbol, node: ts.Node): boolean {
  const { ts, checker } = context;
  const inside = (part: ts.Node | undefined): boolean => part !== undefined && readsIn(context, symbol, part);
  const isValue = (part: ts.Expression): boolean => {
    const inner = unwrap(ts, part);
    return (
      ts.isIdentifier(inner) && inner.text === symbol.name && checker.getSymbolAtLocation(inner) === symbol
    );
  };
  if (ts.isTypeNode(node) || ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  if (ts.isCallExpression(node) && node.arguments[0] !== undefined && isValue(node.arguments[0]))
    if (isMatchByTags(context, node)) return true;
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    if (node.questionDotToken === undefined && isValue(node.expression)) return true;
  }
  if (ts.isOptionalChain(node)) return inside(node.expression);
  if (ts.isConditionalExpression(node))
    return inside(node.condition) || (inside(node.whenTrue) && inside(node.whenFalse));
  if (ts.isIfStatement(node))
    return inside(node.expression) || (inside(node.thenStatement) && inside(node.elseStatement));
  if (ts.isBinaryExpression(node) && isBranching(ts, node.operatorToken.kind)) return inside(node.left);
  if (ts.isBlock(node)) {
    const jump = node.statements.findIndex((statement) => hasJump(ts, statement));
    return node.statements.slice(0, jump === -1 ? undefined : jump + 1).some(inside);
  }
  if (ts.isForStatement(node)) return inside(node.initializer);
  if (ts.isVariableDeclaration(node)) return inside(node.initializer);
  if (
    ts.isWhileStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isSwitchStatement(node)
  )
    return inside(node.expression);
  // A jump or a throw may leave them in front of the read.
  if (ts.isDoStatement(node) || ts.isTryStatement(node) || ts.isLabeledStatement(node)) return false;
  return ts.forEachChild(node, inside) ?? false;
}

const hasJump = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  ts.isBreakOrContinueStatement(node) ||
  (!ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => hasJump(ts, child)) ?? false));

const isAssignment = (ts: LowerContext["ts"], { operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** The right side may stay unevaluated. */
const isBranching = ({ SyntaxKind }: LowerContext["ts"], kind: ts.SyntaxKind): boolean =>
  kind === SyntaxKind.AmpersandAmpersandToken ||
  kind === SyntaxKind.BarBarToken ||
  kind === SyntaxKind.QuestionQuestionToken ||
  kind === SyntaxKind.AmpersandAmpersandEqualsToken ||
  kind === SyntaxKind.BarBarEqualsToken ||
  kind === SyntaxKind.QuestionQuestionEqualsToken;
