/**
 * A pipeline as statements: values go down one rail, errors down the other, and each step stands where its rail passes it.
 *
 *     source.flatMap(f).map(g).mapErr(h)
 *  -> let error;
 *     failed: {
 *       const result = <source>;
 *       if (result._tag !== "Ok") { error = result.error; break failed; }
 *       const result_1 = <f of result.value>;
 *       if (result_1._tag !== "Ok") { error = result_1.error; break failed; }
 *       return ok(<g of result_1.value>);
 *     }
 *     return err(<h of error>);
 *
 * User code is printed once, so what several places lead to stands behind them, and they jump there; what one place leads to
 * stands in that place. A rail never runs off the end of the statements: its tail jumps, or goes on with the outer pipeline.
 */
import type { Expr, Stmt } from "../../ir/code.js";
import { declare, member, name, runtime } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Answer, Callback, Source, Step } from "../../ir/task.js";
import { answersOf } from "./answers.js";
import { answersOnce, answerValue, type Given, goesOnOnce, hintOf, inline } from "./callback.js";
import {
  assign,
  call,
  does,
  type Emission,
  isNotOk,
  isTag,
  kept,
  nothing,
  plain,
  type Value,
} from "./emission.js";
import { evaluateInputs, prepare } from "./inputs.js";
import { labelled } from "./labels.js";

/** What becomes of a pipeline's outcome. */
export interface Tail {
  /** Whether it may be taken in several places: it holds no user code and always jumps. */
  readonly again: boolean;
  ok(value: Value): Stmt[];
  err(failure: Failure): Stmt[];
  /** Takes an outcome as a whole, where nothing has to be told apart; evaluates it once. */
  readonly outcome: ((outcome: Expr, faulty: boolean) => Stmt[]) | undefined;
}

export type Failure =
  /** A name that holds an outcome that is no Ok. `faulty`: it may be a cancel or panic of the run itself. */
  | { readonly kind: "outcome"; readonly outcome: Expr; readonly faulty: boolean }
  | { readonly kind: "error"; readonly error: Value };

export interface Pipeline {
  readonly source: Source | Start;
  readonly steps: readonly Step[];
}

/** Where a pipeline goes on with what is there already. */
export type Start =
  | { readonly kind: "given"; readonly value: Value }
  | { readonly kind: "givenResult"; readonly result: Expr };

export function compilePipeline(emission: Emission, { source, steps }: Pipeline, tail: Tail): Stmt[] {
  const split = splitOf(steps, tail);
  if (split === undefined) {
    return straight(
      emission,
      {
        code: (head) => sourceCode(emission, source, head),
        failures: failuresOf({ source, steps: [] }),
        far: false,
      },
      steps,
      tail,
    );
  }
  const step = steps[split]! as Extract<Step, { callback: Callback }>;
  const before = { source, steps: steps.slice(0, split) };
  if (step.kind === "ensure" && split === steps.length - 1 && tail.again) {
    const body = compilePipeline(emission, before, tail);
    return [{ kind: "try", body, finally: finalizer(emission, step.callback) }];
  }
  const value = emission.fresh("value");
  const label = emission.fresh(step.kind === "ensure" ? "done" : "recovered");
  const code = (head: Tail): Stmt[] => {
    const joined = joinValue(emission, value, label, (failure) => head.err(failure));
    const inner =
      step.kind === "ensure"
        ? compilePipeline(emission, before, joined)
        : compilePipeline(emission, { source, steps: steps.slice(0, split + 1) }, joined);
    const body = labelled(label, inner, emission.shop.rewrites);
    const all: Stmt[] =
      step.kind === "ensure" ? [{ kind: "try", body, finally: finalizer(emission, step.callback) }] : body;
    return [declare("let", value), ...all, ...emission.check(), ...head.ok(kept(value))];
  };
  const failures = failuresOf({ source, steps: steps.slice(0, split + 1) });
  return straight(emission, { code, failures, far: step.kind === "ensure" }, steps.slice(split + 1), tail);
}

