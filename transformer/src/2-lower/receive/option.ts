/**
 * Lowers what becomes of an awaited `receive`: an Option that is matched on the spot, or a `const` that is nothing but
 * matched, tested and read.
 */
import type ts from "typescript";
import { bail } from "../../ir/bail.js";
import type { ReceivedMatch, ReceivedOption } from "../../ir/receive.js";
import { isTransparent, unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { isWritten, type SymbolUse, usesOf } from "../references.js";
import { lowerEnd } from "./end.js";

/** @param isMatch whether a node is a call of `Patterns.match`. */
export function lowerReceive(
  context: LowerContext,
  call: ts.CallExpression,
  isMatch: (call: ts.Node) => boolean,
): ReceivedMatch | ReceivedOption | undefined {
  const { ts, handles } = context;
  const awaited = outward(ts, call).parent;
  if (!ts.isAwaitExpression(awaited) || ts.isOptionalChain(call)) return undefined;
  const callee = unwrap(ts, call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const receiver = lowerEnd(context, callee.expression, "receiver");
  const value = outward(ts, awaited);
  const { parent } = value;
  if (ts.isCallExpression(parent) && parent.arguments[0] === value && isMatch(parent)) {
    const obstacle =
      call.arguments.length === 0
        ? undefined
        : bail(8202, "the receive has options: a value that is there would be taken in spite of its signal");
    return { kind: "received-match", call: handles.of(call), receiver, match: handles.of(parent), obstacle };
  }
  if (!ts.isVariableDeclaration(parent) || call.arguments.length > 0) return undefined;
  const uses = usesOfOption(context, parent, isMatch);
  return uses && { kind: "received-option", call: handles.of(call), receiver, ...uses };
}

type Uses = Pick<ReceivedOption, "statement" | "name" | "tests" | "payloads" | "matches">;

/** How the variable is used, if it is used in no other way than without an Option. */
function usesOfOption(
  context: LowerContext,
  declaration: ts.VariableDeclaration,
  isMatch: (call: ts.Node) => boolean,
): Uses | undefined {
  const { ts, checker, handles } = context;
  const { name, parent: list } = declaration;
  if (!ts.isIdentifier(name) || declaration.type !== undefined) return undefined;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length !== 1) return undefined;
  if ((list.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const) return undefined;
  const statement = list.parent;
  if (!ts.isVariableStatement(statement) || statement.modifiers !== undefined) return undefined;
  const symbol = checker.getSymbolAtLocation(name);
  const uses = symbol === undefined ? [] : usesOf(context, symbol, context.file);
  if (uses.length === 0) return undefined;
  const tests: { at: ReturnType<typeof handles.of>; some: boolean }[] = [];
  const payloads: ReturnType<typeof handles.of>[] = [];
  const matches: ReturnType<typeof handles.of>[] = [];
  for (const use of uses) {
    if (use.written || use.shorthand || use.at.pos < statement.end || isHoisted(ts, use.at, statement))
      return undefined;
    const match = outward(ts, use.at).parent;
    const test = testOf(ts, use);
    if (test !== undefined) tests.push({ at: handles.of(test.at), some: test.some });
    else if (isPayload(context, use)) payloads.push(handles.of(use.at.parent));
    else if (
      !isCaptured(ts, use.at, statement) &&
      ts.isCallExpression(match) &&
      match.arguments[0] === outward(ts, use.at) &&
      isMatch(match)
    )
      matches.push(handles.of(match));
    else return undefined;
  }
  return { statement: handles.of(statement), name: name.text, tests, payloads, matches };
}

/** `m.isSome()`, `!m.isNone()` */
function testOf(
  ts: LowerContext["ts"],
  { at: { parent } }: SymbolUse,
): { readonly at: ts.Expression; readonly some: boolean } | undefined {
  if (!ts.isPropertyAccessExpression(parent) || parent.questionDotToken !== undefined) return undefined;
  const method = parent.name.text;
  const call = parent.parent;
  if (method !== "isSome" && method !== "isNone") return undefined;
  if (!ts.isCallExpression(call) || call.expression !== parent || call.arguments.length > 0) return undefined;
  if (call.questionDotToken !== undefined) return undefined;
  const some = method === "isSome";
  const not = call.parent;
  return ts.isPrefixUnaryExpression(not) && not.operator === ts.SyntaxKind.ExclamationToken
    ? { at: not, some: !some }
    : { at: call, some };
}

/** `m.value`, read where the checker knows that `m` is a Some. A call would give it a `this`. */
function isPayload({ ts, checker }: LowerContext, { at }: SymbolUse): boolean {
  const access = at.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== at || access.name.text !== "value")
    return false;
  if (access.questionDotToken !== undefined) return false;
  const tag = checker.getPropertyOfType(checker.getTypeAtLocation(at), "_tag");
  const tagType = tag && checker.getTypeOfSymbolAtLocation(tag, at);
  if (!tagType?.isStringLiteral() || tagType.value !== "Some") return false;
  if (isWritten(ts, access)) return false;
  const outer = outward(ts, access);
  const { parent } = outer;
  if (ts.isCallExpression(parent)) return parent.expression !== outer;
  return !ts.isTaggedTemplateExpression(parent) && !ts.isDeleteExpression(parent);
}

function outward(ts: LowerContext["ts"], expression: ts.Expression): ts.Expression {
  let node = expression;
  while (isTransparent(ts, node.parent) && node.parent.expression === node) node = node.parent;
  return node;
}

function isCaptured(ts: LowerContext["ts"], use: ts.Node, statement: ts.Node): boolean {
  for (let at = use.parent; at !== statement.parent; at = at.parent)
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return true;
  return false;
}

/** In a function that can be called before the variable has its value. */
function isHoisted(ts: LowerContext["ts"], use: ts.Node, statement: ts.Node): boolean {
  for (let at = use.parent; at !== statement.parent; at = at.parent)
    if (ts.isSourceFile(at) || ts.isFunctionDeclaration(at)) return true;
  return false;
}
