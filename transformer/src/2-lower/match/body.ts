/** What a handler's body does with its value and its control flow: the facts inlining rests on. */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { Handle } from "../../ir/handle.js";
import type { Body, Return, Value } from "../../ir/match.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { isSettled } from "../settled.js";
import { bindingsOf } from "./bindings.js";

export function lowerBody(context: LowerContext, body: ts.ConciseBody): Body | Bail {
  const { ts, handles } = context;
  if (!ts.isBlock(body)) return { kind: "expression", value: lowerValue(context, body) };
  const returns: Return[] = [];
  let obstacle: Bail | undefined;
  const visit = (node: ts.Node, nested: boolean, guarded: boolean): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node)) {
      returns.push({
        statement: handles.of(node),
        value: node.expression && lowerValue(context, node.expression),
        nested,
        last: node.parent === body && body.statements.at(-1) === node,
        guarded,
        embedded: !ts.isBlock(node.parent) && !ts.isCaseOrDefaultClause(node.parent),
      });
    }
    obstacle ??= hazard(context, node, body);
    const isTry = ts.isTryStatement(node);
    ts.forEachChild(node, (child) =>
      visit(child, nested || isBreakable(ts, node), guarded || (isTry && child !== node.finallyBlock)),
    );
  };
  ts.forEachChild(body, (child) => visit(child, false, false));
  if (obstacle !== undefined) return obstacle;
  return {
    kind: "block",
    block: handles.of(body),
    returns,
    completes: !body.statements.some((statement) => leaves(ts, statement)),
    isEmpty: body.statements.length === 0,
    declares: body.statements.flatMap((statement) => declaredBy(ts, statement)),
  };
}

export function lowerValue(context: LowerContext, expression: ts.Expression): Value {
  const { ts, handles } = context;
  const inner = unwrap(ts, expression);
  const awaited = ts.isAwaitExpression(inner) ? unwrap(ts, inner.expression) : inner;
  return {
    code: handles.of(expression),
    bare: bareOf(context, expression),
    anonymous: isAnonymousFunction(ts, inner),
    settled: isSettled(context, expression),
    idle:
      ts.isLiteralExpression(inner) ||
      isConstantWord(ts, inner) ||
      ts.isArrowFunction(inner) ||
      ts.isFunctionExpression(inner),
    site: context.isSite(awaited) ? handles.of(awaited) : undefined,
  };
}

/** Parentheses around a comma, around JSX over lines, and with comments inside are the user's. */
function bareOf({ ts, file, handles }: LowerContext, expression: ts.Expression): Handle | undefined {
  if (!ts.isParenthesizedExpression(expression) || !ts.isArrowFunction(expression.parent)) return undefined;
  const inner = expression.expression;
  if (!ts.isObjectLiteralExpression(inner) && !ts.isConditionalExpression(inner)) return undefined;
  const before = file.text.slice(expression.getStart(file) + 1, inner.getStart(file));
  const after = file.text.slice(inner.end, expression.end - 1);
  return before.trim() === "" && after.trim() === "" ? handles.of(inner) : undefined;
}

const isConstantWord = (ts: LowerContext["ts"], node: ts.Expression): boolean =>
  node.kind === ts.SyntaxKind.TrueKeyword ||
  node.kind === ts.SyntaxKind.FalseKeyword ||
  node.kind === ts.SyntaxKind.NullKeyword ||
  (ts.isIdentifier(node) && node.text === "undefined");

function hazard({ ts }: LowerContext, node: ts.Node, body: ts.Block): Bail | undefined {
  if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
    return bail(8005, "a `var` in the arm would become the surrounding function's: write `let` or `const`");
  }
  if (ts.isLabeledStatement(node) && isLabelAround(ts, body, node.label.text)) {
    return bail(8005, `the label "${node.label.text}" in the arm would nest inside a label of the same name`);
  }
  if (ts.isExpressionStatement(node) && node.parent === body && ts.isStringLiteral(node.expression)) {
    return bail(8005, "the arm has a directive, which belongs to a function of its own");
  }
  return undefined;
}

function isLabelAround(ts: LowerContext["ts"], node: ts.Node, label: string): boolean {
  for (let outer: ts.Node | undefined = node.parent; outer !== undefined; outer = outer.parent) {
    if (ts.isLabeledStatement(outer) && outer.label.text === label) return true;
  }
  return false;
}

/** Whether a `break` inside would leave this statement instead of the match's switch. */
const isBreakable = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);

/** Certainly does not run off its end. */
export function leaves(ts: LowerContext["ts"], statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.some((inner) => leaves(ts, inner));
  if (ts.isIfStatement(statement)) {
    return (
      statement.elseStatement !== undefined &&
      leaves(ts, statement.thenStatement) &&
      leaves(ts, statement.elseStatement)
    );
  }
  if (ts.isTryStatement(statement)) {
    if (statement.finallyBlock !== undefined && leaves(ts, statement.finallyBlock)) return true;
    return (
      leaves(ts, statement.tryBlock) &&
      (statement.catchClause === undefined || leaves(ts, statement.catchClause.block))
    );
  }
  if (ts.isSwitchStatement(statement)) {
    const { clauses } = statement.caseBlock;
    return (
      clauses.some(ts.isDefaultClause) &&
      (clauses.at(-1)?.statements.some((inner) => leaves(ts, inner)) ?? false) &&
      !hasBreak(ts, statement.caseBlock)
    );
  }
  return false;
}

/** Whether some `break` inside may lead behind the switch around `node`. */
function hasBreak(ts: LowerContext["ts"], node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  if (ts.isBreakStatement(node)) return true;
  // What leaves a loop or switch inside stays in front of the end, unless it goes by a label.
  if (isBreakable(ts, node)) return hasLabeledBreak(ts, node);
  return ts.forEachChild(node, (child) => hasBreak(ts, child)) ?? false;
}

const hasLabeledBreak = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  (ts.isBreakStatement(node) && node.label !== undefined) ||
  (ts.forEachChild(node, (child) => hasLabeledBreak(ts, child)) ?? false);

/** The names that a statement declares in the block around it. */
export function declaredBy(ts: LowerContext["ts"], statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : bindingsOf(ts, name).map((each) => each.text),
    );
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

export function isAnonymousFunction(ts: LowerContext["ts"], node: ts.Expression): boolean {
  return (
    ts.isArrowFunction(node) ||
    ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name === undefined)
  );
}
