/** A recognised `match` or `matchOn` call as a {@link MatchSite}, or the reason why it cannot be read as one. */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { MatchSite, Scrutinee } from "../../ir/match.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { lowerPosition } from "../position.js";
import { isConstant, isStable } from "../references.js";
import { regionOf } from "../region.js";
import { lowerArms } from "./arms.js";
import { bindingsIn } from "./bindings.js";
import { isPresent } from "./presence.js";
import { literalOf, lowerSpace } from "./space.js";

export function lowerMatch(
  context: LowerContext,
  call: ts.CallExpression,
  method: "match" | "matchOn",
): MatchSite | Bail {
  const { ts, checker, handles } = context;
  if (call.arguments.some(ts.isSpreadElement)) return bail(8002, "the call's arguments contain a spread");
  if (call.questionDotToken !== undefined || ts.isOptionalChain(call))
    return bail(8004, "the call is part of an optional chain");
  const [value, ...rest] = call.arguments;
  const armsArgument = rest.at(-1);
  if (
    value === undefined ||
    armsArgument === undefined ||
    call.arguments.length !== (method === "match" ? 2 : 3)
  ) {
    return bail(
      8001,
      `${method} takes ${method === "match" ? "a value and its arms" : "a value, the property that tells its variants apart, and its arms"}`,
    );
  }
  let property = "_tag";
  if (method === "matchOn") {
    const name = literalOf(context, checker.getTypeAtLocation(rest[0]!));
    if (typeof name?.value !== "string" || !ts.isStringLiteralLike(unwrap(ts, rest[0]!))) {
      return bail(8001, "the property that tells the variants apart is not written as a string literal");
    }
    property = name.value;
  }
  const arms = lowerArms(context, armsArgument);
  if ("kind" in arms) return arms;
  const discriminant = { property, unwraps: method === "match" };
  return {
    kind: "match",
    call: handles.of(call),
    callee: call.expression.getText(context.file),
    scrutinee: lowerScrutinee(context, value),
    discriminant,
    space: lowerSpace(context, value, discriminant, arms),
    arms,
    armsAt: handles.of(unwrap(ts, armsArgument)),
    binds: bindingsIn(ts, armsArgument),
    region: regionOf(context, call),
    position: lowerPosition(context, call),
  };
}

function lowerScrutinee(context: LowerContext, value: ts.Expression): Scrutinee {
  const { ts, checker, handles } = context;
  const inner = unwrap(ts, value);
  const symbol = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner) : undefined;
  const name =
    symbol !== undefined && ts.isIdentifier(inner) && inner.text !== "undefined" ? inner.text : undefined;
  return {
    code: handles.of(name === undefined ? value : inner),
    name,
    constant: symbol !== undefined && isConstant(context, symbol),
    stable: symbol !== undefined && isStable(context, symbol),
    present: isPresent(context, value),
    hint: ts.isPropertyAccessExpression(inner) && ts.isIdentifier(inner.name) ? inner.name.text : undefined,
  };
}
