/**
 * A chain as one function: an async function where nothing can cancel it, else a task around a function that knows of
 * its activity.
 *
 *     load().map(f).map(g)         ->   milost.onValue(load(), (activity, value) => { ... })
 *     Task.new(a).map(f)           ->   milost.compiled(async (activity) => { ... })
 *     Task.new(a).map(f).run()     ->   (async () => { ... })()
 */
import type { Expr, Stmt } from "../../ir/code.js";
import { declare, member, name, runtime } from "../../ir/code.js";
import type { Callback, Chain, Step } from "../../ir/task.js";
import { isErrorStep, looksAtErrors } from "./answers.js";
import { hintOf } from "./callback.js";
import { call, does, Emission, kept, type Sink, type Workshop } from "./emission.js";
import { declareInputs, evaluateInputs, type Input, isAround, type Prepared, prepare } from "./inputs.js";
import { labelled } from "./labels.js";
import { compilePipeline } from "./pipeline.js";
import type { Pipeline } from "./shape.js";
import { joinValue, sinkTail, type Tail } from "./tails.js";

/** The task as an expression; undefined where there is nothing to fuse: a source is taken in `evenAlone` only if told so. */
export function buildTask(shop: Workshop, chain: Chain, evenAlone = false): Expr | undefined {
  const { source, steps } = chain;
  const last = steps.at(-1);
  if (last === undefined && !evenAlone) return undefined;
  if (last !== undefined && isAround(last, true)) {
    const inner = buildTask(shop, { ...chain, steps: steps.slice(0, -1) });
    if (inner === undefined) return undefined;
    const [method, args] =
      last.kind === "around" ? [last.method, last.args] : [last.kind, [last.callback.code]];
    return call(member(inner, method), ...args.map((code): Expr => ({ kind: "user", code })));
  }
  const prepared = prepare(shop, chain, true, false);
  return prepared.source.kind === "task" && source !== undefined
    ? continuedTask(shop, prepared)
    : compiledTask(shop, prepared);
}

function compiledTask(shop: Workshop, prepared: Prepared): Expr {
  const { emission, activity } = createActivity(shop, prepared.steps);
  const params = parameters(emission, prepared.inputs);
  const f = activityFunction(emission, [activity, ...params], prepared);
  const args = prepared.inputs.map(({ expr }) => expr);
  return args.length === 0 ? call(runtime("compiled"), f) : call(runtime("compiledWith"), f, ...args);
}

/** Steps after a task of which nothing is known: they become one step of it. */
function continuedTask(shop: Workshop, { steps, inputs: [task, ...inputs] }: Prepared): Expr {
  const { emission, activity } = createActivity(shop, steps);
  const first = steps[0] as Extract<Step, { callback: Callback }>;
  const seesErrors = steps.some(({ kind }) => isErrorStep(kind));
  const given = seesErrors ? emission.fresh("result") : emission.named(hintOf(first.callback, "value"));
  const params = parameters(emission, inputs);
  const source: Pipeline["source"] = seesErrors
    ? { kind: "givenResult", result: name(given) }
    : { kind: "given", value: kept(given) };
  const f = activityFunction(emission, [activity, given, ...params], { source, steps });
  const symbol = seesErrors ? "onResult" : "onValue";
  return call(runtime(symbol), task!.expr, f, ...inputs.map(({ expr }) => expr));
}

function createActivity(
  shop: Workshop,
  steps: readonly Step[],
): { readonly emission: Emission; readonly activity: string } {
  const activity = shop.locals.fresh("activity");
  const done = member(name(activity), "done");
  const sink: Sink = { deliver: (outcome) => [{ kind: "return", value: call(done, outcome) }] };
  return { emission: new Emission(shop, activity, sink, looksAtErrors(steps), new Map()), activity };
}

function parameters(emission: Emission, inputs: readonly Input[]): string[] {
  return inputs.map(({ id, hint }) => {
    const text = emission.fresh(hint);
    emission.inputs.set(id, name(text));
    return text;
  });
}

