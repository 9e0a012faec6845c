/**
 * A chain of calls as source and steps.
 *
 *     load(id).map(f).timeout(100).mapErr(g)   ->   source ‹load(id)›, map f, around timeout, mapErr g
 */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { Handle } from "../../ir/handle.js";
import type { Chain, Source, Step, StepKind } from "../../ir/task.js";
import { unwrap } from "../../syntax/unwrap.js";
import { isConstant } from "../references.js";
import { lowerCallback } from "./callback.js";
import type { TaskContext } from "./context.js";

const STEPS: Readonly<Record<string, StepKind>> = {
  map: "map",
  flatMap: "flatMap",
  andThen: "flatMap",
  tap: "tap",
  mapErr: "mapErr",
  orElse: "orElse",
  tapErr: "tapErr",
  ensure: "ensure",
};
const AROUND = new Set(["timeout", "retry", "delay"]);
const SOURCES = new Set(["new", "ok", "err", "try", "fromPromise"]);

export const isStep = (method: string | undefined): boolean =>
  method !== undefined && (Object.hasOwn(STEPS, method) || AROUND.has(method));

/** The chain that `call` is the last call of; undefined where there is nothing to fuse. */
export function lowerChain(context: TaskContext, call: ts.CallExpression): Chain | Bail | undefined {
  const known = context.chains.get(call);
  if (known !== undefined) return known;
  const chain = read(context, call);
  if (chain !== undefined) context.chains.set(call, chain);
  return chain;
}

function read(context: TaskContext, outermost: ts.CallExpression): Chain | Bail | undefined {
  const { ts, handles } = context;
  const calls: { call: ts.CallExpression; method: string }[] = [];
  let receiver: ts.Expression = outermost;
  for (;;) {
    const call = unwrap(ts, receiver);
    const method = context.methodOf(call);
    if (!isStep(method) || !ts.isCallExpression(call)) break;
    calls.unshift({ call, method: method! });
    const obstacle = obstacleOf(context, call);
    if (obstacle !== undefined) return obstacle;
    receiver = (call.expression as ts.PropertyAccessExpression).expression;
  }
  const made = unwrap(ts, receiver);
  const known = SOURCES.has(context.staticOf(made) ?? "")
    ? lowerSource(context, made as ts.CallExpression)
    : undefined;
  if (known === undefined && !calls.some(({ method }) => !AROUND.has(method))) return undefined;
  const source = known ?? ({ kind: "task", code: handles.of(receiver) } as const);
  if (source.kind === "bail") return source;
  const steps = calls.map(({ call, method }): Step => {
    const kind = STEPS[method];
    return kind === undefined
      ? { kind: "around", call: handles.of(call), method, args: call.arguments.map((arg) => handles.of(arg)) }
      : { kind, call: handles.of(call), callback: lowerCallback(context, call.arguments[0]!, kind) };
  });
  return { kind: "chain", code: handles.of(outermost), source, steps };
}

function isConstantExpression(context: TaskContext, expression: ts.Expression): boolean {
  const { ts, checker } = context;
  const inner = unwrap(ts, expression);
  if (ts.isIdentifier(inner)) {
    const symbol = checker.getSymbolAtLocation(inner);
    return symbol !== undefined && isConstant(context, symbol);
  }
  return ts.isLiteralExpression(inner) && !ts.isRegularExpressionLiteral(inner);
}

function obstacleOf({ ts }: TaskContext, call: ts.CallExpression): Bail | undefined {
  if (ts.isOptionalChain(call)) return bail(8101, "the chain contains `?.`: it may stop half-way");
  if (!ts.isPropertyAccessExpression(call.expression))
    return bail(8101, "a step of the chain is not written as `.step(...)`");
  if (call.arguments.some(ts.isSpreadElement)) return bail(8101, "the arguments of a step contain a spread");
  const { text } = call.expression.name;
  if (!AROUND.has(text) && call.arguments.length !== 1) return bail(8101, `\`${text}\` takes one callback`);
  return undefined;
}

/** Undefined where only the runtime can tell what the source does. */
function lowerSource(context: TaskContext, call: ts.CallExpression): Source | Bail | undefined {
  const { ts, handles } = context;
  if (ts.isOptionalChain(call)) return bail(8101, "the source of the chain contains `?.`");
  if (call.arguments.some(ts.isSpreadElement))
    return bail(8101, "the arguments of the chain's source contain a spread");
  const method = context.staticOf(call);
  const [argument] = call.arguments;
  const place = { call: handles.of(call), callee: handles.of(call.expression) };
  if (method === "new") {
    if (argument === undefined || call.arguments.length !== 1)
      return bail(8101, "Task.new takes one function");
    return { kind: "body", ...place, callback: lowerCallback(context, argument, "body") };
  }
  if (method === "try" || method === "fromPromise") return lowerAttempt(context, call, method, place);
  if (call.arguments.length > 1) return bail(8101, `Task.${method} takes one value`);
  return {
    kind: "value",
    ...place,
    rail: method === "err" ? "err" : "ok",
    value: argument && handles.of(argument),
    constant: argument !== undefined && isConstantExpression(context, argument),
  };
}

function lowerAttempt(
  context: TaskContext,
  call: ts.CallExpression,
  method: "try" | "fromPromise",
  place: { readonly call: Handle; readonly callee: Handle },
): Source | undefined {
  const { ts, checker, handles } = context;
  const [argument, mapper] = call.arguments;
  if (argument === undefined || call.arguments.length > 2) return undefined;
  const mapErr = mapper && lowerCallback(context, mapper, "mapThrown");
  const type = checker.getTypeAtLocation(argument);
  const isFunction =
    method === "try" || (type.getCallSignatures().length > 0 && type.getProperty("then") === undefined);
  if (isFunction)
    return { kind: "attempt", ...place, callback: lowerCallback(context, argument, "attempt"), mapErr };
  // Only what certainly is no function is listened to when the chain is built.
  const isPromise =
    checker.getPropertyOfType(type, "then") !== undefined && type.getCallSignatures().length === 0;
  if (!isPromise) return undefined;
  const constant = ts.isIdentifier(argument) && isConstantExpression(context, argument);
  return { kind: "promise", ...place, promise: handles.of(argument), constant, mapErr };
}
