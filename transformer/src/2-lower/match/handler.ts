/** One arm's handler: what it receives, what its body does, or why it cannot stand in the call's place. */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { Capture, Field, Handler, Initial, Param, Reference } from "../../ir/match.js";
import { usesOwnScope } from "../../syntax/own-scope.js";
import { isTransparent, unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { reachedFirst } from "../evaluation.js";
import { type SymbolUse, usesOf } from "../references.js";
import { bindingsIn, bindingsOf } from "./bindings.js";
import { isAnonymousFunction, lowerBody } from "./body.js";
import { lowerReference } from "./reference.js";

export function lowerHandler(
  context: LowerContext,
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
): Handler {
  const { ts } = context;
  if (ts.isShorthandPropertyAssignment(property)) return lowerReference(context, property.name);
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
  return lowerReference(context, handler);
}

const opaque = (reason: string, code = 8005): Handler => ({ kind: "opaque", bail: bail(code, reason) });

function lowerFunction(
  context: LowerContext,
  handler: ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration,
  block: ts.ConciseBody | undefined,
): Handler {
  const { ts } = context;
  if (block === undefined) return opaque("the handler has no body");
  if (!ts.isArrowFunction(handler)) {
    if (handler.asteriskToken !== undefined) return opaque("the handler is a generator");
    if (usesOwnScope(ts, ...handler.parameters, handler.body))
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
  const { name } = parameter;
  const names = ts.isIdentifier(name) ? [name] : bindingsOf(ts, name);
  if (ts.isIdentifier(name) && name.text === "this")
    return bail(8005, "the handler declares a `this` parameter");
  const hoisted = ts.isBlock(body)
    ? body.statements.find((statement) => redeclares(ts, statement, names))
    : undefined;
  if (hoisted !== undefined)
    return bail(8005, "a function in the arm has the name of the handler's parameter");
  const initial = parameter.initializer && lowerInitial(context, parameter.initializer, body);
  if (initial !== undefined && "kind" in initial) return initial;
  if (!ts.isIdentifier(name) && ts.isBlock(body) && clash(ts, name, body))
    return bail(8005, "a default in the handler's parameter uses a name that the arm binds as well");
  const shared = { at: handles.of(name), initial, rest: parameter.dotDotDotToken !== undefined };
  const uses = names.map((each) => {
    const symbol = checker.getSymbolAtLocation(each);
    return symbol === undefined ? [] : usesOf(context, symbol, body);
  });
  const reassigned = uses.some((of) => of.some((use) => use.written));
  if (!ts.isIdentifier(name)) {
    const fields = lowerFields(context, name, uses, body);
    const readInOrder = fields !== undefined && !reassigned && isReadInOrder(context, uses, body);
    return {
      kind: "pattern",
      names: names.map((each) => each.text),
      reassigned,
      ...(fields !== undefined && { fields, readInOrder }),
      ...shared,
    };
  }
  const references = uses[0]!;
  const [first] = references;
  return {
    kind: "name",
    name: name.text,
    references: referencesOf(context, references),
    reassigned,
    ...captureOf(context, body, references),
    readFirst:
      references.length === 1 &&
      first !== undefined &&
      !ts.isBlock(body) &&
      reachedFirst(context, body, first.at, "read"),
    ...shared,
  };
}

const referencesOf = ({ handles }: LowerContext, uses: readonly SymbolUse[]): Reference[] =>
  uses.map((use) => ({ at: handles.of(use.at), shorthand: use.shorthand }));

/** The properties that a pattern reads, where that is all it does. `uses` are those of its names, in order. */
function lowerFields(
  context: LowerContext,
  pattern: ts.BindingPattern,
  uses: readonly (readonly SymbolUse[])[],
  body: ts.ConciseBody,
): Field[] | undefined {
  const { ts } = context;
  if (!ts.isObjectBindingPattern(pattern) || pattern.elements.length === 0) return undefined;
  const fields: Field[] = [];
  for (const [
    index,
    { name, propertyName = name, initializer, dotDotDotToken },
  ] of pattern.elements.entries()) {
    const isPlain = ts.isIdentifier(name) && initializer === undefined && dotDotDotToken === undefined;
    if (!isPlain || !(ts.isIdentifier(propertyName) || ts.isStringLiteral(propertyName))) return undefined;
    const references = uses[index]!;
    fields.push({
      property: propertyName.text,
      name: name.text,
      references: referencesOf(context, references),
      ...captureOf(context, body, references),
    });
  }
  return fields;
}

/** Reading each property where its name stands evaluates them as the pattern does: once each, in order, undisturbed. */
function isReadInOrder(
  context: LowerContext,
  uses: readonly (readonly SymbolUse[])[],
  body: ts.ConciseBody,
): boolean {
  if (context.ts.isBlock(body)) return false;
  let end = body.pos;
  return uses.every(([use, another]) => {
    if (use === undefined || another !== undefined || use.captured || use.at.pos < end) return false;
    end = use.at.end;
    return reachedFirst(context, body, use.at, "effects");
  });
}

/** Whether functions keep the parameter, and which of them are arms of matches inside the body. */
function captureOf(context: LowerContext, body: ts.ConciseBody, references: readonly SymbolUse[]): Capture {
  const { ts, handles } = context;
  const matches = new Set<ts.CallExpression>();
  let captured = false;
  for (const use of references) {
    // The body may itself be a function.
    for (let at: ts.Node = use.at; at !== body.parent; at = at.parent) {
      if (!ts.isFunctionLike(at) && !ts.isClassLike(at)) continue;
      const match = matchOfArm(context, at);
      if (match === undefined) captured = true;
      else matches.add(match);
    }
  }
  return { captured, capturedBy: [...matches].map((call) => handles.of(call)) };
}

/** The match whose arm a function is. */
function matchOfArm({ ts, isSite }: LowerContext, node: ts.Node): ts.CallExpression | undefined {
  let at: ts.Node = node;
  while (isTransparent(ts, at.parent)) at = at.parent;
  const property = ts.isMethodDeclaration(at) ? at : at.parent;
  if (!ts.isMethodDeclaration(property) && !ts.isPropertyAssignment(property)) return undefined;
  let arms: ts.Node = property.parent;
  while (isTransparent(ts, arms.parent)) arms = arms.parent;
  const call = arms.parent;
  return ts.isCallExpression(call) && isSite(call) && call.arguments.at(-1) === arms ? call : undefined;
}

/** A default has a scope of its own, in front of the body's: in one block the two must not share a name. */
function lowerInitial(
  context: LowerContext,
  initializer: ts.Expression,
  body: ts.ConciseBody,
): Initial | Bail {
  const { ts, handles } = context;
  if (ts.isBlock(body) && clash(ts, initializer, body))
    return bail(8005, "the default of the handler's parameter uses a name that the arm binds as well");
  return { code: handles.of(initializer), anonymous: isAnonymousFunction(ts, unwrap(ts, initializer)) };
}

function clash(ts: LowerContext["ts"], outer: ts.Node, body: ts.Block): boolean {
  const bound = new Set(bindingsIn(ts, body));
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && bound.has(node.text)) || (ts.forEachChild(node, visit) ?? false);
  return bound.size > 0 && visit(outer);
}

const redeclares = (
  ts: LowerContext["ts"],
  statement: ts.Statement,
  names: readonly ts.Identifier[],
): boolean => ts.isFunctionDeclaration(statement) && names.some((name) => name.text === statement.name?.text);

function mentions({ ts }: LowerContext, body: ts.Node, name: string): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(body);
}
