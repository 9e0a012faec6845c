/** Outcomes of tasks and callbacks on their way to a tail: handed on as a whole, or taken apart. */
import type { Expr, Stmt } from "../../ir/code.js";
import { declare, member, name, runtime } from "../../ir/code.js";
import { call, type Emission, isNotOk, plain } from "./emission.js";
import type { Tail } from "./tails.js";

/** What a callback answered as an outcome, and whether that may be a cancel or panic of a task's own run. */
export function outcomeOf(
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
export function entered(
  emission: Emission,
  task: Expr,
  how: "enter" | "source",
): [outcome: Expr, faulty: boolean] {
  if (emission.activity === undefined && !emission.handlesErrors)
    return [emission.await(how === "enter" ? call(member(task, "run")) : call(runtime("run"), task)), false];
  return [emission.await(call(emission.service(how), task)), true];
}

/** Hands an outcome on as a whole, or keeps it to take it apart. */
export function taken(
  emission: Emission,
  outcome: Expr,
  faulty: boolean,
  inert: boolean,
  tail: Tail,
): Stmt[] {
  if (tail.outcome !== undefined) return tail.outcome(outcome, faulty);
  if (outcome.kind === "name") return takenApart(outcome, faulty, tail);
  const result = emission.fresh("result");
  return [
    declare("const", result, outcome),
    ...(inert ? [] : emission.check()),
    ...takenApart(name(result), faulty, tail),
  ];
}

export function takenApart(outcome: Expr, faulty: boolean, tail: Tail): Stmt[] {
  const failed = tail.err({ kind: "outcome", outcome, faulty });
  return [{ kind: "if", test: isNotOk(outcome), then: failed }, ...tail.ok(plain(member(outcome, "value")))];
}
