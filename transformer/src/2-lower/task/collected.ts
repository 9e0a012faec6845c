/**
 * Which tasks go straight into `Task.all` or its like, where a compiled one reports to the join by itself.
 *
 *     Task.all([‹task›, ...])   Task.all(items.map((item) => ‹task›))
 *     const tasks = [‹task›, ...]; Task.all(tasks)   const task = ‹task›; Task.all([task])
 */
import type ts from "typescript";
import { brandOf } from "../../syntax/brand.js";
import { usesOf } from "../references.js";
import type { TaskContext } from "./context.js";
import { outward } from "./names.js";

const COLLECTORS = new Set(["all", "allSettled", "any", "race"]);

/** As an element of the list, or as what `list.map(...)` makes of each item; also where either of them has a name. */
export function isCollected(context: TaskContext, task: ts.Expression): boolean {
  const { ts } = context;
  const outer = outward(ts, task);
  const { parent } = outer;
  if (ts.isArrayLiteralExpression(parent)) return isList(context, parent);
  if (ts.isVariableDeclaration(parent)) return areAll(context, parent, (use) => isElement(context, use));
  let scope: ts.Node = parent;
  if (ts.isReturnStatement(parent)) while (!ts.isFunctionLike(scope)) scope = scope.parent;
  if (!ts.isArrowFunction(scope)) return false;
  const callback = outward(ts, scope);
  const call = callback.parent;
  return (
    ts.isCallExpression(call) &&
    call.arguments[0] === callback &&
    ts.isPropertyAccessExpression(call.expression) &&
    call.expression.name.text === "map" &&
    isList(context, call)
  );
}

function isElement(context: TaskContext, task: ts.Expression): boolean {
  const { parent } = outward(context.ts, task);
  return context.ts.isArrayLiteralExpression(parent) && isList(context, parent);
}

function isList(context: TaskContext, list: ts.Expression): boolean {
  const { ts } = context;
  const { parent } = outward(ts, list);
  return ts.isVariableDeclaration(parent)
    ? areAll(context, parent, (use) => isArgument(context, use))
    : isArgument(context, list);
}

function isArgument({ ts, checker }: TaskContext, list: ts.Expression): boolean {
  const argument = outward(ts, list);
  const call = argument.parent;
  return (
    ts.isCallExpression(call) &&
    call.arguments[0] === argument &&
    ts.isPropertyAccessExpression(call.expression) &&
    COLLECTORS.has(call.expression.name.text) &&
    brandOf(ts, checker.getResolvedSignature(call)?.declaration) === "TaskStatic"
  );
}

/** Whether the variable is used, and never but in such a way. */
function areAll(
  context: TaskContext,
  { name }: ts.VariableDeclaration,
  isSuch: (use: ts.Identifier) => boolean,
): boolean {
  const symbol = context.ts.isIdentifier(name) ? context.checker.getSymbolAtLocation(name) : undefined;
  const uses = symbol === undefined ? [] : usesOf(context, symbol, context.file);
  return uses.length > 0 && uses.every(({ at }) => isSuch(at));
}
