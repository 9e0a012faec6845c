/** Which end of a channel an expression stands for, and whether it can be read again. */
import type ts from "typescript";
import type { End } from "../../ir/receive.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { isConstant } from "../references.js";
import { regionOf } from "../region.js";

export function lowerEnd(context: LowerContext, expression: ts.Expression, hint: string): End {
  const { ts, checker, handles } = context;
  const region = regionOf(context, expression);
  const inner = unwrap(ts, expression);
  const symbol = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner) : undefined;
  if (ts.isIdentifier(inner) && symbol !== undefined)
    return {
      code: handles.of(inner),
      name: isConstant(context, symbol) ? inner.text : undefined,
      hint: inner.text,
      region,
    };
  const member = ts.isPropertyAccessExpression(inner) && ts.isIdentifier(inner.name) ? inner.name.text : hint;
  return { code: handles.of(expression), name: undefined, hint: member, region };
}