/** The last step after which both rails meet again, although more code follows that can stand in one place only. */
function splitOf(steps: readonly Step[], tail: Tail): number | undefined {
  for (let index = steps.length - 1; index >= 0; index--) {
    const { kind } = steps[index]!;
    if (kind === "ensure") return index;
    if (kind === "orElse" && (index < steps.length - 1 || !tail.again)) return index;
  }
  return undefined;
}

/** A tail that leaves the value in a variable and goes on behind `label`. */
function joinValue(
  emission: Emission,
  target: string,
  label: string,
  err: (failure: Failure) => Stmt[],
): Tail {
  return {
    again: true,
    ok(value) {
      const { before, expr } = emission.settled(value, "value");
      return [...before, assign(name(target), expr), { kind: "break", label }];
    },
    err,
    outcome: undefined,
  };
}

interface Entry {
  code(head: Tail): Stmt[];
  /** In how many places it fails. */
  readonly failures: number;
  /** Errors have to leave the entry's code before they are handled. */
  readonly far: boolean;
}

/** Steps on whose way the rails never meet. */
function straight(emission: Emission, entry: Entry, steps: readonly Step[], tail: Tail): Stmt[] {
  const joins = joinsOf(emission, entry, steps);

  const from = (index: number): Tail => {
    const next = steps.findIndex((step, at) => at >= index && isValueStep(step));
    return {
      again: next === -1 && tail.again,
      ok: (value) => (next === -1 ? tail.ok(value) : valueStep(next, value)),
      err: (failure) => fail(index, failure),
      outcome: index >= steps.length ? tail.outcome : undefined,
    };
  };

  const valueStep = (index: number, value: Value): Stmt[] => {
    const step = steps[index]! as Extract<Step, { callback: Callback }>;
    const rest = from(index + 1);
    if (step.kind === "tap") {
      const { before, value: same } = emission.keep(value, hintOf(step.callback, "value"));
      return [...before, ...effect(emission, step.callback, same), ...emission.check(), ...rest.ok(same)];
    }
    return step.kind === "map"
      ? changed(emission, step.callback, value, rest.again, rest.ok)
      : continued(emission, step.callback, value, false, rest);
  };

  const fail = (index: number, failure: Failure): Stmt[] => {
    const next = steps.findIndex((step, at) => at >= index && !isValueStep(step));
    if (next === -1) return tail.err(failure);
    const error = failure.kind === "error" ? failure.error : plain(member(failure.outcome, "error"));
    const passing: Stmt[] =
      failure.kind === "outcome" && failure.faulty
        ? [{ kind: "if", test: isTag(failure.outcome, "Fault"), then: emission.fault(failure.outcome) }]
        : [];
    const join = joins.get(next);
    if (join === undefined) return [...passing, ...handle(next, error)];
    const { before, expr } = emission.settled(error, "error");
    return [...passing, ...before, assign(name(join.error), expr), { kind: "break", label: join.label }];
  };

  const handle = (index: number, error: Value): Stmt[] => {
    const step = steps[index]! as Extract<Step, { callback: Callback }>;
    const failed = (changedError: Value): Stmt[] => fail(index + 1, { kind: "error", error: changedError });
    if (step.kind === "orElse") return continued(emission, step.callback, error, false, tail);
    if (step.kind === "tapErr") {
      const { before, value: same } = emission.keep(error, hintOf(step.callback, "error"));
      return [...before, ...effect(emission, step.callback, same), ...emission.check(), ...failed(same)];
    }
    const isLast = !steps.some((other, at) => at > index && !isValueStep(other));
    return changed(emission, step.callback, error, isLast && tail.again, failed);
  };

  let body = entry.code(from(0));
  for (const [index, { label, error }] of joins) {
    body = [
      declare("let", error),
      ...labelled(label, body, emission.shop.rewrites),
      ...emission.check(),
      ...handle(index, kept(error)),
    ];
  }
  return body;
}

const isValueStep = ({ kind }: Step): boolean => kind === "map" || kind === "flatMap" || kind === "tap";

