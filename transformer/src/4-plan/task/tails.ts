/** Where the rails of a pipeline lead: what becomes of its value, its error, or its outcome as a whole. */
import type { Expr, Stmt } from "../../ir/code.js";
import { name, runtime } from "../../ir/code.js";
import { assign, call, type Emission, type Value } from "./emission.js";

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

/** A tail that leaves the value in a variable and goes on behind `label`. */
export function joinValue(
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

/** A tail that leaves the outcome in a variable and goes on behind `label`, if it is not there already. */
export function joinOutcome(emission: Emission, target: string, label: string | undefined): Tail {
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
