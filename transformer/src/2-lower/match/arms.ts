/**
 * The arms of a match: which key each one takes and whether its handler can be inlined. Whatever would be observed
 * (spreads, computed keys, accessors) leaves the call alone; a handler that cannot be inlined is kept as `opaque`, so
 * that the arms can still be checked.
 */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { Arm } from "../../ir/match.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { lowerHandler } from "./handler.js";
import { literalOf } from "./space.js";

export function lowerArms(context: LowerContext, argument: ts.Expression): readonly Arm[] | Bail {
  const { ts, handles } = context;
  const object = unwrap(ts, argument);
  if (!ts.isObjectLiteralExpression(object))
    return bail(8001, "the arms are not written as an object literal in the call");
  const arms: Arm[] = [];
  const keys = new Set<string>();
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property))
      return bail(8002, "the arms contain a spread: write every arm in the call");
    if (ts.isAccessor(property))
      return bail(8002, `the arm "${property.name.getText()}" is an accessor: write it as a property`);
    const key = keyOf(context, property.name);
    if (key === undefined)
      return bail(8002, `the key ${property.name.getText()} is computed: write the arm's name itself`);
    if (key === "__proto__" && ts.isPropertyAssignment(property)) {
      return bail(8002, "`__proto__:` in an object literal sets its prototype instead of naming an arm");
    }
    if (keys.has(key)) return bail(8002, `the arm "${key}" is written twice`);
    keys.add(key);
    arms.push({
      key: key === "_" ? undefined : key,
      property: handles.of(property),
      name: handles.of(property.name),
      comments: commentsOf(context, object, property),
      handler: lowerHandler(context, property),
    });
  }
  return arms;
}

/** What stands above an arm, and behind it on its line. */
function commentsOf(
  { ts, file: { text } }: LowerContext,
  { properties }: ts.ObjectLiteralExpression,
  property: ts.ObjectLiteralElementLike,
): string[] {
  const next = properties[properties.indexOf(property) + 1];
  const end = next?.pos ?? properties.end;
  const ranges = [
    ...(ts.getLeadingCommentRanges(text, property.pos) ?? []),
    ...(ts.getTrailingCommentRanges(text, property.end) ?? []),
    ...(end > property.end ? (ts.getTrailingCommentRanges(text, end) ?? []) : []),
  ];
  return ranges.map((range) => text.slice(range.pos, range.end));
}

/** A member of an enum, a `const` that is a literal, or a property of an object literal that is one and `as const`. */
function isNamedConstant({ ts, checker }: LowerContext, node: ts.Expression): boolean {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return false;
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined) return false;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (target.flags & ts.SymbolFlags.EnumMember) return true;
  const declaration = target.valueDeclaration;
  if (declaration === undefined) return false;
  if (ts.isVariableDeclaration(declaration))
    return (
      (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const &&
      isLiteral(ts, declaration.initializer)
    );
  if (!ts.isPropertyAssignment(declaration) || !isLiteral(ts, declaration.initializer)) return false;
  let whole: ts.Node = declaration.parent.parent;
  while (ts.isParenthesizedExpression(whole) || ts.isSatisfiesExpression(whole)) whole = whole.parent;
  return ts.isAsExpression(whole) && ts.isConstTypeReference(whole.type);
}

const isLiteral = (ts: LowerContext["ts"], node: ts.Expression | undefined): boolean =>
  node !== undefined && ts.isLiteralExpression(unwrap(ts, node));

function keyOf(context: LowerContext, name: ts.PropertyName): string | undefined {
  const { ts, checker } = context;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (ts.isNumericLiteral(name)) return String(Number(name.text));
  if (ts.isBigIntLiteral(name)) return String(BigInt(name.text.slice(0, -1)));
  if (!ts.isComputedPropertyName(name)) return undefined;
  const inner = unwrap(ts, name.expression);
  // `[Color.Red]` and `[-1]`: constants, whose evaluation nobody can see.
  const isSigned = ts.isPrefixUnaryExpression(inner) && ts.isNumericLiteral(inner.operand);
  if (!isSigned && !ts.isLiteralExpression(inner) && !isNamedConstant(context, inner)) return undefined;
  const literal = literalOf(context, checker.getTypeAtLocation(inner));
  return literal === undefined ? undefined : String(literal.value);
}