/** The error steps that several places lead to, in order. */
function joinsOf(
  emission: Emission,
  entry: Entry,
  steps: readonly Step[],
): Map<number, { readonly label: string; readonly error: string }> {
  const joins = new Map<number, { label: string; error: string }>();
  let { failures, far } = entry;
  steps.forEach((step, index) => {
    if (step.kind === "flatMap") failures += failuresOfCallback(step.callback);
    if (isValueStep(step) || step.kind === "around") return;
    if (failures > 1 || far) {
      const error = emission.named(hintOf(step.callback, "error"));
      joins.set(index, { label: emission.fresh("failed"), error });
    }
    failures = failuresAfter(step);
    far = false;
  });
  return joins;
}

/** In how many places the pipeline comes to an error. */
function failuresOf({ source, steps }: Pipeline): number {
  let failures =
    source.kind === "given" ? 0 : source.kind === "body" ? failuresOfCallback(source.callback) : 1;
  for (const step of steps) {
    if (step.kind === "flatMap") failures += failuresOfCallback(step.callback);
    else if (!isValueStep(step)) failures = failuresAfter(step);
  }
  return failures;
}

/** In how many places an error step hands an error on. */
function failuresAfter(step: Step): number {
  if (step.kind === "orElse") return failuresOfCallback(step.callback);
  return step.kind === "mapErr" && !answersOnce(step.callback) ? 2 : 1;
}

function failuresOfCallback(callback: Callback): number {
  if (callback.kind !== "inline") return 1;
  const failures = answersOf(callback).map((answer) =>
    answer.kind === "chain"
      ? failuresOf(answer.chain)
      : answer.kind === "made" && answer.rail === "ok"
        ? 0
        : 1,
  );
  // An exit in the middle of the user's statements is no place for other code.
  const inside = callback.body.kind === "block" && !answersOnce(callback) ? 2 : 0;
  return failures.reduce<number>((sum, count) => sum + count, inside);
}

/** Whether an outcome may be reported only once the callback's code is left: what follows an exit may still cancel. */
const mustLeave = (emission: Emission, callback: Callback): boolean =>
  emission.activity !== undefined &&
  callback.kind === "inline" &&
  callback.body.kind === "block" &&
  callback.body.guarded;

/** A callback whose answer is the new value (or error). */
function changed(
  emission: Emission,
  callback: Callback,
  argument: Value,
  again: boolean,
  next: (value: Value) => Stmt[],
): Stmt[] {
  const each = (given: Given): { readonly before: readonly Stmt[]; readonly value: Value } => {
    if (given.kind !== "expression") throw new Error("a plain step answers no chain");
    return answerValue(emission, given);
  };
  if ((again && !mustLeave(emission, callback)) || answersOnce(callback)) {
    return inline(emission, callback, argument, (given) => {
      const { before, value } = each(given);
      return [...before, ...next(value)];
    });
  }
  const target = emission.fresh("value");
  const label = emission.fresh("step");
  const body = inline(emission, callback, argument, (given, isLast) => {
    const { before, value } = each(given);
    const { before: settling, expr } = emission.settled(value, "value");
    const jump: Stmt[] = isLast ? [] : [{ kind: "break", label }];
    return [...before, ...settling, assign(name(target), expr), ...jump];
  });
  return [
    declare("let", target),
    ...labelled(label, body, emission.shop.rewrites),
    ...emission.check(),
    ...next(kept(target)),
  ];
}

/** A callback that is run for its effect; a promise it answers is awaited. */
function effect(emission: Emission, callback: Callback, argument: Value | undefined): Stmt[] {
  const each = (given: Given): Stmt[] => {
    if (given.kind !== "expression") throw new Error("a plain step answers no chain");
    const { before, value } = answerValue(emission, given);
    const { before: settling, expr } = emission.settled(value, "seen");
    const isIdle = expr.kind === "name" || expr.kind === "literal";
    return [...before, ...settling, ...(isIdle ? [] : [does(expr)])];
  };
  if (answersOnce(callback)) return inline(emission, callback, argument, each);
  const label = emission.fresh("step");
  const body = inline(emission, callback, argument, (given, isLast) => [
    ...each(given),
    ...(isLast ? [] : [{ kind: "break", label } as const]),
  ]);
  return labelled(label, body, emission.shop.rewrites);
}

