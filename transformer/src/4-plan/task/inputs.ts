/**
 * What is evaluated when a chain is built, before any of it runs: the task it starts from, the value of `Task.ok`, callbacks
 * that are no functions on the spot. It keeps its time and its order.
 *
 *     load(id).map(pick("name")).mapErr((e) => e.message)   ->   inputs ‹load(id)›, ‹pick("name")›
 */
import type { Expr, Stmt } from "../../ir/code.js";
import { declare, name } from "../../ir/code.js";
import type { Callback, Chain, Source, Step } from "../../ir/task.js";
import type { Emission, Workshop } from "./emission.js";

export interface Input {
  /** The handle of the code that it stands for. */
  readonly id: number;
  readonly hint: string;
  readonly expr: Expr;
}

/** A chain that is ready to be fused: no step of it is left to the runtime. */
export interface Prepared {
  readonly source: Source;
  readonly steps: readonly Step[];
  /** In the order of their evaluation. */
  readonly inputs: readonly Input[];
}

/**
 * Steps that the runtime takes around all before them become part of the source. Where a cancel can come, `ensure` is one of
 * them: its finalizer must not wait for user code that ignores the cancel.
 */
export function prepare(
  shop: Workshop,
  { source, steps }: Chain,
  cancellable: boolean,
  /** It runs as soon as it is built, and once. */
  now: boolean,
): Prepared {
  const last = steps.findLastIndex((step) => isAround(step, cancellable));
  const around = steps[last];
  const rest = steps.slice(last + 1);
  const inputs: Input[] = [];
  let start = source;
  if (around !== undefined) {
    start = { kind: "task", code: around.call };
    const expr = shop.buildTask({
      kind: "chain",
      code: around.call,
      source,
      steps: steps.slice(0, last + 1),
    });
    inputs.push({
      id: around.call.id,
      hint: "task",
      expr: expr ?? { kind: "user", code: around.call },
    });
  } else if (source.kind === "task") {
    inputs.push({ id: source.code.id, hint: "task", expr: { kind: "user", code: source.code } });
  } else if (source.kind === "value" && source.value !== undefined && !source.constant) {
    inputs.push({
      id: source.value.id,
      hint: source.rail === "ok" ? "value" : "error",
      expr: { kind: "user", code: source.value },
    });
  } else if (source.kind === "body") addCallback(inputs, source.callback, "body");
  else if (source.kind === "attempt") {
    addCallback(inputs, source.callback, "body");
    if (source.mapErr !== undefined) addCallback(inputs, source.mapErr, "mapErr");
  }
  for (const step of rest) if (step.kind !== "around") addCallback(inputs, step.callback, step.kind);
  if (start.kind === "promise") {
    // Only where nothing comes in between can the chain itself be the first to listen: a rejection has to find somebody.
    if (now && !cancellable && inputs.length === 0 && start.mapErr?.kind !== "input") {
      if (!start.constant)
        inputs.push({ id: start.promise.id, hint: "promise", expr: { kind: "user", code: start.promise } });
    } else {
      inputs.unshift({ id: start.call.id, hint: "task", expr: { kind: "user", code: start.call } });
      start = { kind: "task", code: start.call };
    }
  }
  return { source: start, steps: rest, inputs };
}

export const isAround = (step: Step, cancellable: boolean): boolean =>
  step.kind === "around" || (cancellable && step.kind === "ensure");

function addCallback(inputs: Input[], callback: Callback, hint: string): void {
  if (callback.kind !== "input") return;
  inputs.push({ id: callback.code.id, hint, expr: { kind: "user", code: callback.code } });
}

/** Inputs as constants in front of the steps; the task to start from can stay where it is entered, if it is the only one. */
export function evaluateInputs(emission: Emission, { source, inputs }: Prepared): Stmt[] {
  const [only] = inputs;
  if (only === undefined) return [];
  if (inputs.length === 1 && source.kind !== "body" && only.id === sourceId(source)) {
    emission.inputs.set(only.id, only.expr);
    return [];
  }
  return declareInputs(emission, inputs, (hint) => emission.fresh(hint));
}

const sourceId = (source: Source): number | undefined =>
  source.kind === "task" ? source.code.id : source.kind === "value" ? source.value?.id : undefined;

export function declareInputs(
  emission: Emission,
  inputs: readonly Input[],
  fresh: (hint: string) => string,
): Stmt[] {
  return inputs.map(({ id, hint, expr }) => {
    const text = fresh(hint);
    emission.inputs.set(id, name(text));
    return declare("const", text, expr);
  });
}
