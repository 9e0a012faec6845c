/** The Task chains of a file as {@link TaskSite}s, outer ones first, or the reasons why they cannot be read. */
import type ts from "typescript";
import type { Bail } from "../../ir/bail.js";
import type { Handle } from "../../ir/handle.js";
import type { Chain, TaskSite, Use } from "../../ir/task.js";
import type { LowerContext } from "../context.js";
import { isStep, lowerChain } from "./chain.js";
import { isCollected } from "./collected.js";
import type { TaskContext } from "./context.js";
import { countNames, outward } from "./names.js";
import { lowerBound, lowerRun, runAround } from "./use.js";

export interface LoweredTasks {
  readonly sites: readonly TaskSite[];
  readonly unread: readonly { readonly call: Handle; readonly bail: Bail }[];
  /** Callees of sources, whose roots an import may bind. */
  readonly callees: readonly ts.Expression[];
}

export function lowerTasks(
  lower: LowerContext,
  calls: readonly { readonly call: ts.CallExpression; readonly brand: string; readonly method: string }[],
): LoweredTasks {
  const context = taskContext(lower, calls);
  const { ts, handles } = lower;
  const sites: TaskSite[] = [];
  const unread: { call: Handle; bail: Bail }[] = [];
  const { callees } = context;
  for (const { call } of calls) {
    if (context.staticOf(call) !== undefined) callees.push(call.expression);
    if (!isOutermost(context, call)) continue;
    const chain = lowerChain(context, call);
    if (chain === undefined) continue;
    if (chain.kind === "bail") {
      unread.push({ call: handles.of(call), bail: chain });
      continue;
    }
    const site = lowerSite(context, call, chain);
    if (site !== undefined) sites.push(site);
  }
  return { sites, unread, callees };

  /** No further step follows. */
  function isOutermost({ methodOf, staticOf }: TaskContext, call: ts.CallExpression): boolean {
    if (!isStep(methodOf(call)) && staticOf(call) === undefined) return false;
    const access = outward(ts, call).parent;
    return !(ts.isPropertyAccessExpression(access) && isStep(methodOf(access.parent)));
  }
}

function lowerSite(context: TaskContext, call: ts.CallExpression, chain: Chain): TaskSite | undefined {
  const { handles } = context;
  const run = runAround(context, call);
  const mentions = [...context.occurrences(call).keys()];
  if (run !== undefined)
    return { kind: "task", call: handles.of(run), chain, mentions, use: lowerRun(context, run) };
  const use: Use = context.answers.has(call)
    ? { kind: "answer" }
    : isYielded(context, call)
      ? { kind: "yielded" }
      : (lowerBound(context, call) ?? { kind: "escapes" });
  // A source alone is as good as it gets, but among others.
  const isAlone = chain.steps.length === 0 && use.kind === "escapes";
  if (isAlone && !(isSeen(chain) && isCollected(context, call))) return undefined;
  return { kind: "task", call: handles.of(call), chain, mentions, use: isAlone ? { kind: "child" } : use };
}

/** The source is a function whose code is there to be taken in. */
const isSeen = ({ source }: Chain): boolean =>
  (source.kind === "body" || source.kind === "attempt") && source.callback.kind === "inline";

function isYielded({ ts }: TaskContext, call: ts.CallExpression): boolean {
  const { parent } = outward(ts, call);
  return ts.isYieldExpression(parent) && parent.asteriskToken !== undefined;
}

function taskContext(
  lower: LowerContext,
  calls: readonly { readonly call: ts.CallExpression; readonly brand: string; readonly method: string }[],
): TaskContext {
  const methods = new Map<ts.Node, string>();
  const statics = new Map<ts.Node, string>();
  for (const { call, brand, method } of calls) {
    if (brand === "Task") methods.set(call, method);
    if (brand === "TaskStatic") statics.set(call, method);
  }
  const counted = new Map<ts.Node, ReadonlyMap<string, number>>();
  return {
    ...lower,
    methodOf: (node) => methods.get(node),
    staticOf: (node) => statics.get(node),
    chainOf(call) {
      return lowerChain(this, call);
    },
    chains: new Map(),
    answers: new Set(),
    callees: [],
    occurrences(node) {
      const known = counted.get(node) ?? countNames(lower.ts, node);
      counted.set(node, known);
      return known;
    },
  };
}
