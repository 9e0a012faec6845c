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
import type { Stmt } from "../../ir/code.js";
import { declare, member, name } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Answer, Callback, Source, Step } from "../../ir/task.js";
import { answersOnce, answerValue, type Given, goesOnOnce, hintOf, inline } from "./callback.js";
import { assign, type Emission, isTag, kept, nothing, plain, type Value } from "./emission.js";
import { failuresAfter, failuresOf, failuresOfCallback } from "./failures.js";
import { evaluateInputs, prepare } from "./inputs.js";
import { labelled } from "./labels.js";
import { entered, outcomeOf, taken, takenApart } from "./outcomes.js";
import { changed, effect, finalizer, mustLeave } from "./plain.js";
import { isValueStep, type Pipeline, type Start } from "./shape.js";
import { attempted, signalFor } from "./sources.js";
import { type Failure, joinOutcome, joinValue, type Tail } from "./tails.js";

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
    const body = labelled(label, inner, emission.shop);
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
      ...labelled(label, body, emission.shop),
      ...emission.check(),
      ...handle(index, kept(error)),
    ];
  }
  return body;
}

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
    ...labelled(label, body, emission.shop),
    ...emission.check(),
    ...takenApart(name(target), emission.handlesErrors, tail),
  ];
}

/** Whether the answer comes to its outcome in one place only, and that at its end. */
const endsInOnePlace = ({ kind }: Given): boolean => kind === "expression" || kind === "made";

function answered(emission: Emission, given: Given, isBody: boolean, tail: Tail): Stmt[] {
  if (given.kind === "chain") {
    emission.shop.absorbed(given.call);
    const prepared = prepare(emission.shop, given.chain, emission.activity !== undefined, true);
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

function sourceCode(emission: Emission, source: Source | Start, head: Tail): Stmt[] {
  switch (source.kind) {
    case "given":
      return head.ok(source.value);
    case "givenResult":
      return taken(emission, source.result, false, true, head);
    case "body": {
      emission.shop.removed.push(source.callee);
      return continued(emission, source.callback, signalFor(emission, source.callback), true, head);
    }
    case "attempt":
    case "promise":
      return attempted(emission, source, head);
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
