/**
 * Lowers `await tx.send(value);`: a send whose outcome nobody wants. Only where it is sent again and again does what is
 * saved outweigh what is written.
 */
import type ts from "typescript";
import type { SendStatement, Sent } from "../../ir/receive.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { isAnonymousFunction } from "../match/body.js";
import { literalOf } from "../match/space.js";
import { lowerEnd } from "./end.js";

export function lowerSend(context: LowerContext, call: ts.CallExpression): SendStatement | undefined {
  const { ts, handles } = context;
  const awaited = call.parent;
  if (!ts.isAwaitExpression(awaited) || !ts.isExpressionStatement(awaited.parent)) return undefined;
  const statement = awaited.parent;
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || ts.isOptionalChain(call)) return undefined;
  const [value, more] = call.arguments;
  if (value === undefined || more !== undefined || ts.isSpreadElement(value)) return undefined;
  if (!isInLoop(ts, statement) || isCompiled(ts, statement)) return undefined;
  return {
    kind: "send",
    call: handles.of(call),
    sender: lowerEnd(context, callee.expression, "sender"),
    statement: handles.of(statement),
    embedded: !ts.isBlock(statement.parent) && !ts.isSourceFile(statement.parent) && !isClause(ts, statement),
    value: lowerSent(context, value),
  };
}

function isInLoop(ts: LowerContext["ts"], statement: ts.Statement): boolean {
  for (let at: ts.Node = statement.parent; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent)
    if (ts.isIterationStatement(at, false)) return true;
  return false;
}

const isClause = (ts: LowerContext["ts"], { parent }: ts.Node): boolean =>
  ts.isCaseOrDefaultClause(parent) || ts.isModuleBlock(parent);

/** `if (!milost.sendReady(tx, v)) await tx.send(v);` is what this becomes. */
function isCompiled(ts: LowerContext["ts"], statement: ts.Statement): boolean {
  const around = ts.isBlock(statement.parent) ? statement.parent.parent : statement.parent;
  if (!ts.isIfStatement(around) || !ts.isPrefixUnaryExpression(around.expression)) return false;
  const test = around.expression.operand;
  return (
    ts.isCallExpression(test) &&
    ts.isPropertyAccessExpression(test.expression) &&
    test.expression.name.text === "sendReady"
  );
}

function lowerSent(context: LowerContext, value: ts.Expression): Sent {
  const { ts, checker, handles } = context;
  const inner = unwrap(ts, value);
  if (ts.isIdentifier(inner)) return { kind: "name", code: handles.of(inner), name: inner.text };
  const isUnit =
    ts.isStringLiteralLike(inner) ||
    ts.isNumericLiteral(inner) ||
    inner.kind === ts.SyntaxKind.TrueKeyword ||
    inner.kind === ts.SyntaxKind.FalseKeyword ||
    inner.kind === ts.SyntaxKind.NullKeyword;
  const literal = isUnit ? literalOf(context, checker.getTypeAtLocation(inner)) : undefined;
  if (literal !== undefined) return { kind: "literal", value: literal.value };
  return { kind: "code", code: handles.of(value), anonymous: isAnonymousFunction(ts, inner) };
}
