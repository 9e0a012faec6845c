/**
 * The arms of a match: which key each one takes and whether its handler can be inlined. Whatever would be observed
 * (spreads, computed keys, accessors) leaves the call alone; a handler that cannot be inlined is kept as `opaque`, so
 * that the arms can still be checked.
 */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { Arm, Handler, Param } from "../../ir/match.js";
import { unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { reachedFirst } from "../evaluation.js";
import { isConstant, usesOf } from "../references.js";
import { lowerBody } from "./body.js";
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
      handler: lowerHandler(context, property),
    });
  }
  return arms;
}

function keyOf(context: LowerContext, name: ts.PropertyName): string | undefined {
  const { ts, checker } = context;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (ts.isNumericLiteral(name)) return String(Number(name.text));
  if (ts.isBigIntLiteral(name)) return String(BigInt(name.text.slice(0, -1)));
  if (!ts.isComputedPropertyName(name)) return undefined;
  const inner = unwrap(ts, name.expression);
  // `[Color.Red]` and `[-1]`: constants, whose evaluation nobody can see.
  const isEnumMember =
    ts.isPropertyAccessExpression(inner) &&
    ((checker.getSymbolAtLocation(inner)?.flags ?? 0) & ts.SymbolFlags.EnumMember) !== 0;
  const isSigned = ts.isPrefixUnaryExpression(inner) && ts.isNumericLiteral(inner.operand);
  if (!isEnumMember && !isSigned && !ts.isLiteralExpression(inner)) return undefined;
  const literal = literalOf(context, checker.getTypeAtLocation(inner));
  return literal === undefined ? undefined : String(literal.value);
}

function lowerHandler(
  context: LowerContext,
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
): Handler {
  const { ts } = context;
  const opaque = (reason: string, code = 8005): Handler => ({ kind: "opaque", bail: bail(code, reason) });
  if (ts.isShorthandPropertyAssignment(property)) return lowerReference(context, property.name, true);
  if (ts.isMethodDeclaration(property)) return lowerFunction(context, property, property.body);
  if (!ts.isPropertyAssignment(property)) return opaque("the arm is an accessor", 8002);
  const handler = unwrap(ts, property.initializer);
  if (ts.isArrowFunction(handler)) return lowerFunction(context, handler, handler.body);
  if (ts.isFunctionExpression(handler)) {
    if (handler.name !== undefined && mentions(context, handler.body, handler.name.text)) {
      return opaque("the handler calls itself by name");
    }
    return lowerFunction(context, handler, handler.body);
  }
  if (ts.isIdentifier(handler)) return lowerReference(context, handler, false);
  return opaque("evaluating the arm could be observed: write it as an arrow function");
}

/** A handler given by name is called in place, when nothing can change what the name means. */
function lowerReference(context: LowerContext, name: ts.Identifier, shorthand: boolean): Handler {
  const { checker, handles } = context;
  const symbol = shorthand
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
  if (symbol !== undefined && isConstant(context, symbol)) return { kind: "call", callee: handles.of(name) };
  return { kind: "opaque", bail: bail(8005, `"${name.text}" may be assigned to before it is called`) };
}

function lowerFunction(
  context: LowerContext,
  handler: ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration,
  block: ts.ConciseBody | undefined,
): Handler {
  const { ts } = context;
  const opaque = (reason: string): Handler => ({ kind: "opaque", bail: bail(8005, reason) });
  if (block === undefined) return opaque("the handler has no body");
  if (!ts.isArrowFunction(handler)) {
    if (handler.asteriskToken !== undefined) return opaque("the handler is a generator");
    if (usesOwnScope(ts, block))
      return opaque("the handler uses `this`, `arguments`, `super` or `new.target` of its own");
  }
  const [parameter, second] = handler.parameters;
  if (second !== undefined) return opaque("the handler takes more than one parameter: a match gives one");
  const param = parameter && lowerParam(context, parameter, block);
  if (param?.kind === "bail") return { kind: "opaque", bail: param };
  const body = lowerBody(context, block);
  if (body.kind === "bail") return { kind: "opaque", bail: body };
  const async = handler.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  return { kind: "inline", async, param, body };
}

function lowerParam(
  context: LowerContext,
  parameter: ts.ParameterDeclaration,
  body: ts.ConciseBody,
): Param | Bail {
  const { ts, checker, handles } = context;
  if (parameter.dotDotDotToken !== undefined) return bail(8005, "the handler takes a rest parameter");
  if (parameter.initializer !== undefined) return bail(8005, "the handler's parameter has a default");
  if (!ts.isIdentifier(parameter.name)) {
    const names = bindingsOf(ts, parameter.name);
    const reassigned = names.some((name) =>
      usesOf(context, checker.getSymbolAtLocation(name)!, body).some((use) => use.written),
    );
    return {
      kind: "pattern",
      at: handles.of(parameter.name),
      names: names.map((name) => name.text),
      reassigned,
    };
  }
  if (parameter.name.text === "this") return bail(8005, "the handler declares a `this` parameter");
  const symbol = checker.getSymbolAtLocation(parameter.name);
  if (symbol === undefined) return bail(8005, "the handler's parameter has no symbol");
  const uses = usesOf(context, symbol, body);
  const first = uses[0];
  return {
    kind: "name",
    name: parameter.name.text,
    at: handles.of(parameter.name),
    references: uses.map((use) => ({ at: handles.of(use.at), shorthand: use.shorthand })),
    reassigned: uses.some((use) => use.written),
    captured: uses.some((use) => use.captured),
    readFirst:
      uses.length === 1 && first !== undefined && !ts.isBlock(body) && reachedFirst(context, body, first.at),
  };
}

function bindingsOf(ts: LowerContext["ts"], pattern: ts.BindingPattern): ts.Identifier[] {
  return pattern.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return [];
    return ts.isIdentifier(element.name) ? [element.name] : bindingsOf(ts, element.name);
  });
}

/** Arrow functions inside share the scope and are searched; other functions have their own. */
function usesOwnScope(ts: LowerContext["ts"], body: ts.Node): boolean {
  const visit = (node: ts.Node): boolean => {
    if (
      node.kind === ts.SyntaxKind.ThisKeyword ||
      node.kind === ts.SyntaxKind.SuperKeyword ||
      ts.isMetaProperty(node)
    )
      return true;
    if (ts.isIdentifier(node) && node.text === "arguments") return true;
    if ((ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isClassLike(node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body);
}

function mentions({ ts }: LowerContext, body: ts.Node, name: string): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(body);
}
