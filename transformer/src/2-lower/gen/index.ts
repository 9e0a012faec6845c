/** Lowers the generators of `Task.gen`, `Result.gen` and `Option.gen`. */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { GenSite, Yield } from "../../ir/gen.js";
import { usesOwnScope } from "../../syntax/own-scope.js";
import { isTransparent, unwrap } from "../../syntax/unwrap.js";
import type { LowerContext } from "../context.js";
import { leaves } from "../match/body.js";
import { lowerPosition } from "../position.js";
import { countNames, declaredNames } from "../task/names.js";

const BRANDS: Readonly<Record<string, GenSite["of"]>> = {
  TaskStatic: "Task",
  ResultStatic: "Result",
  OptionStatic: "Option",
};

interface Call {
  readonly call: ts.CallExpression;
  readonly brand: string;
  readonly method: string;
}

export function lowerGens(context: LowerContext, calls: readonly Call[]): GenSite[] {
  const runs = new Set<ts.Node>();
  for (const { call, brand, method } of calls)
    if (brand === "Task" && method === "run" && call.arguments.length === 0) runs.add(call);
  return calls.flatMap(({ call, brand, method }) => {
    const of = method === "gen" ? BRANDS[brand] : undefined;
    const body = call.arguments.length === 1 ? unwrap(context.ts, call.arguments[0]!) : undefined;
    if (of === undefined || body === undefined || !context.ts.isFunctionExpression(body)) return [];
    return [lowerGen(context, call, of, body, runs)];
  });
}

function lowerGen(
  context: LowerContext,
  call: ts.CallExpression,
  of: GenSite["of"],
  generator: ts.FunctionExpression,
  runs: ReadonlySet<ts.Node>,
): GenSite {
  const { ts, handles } = context;
  const { body } = generator;
  let obstacle: Bail | undefined = obstacleOf(context, call, generator);
  const yields: Yield[] = [];
  const returns: GenSite["returns"][number][] = [];
  let hasFinally = false;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    // Inner ones first, as they are evaluated: `yield* save(yield* load())`.
    ts.forEachChild(node, visit);
    if (ts.isYieldExpression(node)) {
      const found = lowerYield(context, node, of, body);
      if (found.kind === "bail") obstacle ??= found;
      else yields.push(found.yield);
    }
    if (ts.isTryStatement(node) && node.finallyBlock !== undefined) hasFinally = true;
    if (ts.isReturnStatement(node)) {
      if (node.expression !== undefined && context.isSite(unwrap(ts, node.expression)))
        obstacle ??= bail(8103, "the generator returns a match: give its value a name first");
      returns.push({
        statement: handles.of(node),
        value: node.expression && handles.of(node.expression),
        embedded: !ts.isBlock(node.parent) && !ts.isCaseOrDefaultClause(node.parent),
      });
    }
  };
  ts.forEachChild(body, visit);
  const run = runOf(context, call, runs);
  const parameter = generator.parameters[0];
  const isUsed =
    parameter !== undefined && !(ts.isIdentifier(parameter.name) && !mentions(ts, body, parameter.name.text));
  return {
    kind: "gen",
    of,
    call: handles.of(run ?? call),
    callee: handles.of(call.expression),
    runs: run !== undefined,
    block: handles.of(body),
    signal: isUsed ? handles.of(parameter.name) : undefined,
    yields,
    returns,
    completes: !body.statements.some((statement) => leaves(ts, statement)),
    patient: of === "Task" && run === undefined && hasFinally,
    place: of === "Task" ? undefined : placeOf(context, call, body),
    obstacle,
  };
}

function obstacleOf(
  { ts }: LowerContext,
  call: ts.CallExpression,
  generator: ts.FunctionExpression,
): Bail | undefined {
  if (ts.isOptionalChain(call)) return bail(8103, "the call is part of an optional chain");
  if (generator.asteriskToken === undefined) return bail(8103, "the body is no generator function");
  if (generator.name !== undefined || usesOwnScope(ts, generator.body))
    return bail(8103, "the generator uses a name, `this` or `arguments` of its own");
  const [parameter, second] = generator.parameters;
  if (second !== undefined || parameter?.initializer !== undefined || parameter?.dotDotDotToken !== undefined)
    return bail(8103, "the generator takes more than a signal");
  return undefined;
}

