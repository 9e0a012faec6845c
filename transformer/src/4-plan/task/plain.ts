/** Callbacks that answer plain values: those of `map` and `mapErr`, of `tap` and `tapErr`, and finalizers. */
import type { Stmt } from "../../ir/code.js";
import { declare, name } from "../../ir/code.js";
import type { Callback } from "../../ir/task.js";
import { answersOnce, answerValue, type Given, inline } from "./callback.js";
import { assign, does, type Emission, kept, type Value } from "./emission.js";
import { labelled } from "./labels.js";

/** Whether an outcome may be reported only once the callback's code is left: what follows an exit may still cancel. */
export const mustLeave = (emission: Emission, callback: Callback): boolean =>
  emission.activity !== undefined &&
  callback.kind === "inline" &&
  callback.body.kind === "block" &&
  callback.body.guarded;

/** A callback whose answer is the new value (or error). Unless it `awaits`, a promise is a value like others. */
export function changed(
  emission: Emission,
  callback: Callback,
  argument: Value,
  again: boolean,
  next: (value: Value) => Stmt[],
  awaits = true,
): Stmt[] {
  const each = (given: Given): { readonly before: readonly Stmt[]; readonly value: Value } => {
    if (given.kind !== "expression") throw new Error("a plain step answers no chain");
    return answerValue(emission, awaits ? given : { ...given, async: false, promise: "never" });
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
    ...labelled(label, body, emission.shop),
    ...emission.check(),
    ...next(kept(target)),
  ];
}

/** A callback that is run for its effect; a promise it answers is awaited. */
export function effect(emission: Emission, callback: Callback, argument: Value | undefined): Stmt[] {
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
  return labelled(label, body, emission.shop);
}

export const finalizer = (emission: Emission, callback: Callback): Stmt[] =>
  effect(emission, callback, undefined);
