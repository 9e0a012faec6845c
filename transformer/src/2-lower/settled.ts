/**
 * Which expressions provably are neither promises nor thenables, so that compiled code may leave out the await that
 * the runtime would do. `any`, type parameters and interfaces may hide a `then`; primitives cannot.
 */
import type ts from "typescript";
import type { LowerContext } from "./context.js";

export function isSettled(context: LowerContext, expression: ts.Expression): boolean {
  const { ts, checker } = context;
  const inner = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
  if (
    ts.isArrowFunction(inner) ||
    ts.isFunctionExpression(inner) ||
    ts.isTemplateExpression(inner) ||
    ts.isArrayLiteralExpression(inner)
  )
    return true;
  if (ts.isCallExpression(inner) && isConsole(context, inner)) return true;
  const type = checker.getTypeAtLocation(inner);
  return (type.isUnion() ? type.types : [type]).every((member) => (member.flags & primitive(ts)) !== 0);
}

/** The types whose values have no `then`. */
export const primitive = (ts: LowerContext["ts"]): ts.TypeFlags =>
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Never;

/** `void` says nothing in general (a callback typed so may answer a promise), but the platform's console keeps its word. */
function isConsole({ checker }: LowerContext, call: ts.CallExpression): boolean {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const parent = declaration?.parent as (ts.Node & { name?: { text?: string } }) | undefined;
  return parent?.name?.text === "Console" && declaration!.getSourceFile().isDeclarationFile;
}