function lowerYield(
  context: LowerContext,
  node: ts.YieldExpression,
  of: GenSite["of"],
  body: ts.Block,
): { readonly kind: "yield"; readonly yield: Yield } | Bail {
  const { ts, handles } = context;
  if (node.asteriskToken === undefined || node.expression === undefined)
    return bail(8103, "a `yield` without `*` hands out the Task or Result itself");
  const is = brandOfOperand(context, node.expression);
  if (is === undefined || (is !== of && !(of === "Task" && is === "Result")))
    return bail(8103, "the operand of a `yield*` is not known to be one of MiLost's values");
  // All of them go in front of their statements, in order; if one cannot, the whole generator stays.
  const position = lowerPosition({ ...context, isLifted: (other) => isDelegating(ts, other) }, node);
  const place = {
    at: handles.of(node),
    operand: handles.of(unwrap(ts, node.expression)),
    is,
    ...guardsOf(context, node, body),
  };
  switch (position.kind) {
    case "discard":
    case "return":
    case "throw":
    case "declare":
    case "initialize":
    case "assign": {
      const { statement } = position;
      const embedded = "embedded" in position && position.embedded;
      const isAll = position.kind === "discard" && !position.awaited;
      return {
        kind: "yield",
        yield: {
          ...place,
          statement: isAll ? { at: statement, embedded } : undefined,
          anchor: { kind: "statement", at: statement, embedded },
        },
      };
    }
    case "expression":
      // With nothing to be kept, `sum += yield* next()` finds the sum as it was.
      if (position.first || position.spills?.length === 0)
        return {
          kind: "yield",
          yield: { ...place, statement: undefined, anchor: position.declarator ?? position.anchor },
        };
      return bail(8103, "a `yield*` stands behind other code in its statement: give its value a name first");
    default:
      return bail(8103, "a `yield*` stands where no statement can go");
  }
}

const isDelegating = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  ts.isYieldExpression(node) && node.asteriskToken !== undefined;

/** The parts of `try` statements that `node` lies in. */
function guardsOf(
  { ts }: LowerContext,
  node: ts.Node,
  body: ts.Block,
): { readonly inFinally: boolean; readonly caught: boolean } {
  let [inFinally, caught] = [false, false];
  for (let at = node; at !== body; at = at.parent) {
    const { parent } = at;
    if (!ts.isTryStatement(parent)) continue;
    if (at === parent.finallyBlock) inFinally = true;
    if (at === parent.tryBlock && parent.catchClause !== undefined) caught = true;
  }
  return { inFinally, caught };
}

function brandOfOperand({ checker }: LowerContext, operand: ts.Expression): Yield["is"] | undefined {
  const type = checker.getTypeAtLocation(operand);
  const found = new Set<string>();
  for (const member of type.isUnion() ? type.types : [type]) {
    const brand = checker.getPropertyOfType(member, "~milost");
    if (brand === undefined) return undefined;
    const brandType = checker.getTypeOfSymbol(brand);
    for (const name of brandType.isUnion() ? brandType.types : [brandType])
      if (name.isStringLiteral()) found.add(name.value);
  }
  const [only] = found;
  return found.size === 1 && (only === "Task" || only === "Result" || only === "Option") ? only : undefined;
}

/** The `.run()` behind the call. */
function runOf(
  { ts }: LowerContext,
  call: ts.CallExpression,
  runs: ReadonlySet<ts.Node>,
): ts.CallExpression | undefined {
  let node: ts.Node = call;
  while (isTransparent(ts, node.parent) && node.parent.expression === node) node = node.parent;
  const access = node.parent;
  const run = ts.isPropertyAccessExpression(access) && access.expression === node ? access.parent : undefined;
  return run !== undefined && ts.isCallExpression(run) && run.expression === access && runs.has(run)
    ? run
    : undefined;
}

/** Where the function around the call ends with it, and is certain to stay a function of its own. */
function placeOf({ ts, handles }: LowerContext, call: ts.CallExpression, body: ts.Block): GenSite["place"] {
  if (hasVarOrLabel(ts, body)) return undefined;
  let node: ts.Node = call;
  while (isTransparent(ts, node.parent) && node.parent.expression === node) node = node.parent;
  const { parent } = node;
  let scope = parent;
  while (!ts.isFunctionLike(scope) && !ts.isClassElement(scope) && !ts.isSourceFile(scope))
    scope = scope.parent;
  if (!ts.isFunctionDeclaration(scope) && !ts.isArrowFunction(scope) && !ts.isFunctionExpression(scope))
    return undefined;
  if (scope.asteriskToken !== undefined) return undefined;
  if (!ts.isFunctionDeclaration(scope)) {
    let outer: ts.Node = scope.parent;
    while (isTransparent(ts, outer)) outer = outer.parent;
    if (ts.isCallExpression(outer) || ts.isPropertyAssignment(outer)) return undefined;
  }
  const inside = countNames(ts, node);
  const around = countNames(ts, scope);
  const exclusive = declaredNames(ts, body).every((text) => inside.get(text) === around.get(text));
  if (ts.isArrowFunction(parent) && parent.body === node)
    return { kind: "arrow", body: handles.of(node), exclusive };
  if (!ts.isReturnStatement(parent)) return undefined;
  return {
    kind: "return",
    statement: handles.of(parent),
    embedded: !ts.isBlock(parent.parent) && !ts.isCaseOrDefaultClause(parent.parent),
    exclusive,
  };
}

function hasVarOrLabel(ts: LowerContext["ts"], body: ts.Block): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    const isVar = ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0;
    return isVar || ts.isLabeledStatement(node) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(body);
}

function mentions(ts: LowerContext["ts"], body: ts.Node, name: string): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(body);
}
