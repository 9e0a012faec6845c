/** What becomes of a chain: run on the spot, bound to a name that is only ever run, or handed on as a task. */
import type ts from "typescript";
import type { Use } from "../../ir/task.js";
import { unwrap } from "../../syntax/unwrap.js";
import { lowerPosition } from "../position.js";
import { usesOf } from "../references.js";
import type { TaskContext } from "./context.js";
import { outward } from "./names.js";

/** The `chain.run()` around a chain, where nothing can cancel what it runs. */
export function runAround(context: TaskContext, chain: ts.CallExpression): ts.CallExpression | undefined {
  const { ts } = context;
  const access = outward(ts, chain).parent;
  if (!ts.isPropertyAccessExpression(access) || unwrap(ts, access.expression) !== chain) return undefined;
  const call = access.parent;
  return isPlainRun(context, call) && call.expression === access ? call : undefined;
}

function isPlainRun(context: TaskContext, node: ts.Node): node is ts.CallExpression {
  const { ts } = context;
  return (
    context.methodOf(node) === "run" &&
    ts.isCallExpression(node) &&
    !ts.isOptionalChain(node) &&
    node.arguments.length === 0
  );
}

export const lowerRun = (context: TaskContext, call: ts.CallExpression): Use => ({
  kind: "run",
  position: lowerPosition(context, call),
  inAsync: isInAsync(context, call),
  mentionsTarget: mentionsTarget(context, call),
});

/** Whether the code of the chain has the name that a declaration or assignment around it gives its outcome. */
function mentionsTarget(context: TaskContext, call: ts.CallExpression): boolean {
  const { ts } = context;
  let node: ts.Node = outward(ts, call).parent;
  if (ts.isAwaitExpression(node)) node = outward(ts, node).parent;
  const target = ts.isVariableDeclaration(node)
    ? node.name
    : ts.isBinaryExpression(node)
      ? node.left
      : undefined;
  return target !== undefined && ts.isIdentifier(target) && context.occurrences(call).has(target.text);
}

/**
 * Whether the function that runs this code is async, no generator, and will certainly stay a function: callbacks of chains
 * and handlers of matches may be inlined themselves.
 */
function isInAsync(context: TaskContext, code: ts.Node): boolean {
  const { ts } = context;
  let scope = code.parent;
  while (!ts.isFunctionLike(scope) && !ts.isClassElement(scope) && !ts.isSourceFile(scope))
    scope = scope.parent;
  if (!ts.isFunctionDeclaration(scope) && !ts.isFunctionExpression(scope) && !ts.isArrowFunction(scope))
    return ts.isMethodDeclaration(scope) && !ts.isObjectLiteralExpression(scope.parent) && isAsync(ts, scope);
  if (!isAsync(ts, scope)) return false;
  if (ts.isFunctionDeclaration(scope)) return true;
  const { parent } = outward(ts, scope);
  return !ts.isCallExpression(parent) && !ts.isPropertyAssignment(parent);
}

const isAsync = (
  ts: TaskContext["ts"],
  {
    modifiers,
    asteriskToken,
  }: ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration,
): boolean =>
  asteriskToken === undefined &&
  (modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false);

/** `const task = chain`, all of whose uses are `task.run()`. */
export function lowerBound(context: TaskContext, chain: ts.CallExpression): Use | undefined {
  const { ts, checker, handles, file } = context;
  const initializer = outward(ts, chain);
  const declaration = initializer.parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return undefined;
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length !== 1) return undefined;
  if ((list.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const) return undefined;
  const statement = list.parent;
  if (!ts.isVariableStatement(statement) || statement.modifiers !== undefined) return undefined;
  const symbol = checker.getSymbolAtLocation(declaration.name);
  if (symbol === undefined || isVisibleOutside(context, statement, declaration.name.text)) return undefined;
  const uses = usesOf(context, symbol, file).map(({ at }) => at);
  const runs = uses.map((use) => {
    const call = use.parent.parent as ts.Node | undefined;
    const isRun =
      ts.isPropertyAccessExpression(use.parent) &&
      use.parent.expression === use &&
      call !== undefined &&
      isPlainRun(context, call) &&
      call.expression === use.parent;
    return isRun ? { call: handles.of(call), reference: handles.of(use) } : undefined;
  });
  if (runs.length === 0) return undefined;
  const known = runs.filter((run) => run !== undefined);
  if (known.length < runs.length) return undefined;
  return {
    kind: "bound",
    statement: handles.of(statement),
    initializer: handles.of(initializer),
    name: declaration.name.text,
    runs: known,
  };
}

/** A script's globals, and what a module exports by a list. */
function isVisibleOutside({ ts, file }: TaskContext, statement: ts.Statement, name: string): boolean {
  if (!ts.isSourceFile(statement.parent)) return false;
  if (!ts.isExternalModule(file)) return true;
  return file.statements.some(
    (other) =>
      ts.isExportDeclaration(other) &&
      other.exportClause !== undefined &&
      ts.isNamedExports(other.exportClause) &&
      other.exportClause.elements.some((element) => (element.propertyName ?? element.name).text === name),
  );
}