const finalizer = (emission: Emission, callback: Callback): Stmt[] => effect(emission, callback, undefined);

/** A callback whose answer is a Result, or for steps a Task or another chain. */
function continued(
  emission: Emission,
  callback: Callback,
  argument: Value | undefined,
  isBody: boolean,
  tail: Tail,
): Stmt[] {
  if (mustLeave(emission, callback) ? answersOnce(callback) : tail.again || goesOnOnce(callback))
    return inline(emission, callback, argument, (given) => answered(emission, given, isBody, tail));
  const target = emission.fresh("result");
  const label = emission.fresh("step");
  const body = inline(emission, callback, argument, (given, isLast) =>
    answered(
      emission,
      given,
      isBody,
      joinOutcome(emission, target, isLast && endsInOnePlace(given) ? undefined : label),
    ),
  );
  return [
    declare("let", target),
    ...labelled(label, body, emission.shop.rewrites),
    ...emission.check(),
    ...takenApart(name(target), emission.handlesErrors, tail),
  ];
}

/** Whether the answer comes to its outcome in one place only, and that at its end. */
const endsInOnePlace = ({ kind }: Given): boolean => kind === "expression" || kind === "made";

/** A tail that leaves the outcome in a variable and goes on behind `label`, if it is not there already. */
function joinOutcome(emission: Emission, target: string, label: string | undefined): Tail {
  const jump: Stmt[] = label === undefined ? [] : [{ kind: "break", label }];
  const leave = (outcome: Expr): Stmt[] => [assign(name(target), outcome), ...jump];
  return {
    again: true,
    ok(value) {
      const { before, expr } = emission.settled(value, "value");
      return [...before, ...leave(call(runtime("ok"), expr))];
    },
    err(failure) {
      if (failure.kind === "outcome") return leave(failure.outcome);
      const { before, expr } = emission.settled(failure.error, "error");
      return [...before, ...leave(call(runtime("err"), expr))];
    },
    outcome: leave,
  };
}

function answered(emission: Emission, given: Given, isBody: boolean, tail: Tail): Stmt[] {
  if (given.kind === "chain") {
    emission.shop.absorbed(given.call);
    const prepared = prepare(emission.shop, given.chain, emission.activity !== undefined);
    const inputs = evaluateInputs(emission, prepared);
    const isLate = inputs.length > 0 || (!given.inert && prepared.source.kind !== "task");
    return [...inputs, ...(isLate ? emission.check() : []), ...compilePipeline(emission, prepared, tail)];
  }
  if (given.kind === "made") {
    emission.shop.removed.push(given.callee);
    const { payload, inert } = given;
    const value: Value =
      payload === undefined
        ? nothing
        : { expr: { kind: "user", code: payload }, promise: "never", inert, kept: false };
    return given.rail === "ok" ? tail.ok(value) : tail.err({ kind: "error", error: value });
  }
  if (given.kind === "branch") {
    const [then, otherwise] = [given.then, given.else].map((answer) =>
      answered(emission, branchGiven(answer), isBody, tail),
    );
    return [{ kind: "if", test: { kind: "user", code: given.test }, then: then!, else: otherwise! }];
  }
  const { before, value } = answerValue(emission, given);
  const { before: settling, expr } = emission.settled(value, "answer");
  const [outcome, faulty] = outcomeOf(emission, expr, given.is, isBody);
  return [...before, ...settling, ...taken(emission, outcome, faulty, value.inert, tail)];
}

const branchGiven = (answer: Answer): Given =>
  answer.kind === "value"
    ? { ...answer, kind: "expression", expr: { kind: "user", code: answer.code }, async: false }
    : answer;