function activityFunction(emission: Emission, params: readonly string[], pipeline: Pipeline): Expr {
  const body = compilePipeline(emission, pipeline, sinkTail(emission));
  const thrown = emission.fresh("thrown");
  const fail = call(member(name(emission.activity!), "fail"), name(thrown));
  return {
    kind: "arrow",
    async: emission.awaits,
    params: params.map(name),
    body: [{ kind: "try", body, catch: { name: thrown, body: [does(fail)] } }],
  };
}

/** An async function whose parameters are the inputs. */
export function plainFunction(
  shop: Workshop,
  prepared: Prepared,
): { readonly f: Expr; readonly args: readonly Expr[] } {
  const emission = new Emission(shop, undefined, returning, looksAtErrors(prepared.steps), new Map());
  const params = parameters(emission, prepared.inputs);
  const body = guarded(emission, prepared);
  return {
    f: { kind: "arrow", async: true, params: params.map(name), body },
    args: prepared.inputs.map(({ expr }) => expr),
  };
}

/** An async function that takes its inputs from the scope around it, which has to declare them. */
export function closedFunction(
  shop: Workshop,
  prepared: Prepared,
): { readonly f: Expr; readonly before: readonly Stmt[] } {
  const emission = new Emission(shop, undefined, returning, looksAtErrors(prepared.steps), new Map());
  const before = declareInputs(emission, prepared.inputs, (hint) => shop.names.fresh(hint));
  return { f: { kind: "arrow", async: true, params: [], body: guarded(emission, prepared) }, before };
}

export const returning: Sink = { deliver: (outcome) => [{ kind: "return", value: outcome }] };

/** Statements for a place in an async function; every path ends in the sink. */
export function inlined(shop: Workshop, prepared: Prepared, sink: Sink, label?: string): Stmt[] {
  const emission = new Emission(shop, undefined, sink, looksAtErrors(prepared.steps), new Map());
  const before = declareInputs(emission, prepared.inputs, (hint) => shop.names.fresh(hint));
  return [...before, ...guarded(emission, prepared, label)];
}

/** A throw anywhere in the pipeline is a panic. */
function guarded(emission: Emission, pipeline: Pipeline, label?: string): Stmt[] {
  const body = compilePipeline(emission, pipeline, sinkTail(emission));
  const thrown = emission.fresh("thrown");
  const panic = emission.sink.deliver(call(runtime("panic"), name(thrown)));
  return [{ kind: "try", body, catch: { name: thrown, body: panic }, ...(label !== undefined && { label }) }];
}

export interface Yielded {
  readonly statements: readonly Stmt[];
  readonly value: Expr;
  readonly awaits: boolean;
}

/** A chain in the middle of a generator's code: what is no value leaves by the sink. */
export function yieldedValue(
  shop: Workshop,
  chain: Chain,
  activity: string | undefined,
  sink: Sink,
): Yielded {
  const prepared = prepare(shop, chain, activity !== undefined, true);
  const { source, steps } = prepared;
  const emission = new Emission(shop, activity, sink, looksAtErrors(steps), new Map());
  const inputs = evaluateInputs(emission, prepared);
  const isLate = inputs.length > 0 || source.kind !== "task";
  const before = [...inputs, ...(isLate ? emission.check() : [])];
  const { err } = sinkTail(emission);
  if (looksAtErrors(steps)) {
    const value = emission.fresh("value");
    const label = emission.fresh("yielded");
    const body = compilePipeline(emission, prepared, joinValue(emission, value, label, err));
    const statements = [
      ...before,
      declare("let", value),
      ...labelled(label, body, shop),
      ...emission.check(),
    ];
    return { statements, value: name(value), awaits: emission.awaits };
  }
  // Where no step looks at errors the value rail ends where the code does.
  let value: Expr = name("undefined");
  const tail: Tail = {
    again: false,
    ok(given) {
      // Nothing but the code around comes between: it can take the value as it stands, unless a cancel is to be noticed.
      const isLast = given.promise !== "maybe" && (given.inert || activity === undefined);
      if (isLast) {
        value = emission.settled(given, "value").expr;
        return [];
      }
      const { before: held, value: named } = emission.keep(given, { name: "value" });
      value = named.expr;
      return [...held];
    },
    err,
    outcome: undefined,
  };
  const body = compilePipeline(emission, prepared, tail);
  return { statements: [...before, ...body], value, awaits: emission.awaits };
}
