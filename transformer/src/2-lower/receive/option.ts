/**
 * Lowers what becomes of an awaited `receive`: an Option that is matched on the spot, or a `const` that is nothing but
 * matched, tested and read.
 */
import type ts from "typescript";
import { bail } from "../../ir/bail.js";
import { RUNTIME_MODULE } from "../../ir/code.js";
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

type Uses = Pick<
  ReceivedOption,
  "statement" | "name" | "tests" | "tags" | "payloads" | "unpacked" | "matches"
>;

type Mutable<List extends readonly unknown[]> = List[number][];

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
  if (isCompiled(ts, statement)) return undefined;
  const symbol = checker.getSymbolAtLocation(name);
  const uses = symbol === undefined ? [] : usesOf(context, symbol, context.file);
  if (uses.length === 0) return undefined;
  const tests: Mutable<Uses["tests"]> = [];
  const tags: Mutable<Uses["tags"]> = [];
  const payloads: Mutable<Uses["payloads"]> = [];
  const unpacked: Mutable<Uses["unpacked"]> = [];
  const matches: Mutable<Uses["matches"]> = [];
  for (const use of uses) {
    if (use.written || use.shorthand || use.at.pos < statement.end || isHoisted(ts, use.at, statement))
      return undefined;
    const match = outward(ts, use.at).parent;
    const test = testOf(ts, use) ?? comparisonOf(ts, use);
    const read = readOf(ts, use);
    const unpacks = unpackedBy(context, use);
    if (test !== undefined) tests.push({ at: handles.of(test.at), some: test.some });
    else if (read?.name.text === "_tag" && !isCompiledSwitch(context, read)) tags.push(handles.of(read));
    else if (read?.name.text === "value")
      payloads.push({ at: handles.of(read), certain: isSome(context, use) });
    else if (unpacks !== undefined) unpacked.push(unpacks);
    else if (
      !isCaptured(ts, use.at, statement) &&
      ts.isCallExpression(match) &&
      match.arguments[0] === outward(ts, use.at) &&
      isMatch(match)
    )
      matches.push(handles.of(match));
    else return undefined;
  }
  return { statement: handles.of(statement), name: name.text, tests, tags, payloads, unpacked, matches };
}

/** `if (v === milost.nothingReady) { const option = await rx.receive(); ... }` is what this becomes. */
function isCompiled(ts: LowerContext["ts"], { parent: block }: ts.Statement): boolean {
  const around = block.parent;
  if (!ts.isBlock(block) || !ts.isIfStatement(around) || !ts.isBinaryExpression(around.expression))
    return false;
  const { right } = around.expression;
  return ts.isPropertyAccessExpression(right) && right.name.text === "nothingReady";
}

/** A `switch` over the tag is what a match becomes that wants the Option itself, in a file that was compiled before. */
function isCompiledSwitch({ ts, file }: LowerContext, tag: ts.Expression): boolean {
  return (
    ts.isSwitchStatement(outward(ts, tag).parent) &&
    file.statements.some(
      (each) =>
        ts.isImportDeclaration(each) &&
        ts.isStringLiteral(each.moduleSpecifier) &&
        each.moduleSpecifier.text === RUNTIME_MODULE,
    )
  );
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

/** `m._tag === "Some"`, `"None" != m._tag` */
function comparisonOf(
  ts: LowerContext["ts"],
  use: SymbolUse,
): { readonly at: ts.Expression; readonly some: boolean } | undefined {
  const read = readOf(ts, use);
  if (read?.name.text !== "_tag") return undefined;
  const side = outward(ts, read);
  const at = side.parent;
  if (!ts.isBinaryExpression(at)) return undefined;
  const { SyntaxKind } = ts;
  const operator = at.operatorToken.kind;
  const equal = operator === SyntaxKind.EqualsEqualsEqualsToken || operator === SyntaxKind.EqualsEqualsToken;
  if (
    !equal &&
    operator !== SyntaxKind.ExclamationEqualsEqualsToken &&
    operator !== SyntaxKind.ExclamationEqualsToken
  )
    return undefined;
  const other = unwrap(ts, at.left === side ? at.right : at.left);
  if (!ts.isStringLiteralLike(other) || (other.text !== "Some" && other.text !== "None")) return undefined;
  return { at, some: (other.text === "Some") === equal };
}

/** The `m._tag` or `m.value` that a use stands in, if it is only read. A call would give a payload its `this`. */
function readOf(ts: LowerContext["ts"], { at }: SymbolUse): ts.PropertyAccessExpression | undefined {
  const object = outward(ts, at);
  const access = object.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== object) return undefined;
  if (access.questionDotToken !== undefined || isWritten(ts, access)) return undefined;
  const outer = outward(ts, access);
  const { parent } = outer;
  if (ts.isCallExpression(parent) && parent.expression === outer) return undefined;
  return ts.isTaggedTemplateExpression(parent) || ts.isDeleteExpression(parent) ? undefined : access;
}

/** `const { value } = m;`, `const { value: { id } } = m;`: a statement of its own that runs no code of the user's. */
function unpackedBy(context: LowerContext, use: SymbolUse): Uses["unpacked"][number] | undefined {
  const { ts, handles } = context;
  const { parent: declaration } = outward(ts, use.at);
  if (!ts.isVariableDeclaration(declaration) || !ts.isObjectBindingPattern(declaration.name))
    return undefined;
  const { parent: list } = declaration;
  if (declaration.type !== undefined || !ts.isVariableDeclarationList(list)) return undefined;
  const statement = list.parent;
  if (list.declarations.length !== 1 || !ts.isVariableStatement(statement)) return undefined;
  if (statement.modifiers !== undefined) return undefined;
  const [element, more] = declaration.name.elements;
  if (element === undefined || more !== undefined || element.dotDotDotToken !== undefined) return undefined;
  const field = element.propertyName ?? element.name;
  if (!ts.isIdentifier(field) || field.text !== "value" || runsCode(ts, element)) return undefined;
  const flags = list.flags & ts.NodeFlags.BlockScoped;
  const keyword = flags === ts.NodeFlags.Const ? "const" : flags === ts.NodeFlags.Let ? "let" : "var";
  return {
    statement: handles.of(statement),
    keyword,
    target: handles.of(element.name),
    certain: isSome(context, use),
  };
}

/** A default, or a computed name. */
const runsCode = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  (ts.isBindingElement(node) && node.initializer !== undefined) ||
  ts.isComputedPropertyName(node) ||
  (ts.forEachChild(node, (child) => runsCode(ts, child)) ?? false);

/** Whether the checker knows at this place that there is a value. */
function isSome({ checker }: LowerContext, { at }: SymbolUse): boolean {
  const tag = checker.getPropertyOfType(checker.getTypeAtLocation(at), "_tag");
  const type = tag && checker.getTypeOfSymbolAtLocation(tag, at);
  return type?.isStringLiteral() === true && type.value === "Some";
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
