/**
 * A handler that is given by name, `Ok: describe` or `Err: console.error`: called in place, when what the name means can
 * neither change between building the arms and calling one, nor be seen to be looked up.
 */
import type ts from "typescript";
import { bail } from "../../ir/bail.js";
import type { Handler } from "../../ir/match.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { isConstant, isConstantExport } from "../references.js";

export function lowerReference(context: LowerContext, handler: ts.Expression): Handler {
  const { ts, handles } = context;
  if (ts.isIdentifier(handler)) {
    const symbol = symbolOf(context, handler);
    if (symbol !== undefined && (isConstant(context, symbol) || isGlobal(symbol)))
      return { kind: "call", callee: handles.of(handler), method: false };
    return { kind: "opaque", bail: bail(8005, `"${handler.text}" may be assigned to before it is called`) };
  }
  if (ts.isPropertyAccessExpression(handler) && isKnownMember(context, handler))
    return { kind: "call", callee: handles.of(handler), method: true };
  return {
    kind: "opaque",
    bail: bail(8005, "evaluating the arm could be observed: write it as an arrow function"),
  };
}

/** `console.error`, `JSON.stringify`, `helpers.show`: a plain member of a namespace, an object literal or a class. */
function isKnownMember(context: LowerContext, { expression, name }: ts.PropertyAccessExpression): boolean {
  const { ts, checker } = context;
  const base = unwrap(ts, expression);
  if (!ts.isIdentifier(base)) return false;
  const symbol = symbolOf(context, base);
  if (symbol === undefined) return false;
  if (isGlobal(symbol)) return true;
  if (!isConstant(context, symbol)) return false;
  const own = checker.getSymbolAtLocation(name);
  if (symbol.declarations?.some(ts.isNamespaceImport))
    return own !== undefined && isConstantExport(context, own);
  const member = own?.valueDeclaration;
  if (member === undefined) return false;
  const isPlain =
    ts.isPropertyAssignment(member) ||
    ts.isShorthandPropertyAssignment(member) ||
    ts.isMethodDeclaration(member);
  // A class or an object literal that the name itself stands for; an instance may have been given an accessor.
  return isPlain && (ts.isObjectLiteralExpression(member.parent) || isStatic(ts, member));
}

const isStatic = (ts: LowerContext["ts"], member: ts.Declaration): boolean =>
  (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;

function symbolOf({ ts, checker }: LowerContext, name: ts.Identifier): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
}

/** What the platform declares: `String`, `parseInt`, `console`. */
const isGlobal = (symbol: ts.Symbol): boolean =>
  symbol.declarations?.some(
    (declaration) =>
      declaration.getSourceFile().isDeclarationFile &&
      (declaration.parent.parent?.parent === declaration.getSourceFile() ||
        declaration.parent === declaration.getSourceFile()),
  ) ?? false;
