/**
 * In how many places a pipeline comes to an error: an error step that several lead to stands behind them, and they jump there.
 */
import type { Callback, Step } from "../../ir/task.js";
import { answersOf } from "./answers.js";
import { answersOnce } from "./callback.js";
import { isValueStep, type Pipeline } from "./shape.js";

/** In how many places the pipeline comes to an error. */
export function failuresOf({ source, steps }: Pipeline): number {
  let failures =
    source.kind === "given" ? 0 : source.kind === "body" ? failuresOfCallback(source.callback) : 1;
  for (const step of steps) {
    if (step.kind === "flatMap") failures += failuresOfCallback(step.callback);
    // Its errors have to leave the `try` before they are handled, from however many places.
    else if (step.kind === "ensure") failures = failures === 0 ? 0 : 2;
    else if (!isValueStep(step)) failures = failuresAfter(step);
  }
  return failures;
}

/** In how many places an error step hands an error on. */
export function failuresAfter(step: Step): number {
  if (step.kind === "orElse") return failuresOfCallback(step.callback);
  return step.kind === "mapErr" && !answersOnce(step.callback) ? 2 : 1;
}

export function failuresOfCallback(callback: Callback): number {
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