/** What a callback answered as an outcome, and whether that may be a cancel or panic of a task's own run. */
function outcomeOf(
  emission: Emission,
  answer: Expr,
  is: "result" | "task" | "unknown",
  isBody: boolean,
): [outcome: Expr, faulty: boolean] {
  if (is === "result") return [answer, false];
  if (isBody) return [call(runtime("result"), answer), false];
  if (is === "unknown") return [emission.await(call(emission.service("adopt"), answer)), true];
  return entered(emission, answer, "enter");
}

/** Where nobody looks at errors, whose they are does not matter: `run` does. */
function entered(emission: Emission, task: Expr, how: "enter" | "source"): [outcome: Expr, faulty: boolean] {
  if (emission.activity === undefined && !emission.handlesErrors)
    return [emission.await(how === "enter" ? call(member(task, "run")) : call(runtime("run"), task)), false];
  return [emission.await(call(emission.service(how), task)), true];
}

/** Hands an outcome on as a whole, or keeps it to take it apart. */
function taken(emission: Emission, outcome: Expr, faulty: boolean, inert: boolean, tail: Tail): Stmt[] {
  if (tail.outcome !== undefined) return tail.outcome(outcome, faulty);
  if (outcome.kind === "name") return takenApart(outcome, faulty, tail);
  const result = emission.fresh("result");
  return [
    declare("const", result, outcome),
    ...(inert ? [] : emission.check()),
    ...takenApart(name(result), faulty, tail),
  ];
}

function takenApart(outcome: Expr, faulty: boolean, tail: Tail): Stmt[] {
  const failed = tail.err({ kind: "outcome", outcome, faulty });
  return [{ kind: "if", test: isNotOk(outcome), then: failed }, ...tail.ok(plain(member(outcome, "value")))];
}

function sourceCode(emission: Emission, source: Source | Start, head: Tail): Stmt[] {
  switch (source.kind) {
    case "given":
      return head.ok(source.value);
    case "givenResult":
      return taken(emission, source.result, false, true, head);
    case "body": {
      emission.shop.removed.push(source.callee);
      const { callback } = source;
      const signal =
        emission.activity === undefined
          ? call(runtime("idleSignal"))
          : member(name(emission.activity), "signal");
      const isUnused =
        callback.kind === "inline" &&
        (callback.param === undefined ||
          (callback.param.kind === "name" && callback.param.references.length === 0));
      return continued(emission, callback, isUnused ? undefined : plain(signal), true, head);
    }
    case "value": {
      emission.shop.removed.push(source.callee);
      const value = source.value === undefined ? nothing : constant(emission, source.value);
      return source.rail === "ok" ? head.ok(value) : head.err({ kind: "error", error: value });
    }
    case "task": {
      const task = emission.inputs.get(source.code.id) ?? ({ kind: "user", code: source.code } as const);
      const [outcome, faulty] = entered(emission, task, "source");
      return taken(emission, outcome, faulty, false, head);
    }
  }
}

/** What was evaluated when the chain was built, or can be evaluated at any time. */
function constant(emission: Emission, code: Handle): Value {
  const input = emission.inputs.get(code.id);
  const expr = input ?? ({ kind: "user", code } as const);
  return { expr, promise: "never", inert: input?.kind !== "user", kept: expr.kind === "name" };
}

/** A tail that delivers to the place where the whole chain's outcome goes. */
export function sinkTail(emission: Emission): Tail {
  const { sink } = emission;
  const whole = (outcome: Expr, faulty: boolean): Stmt[] =>
    faulty ? emission.fault(outcome) : sink.deliver(outcome);
  return {
    again: true,
    ok(value) {
      const { before, expr } = emission.settled(value, "value");
      return [...before, ...sink.deliver(call(runtime("ok"), expr))];
    },
    err(failure) {
      if (failure.kind === "outcome") return whole(failure.outcome, failure.faulty);
      const { before, expr } = emission.settled(failure.error, "error");
      return [...before, ...sink.deliver(call(runtime("err"), expr))];
    },
    outcome: whole,
  };
}
