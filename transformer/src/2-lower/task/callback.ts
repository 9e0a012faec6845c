/** How a callback of a chain can stand in one function with the others: inlined, called in place, or kept from before. */
import type ts from "typescript";
import type { Binding, Callback, CallbackBody, StepKind } from "../../ir/task.js";
import { unwrap } from "../../syntax/unwrap.js";
import { lowerBody } from "../match/body.js";
import { isConstant, usesOf } from "../references.js";
import { callFacts, type Expected, following, isInert, lowerAnswer } from "./answer.js";
import type { TaskContext } from "./context.js";
import { areExclusive, boundNames, declaredNames } from "./names.js";

/** Of what a callback is: a step, the body of `Task.new`, what `Task.try` calls, and what makes an error of what that threw. */
type Role = StepKind | "body" | "attempt" | "mapThrown";

export function lowerCallback(context: TaskContext, argument: ts.Expression, step: Role): Callback {
  const { ts, checker, handles } = context;
  const code = unwrap(ts, argument);
  if (ts.isArrowFunction(code) || ts.isFunctionExpression(code)) {
    const continues = step === "flatMap" || step === "orElse";
    const expected = step === "body" ? "result" : continues ? "continuation" : "value";
    // What a thrown value is made into is the error as it is, also if it is a promise.
    const inlined =
      step === "mapThrown" && isAsync(ts, code) ? undefined : lowerFunction(context, code, expected);
    return (
      inlined ?? {
        kind: "call",
        code: handles.of(code),
        answer: callFacts(context, code),
        parameterless: isParameterless(ts, code),
      }
    );
  }
  const symbol = ts.isIdentifier(code) ? checker.getSymbolAtLocation(code) : undefined;
  const answer = callFacts(context, code);
  if (symbol === undefined || !isConstant(context, symbol))
    return { kind: "input", code: handles.of(argument), answer };
  const made = functionOf(context, symbol);
  const parameterless = made !== undefined && isParameterless(ts, made);
  return { kind: "call", code: handles.of(argument), answer, parameterless };
}

/** The function that a constant name stands for, where it can be seen. */
function functionOf({ ts, checker }: TaskContext, symbol: ts.Symbol): ts.FunctionLikeDeclaration | undefined {
  const aliased = (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = aliased.valueDeclaration;
  if (declaration === undefined) return undefined;
  // A function that is declared can be replaced by an assignment in its own module.
  if (ts.isFunctionDeclaration(declaration)) return aliased === symbol ? declaration : undefined;
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined;
  if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return undefined;
  const value = unwrap(ts, declaration.initializer);
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) ? value : undefined;
}

const isParameterless = (
  ts: TaskContext["ts"],
  { parameters, body, kind }: ts.FunctionLikeDeclaration,
): boolean =>
  parameters.length === 0 &&
  body !== undefined &&
  (kind === ts.SyntaxKind.ArrowFunction || !usesOwnScope(ts, body));

const isAsync = (ts: TaskContext["ts"], { modifiers }: ts.ArrowFunction | ts.FunctionExpression): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;

/** Undefined where the function has to stay one. */
function lowerFunction(
  context: TaskContext,
  callback: ts.ArrowFunction | ts.FunctionExpression,
  expected: Expected,
): Callback | undefined {
  const { ts, handles } = context;
  if (callback.asteriskToken !== undefined) return undefined;
  if (ts.isFunctionExpression(callback) && (callback.name !== undefined || usesOwnScope(ts, callback.body)))
    return undefined;
  const [parameter, second] = callback.parameters;
  if (second !== undefined) return undefined;
  const param = parameter && lowerParam(context, parameter, callback);
  if (parameter !== undefined && param === undefined) return undefined;
  const body = lowerCallbackBody(context, callback, expected);
  if (body === undefined) return undefined;
  return {
    kind: "inline",
    code: handles.of(callback),
    async: isAsync(ts, callback),
    param,
    body,
  };
}

function lowerParam(
  context: TaskContext,
  parameter: ts.ParameterDeclaration,
  callback: ts.ArrowFunction | ts.FunctionExpression,
): Binding | undefined {
  const { ts, checker, handles } = context;
  if (parameter.dotDotDotToken !== undefined || parameter.initializer !== undefined) return undefined;
  const names = boundNames(ts, parameter.name);
  if (names.some(({ text }) => text === "this")) return undefined;
  const uses = names.flatMap((name) => {
    const symbol = checker.getSymbolAtLocation(name);
    return symbol === undefined ? [] : usesOf(context, symbol, callback);
  });
  const facts = {
    at: handles.of(parameter.name),
    reassigned: uses.some((use) => use.written),
    exclusive: areExclusive(
      context,
      callback,
      names.map(({ text }) => text),
    ),
  };
  if (!ts.isIdentifier(parameter.name)) return { kind: "pattern", ...facts };
  return {
    kind: "name",
    name: parameter.name.text,
    ...facts,
    references: uses.map(({ at, shorthand }) => ({ at: handles.of(at), shorthand })),
  };
}

function lowerCallbackBody(
  context: TaskContext,
  { body: code }: ts.ArrowFunction | ts.FunctionExpression,
  expected: Expected,
): CallbackBody | undefined {
  const { ts, handles } = context;
  if (!ts.isBlock(code))
    return { kind: "expression", code: handles.of(code), answer: lowerAnswer(context, code, expected) };
  // Such a resource is disposed of where the callback ends.
  if (hasUsing(context, code)) return undefined;
  const body = lowerBody(context, code);
  if (body.kind !== "block") return undefined;
  const isQuiet = isInert(context, code);
  const exits = body.returns.map(({ statement, last, embedded, guarded }) => {
    const { expression } = handles.node(statement) as ts.ReturnStatement;
    return {
      statement,
      last,
      embedded,
      guarded,
      answer: expression && following(lowerAnswer(context, expression, expected), isQuiet),
    };
  });
  // What a `return` inside `try` answers is awaited, or run as a task, only outside of it.
  const isCaught = exits.some(
    ({ guarded, answer }) =>
      guarded &&
      answer !== undefined &&
      answer.kind !== "made" &&
      !(answer.kind === "value" && answer.promise === "never" && answer.is !== "task"),
  );
  if (isCaught) return undefined;
  return {
    kind: "block",
    block: body.block,
    exits: exits.map(({ statement, last, embedded, answer }) => ({ statement, last, embedded, answer })),
    completes: body.completes,
    guarded: exits.some(({ statement }) => isGuarded(context, handles.node(statement), code)),
    exclusive: areExclusive(context, code.parent, declaredNames(ts, code)),
  };
}

function isGuarded({ ts }: TaskContext, exit: ts.Node, block: ts.Block): boolean {
  for (let node = exit.parent; node !== block; node = node.parent) {
    if (ts.isTryStatement(node) || ts.isForOfStatement(node)) return true;
  }
  return false;
}

function hasUsing({ ts }: TaskContext, block: ts.Block): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) !== 0) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(block);
}

/** Arrow functions inside share the scope and are searched; other functions have their own. */
function usesOwnScope(ts: TaskContext["ts"], body: ts.Node): boolean {
  const visit = (node: ts.Node): boolean => {
    const isOwn =
      node.kind === ts.SyntaxKind.ThisKeyword ||
      node.kind === ts.SyntaxKind.SuperKeyword ||
      ts.isMetaProperty(node) ||
      (ts.isIdentifier(node) && node.text === "arguments");
    if (isOwn) return true;
    if ((ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isClassLike(node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body);
}
