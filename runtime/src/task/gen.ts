/**
 * `Task.gen`: steps written as a generator.
 *
 *     Task.gen(function* () { const a = yield* task; return a + (yield* result); })   ->   Task of the sum
 *
 * `yield*` answers the value; anything else ends the generator as `return` would, so its `finally` blocks run, and may yield
 * again. A cancel takes hold at the `yield*` it finds the generator in; what the `finally` blocks then yield is not
 * interrupted: like `ensure`, they are finalizers.
 */
import { PanicError } from "../errors.js";
import type { AnyResult } from "../result/index.js";
import { callable } from "./callable.js";
import { native, type TaskNode } from "./node.js";
import { ERR, FAULT, type Observer, OK, type State } from "./ops.js";
import { isDescription, isInstant, type Run } from "./run.js";

/** What `return()` hands to the generator, and gets back unless a `finally` block returns something itself. */
const leave = Symbol();

type Steps = Iterator<unknown, unknown, unknown>;

export const gen = (body: (signal: AbortSignal) => Steps): TaskNode => {
  callable(body);
  return native((run) => {
    let steps: Steps;
    let leaving: State | undefined;
    let outcome: unknown;

    /** Notes how the generator is to end; answers what makes it. */
    const end = (state: State, value: unknown): typeof leave => {
      leaving = state;
      outcome = value;
      return leave;
    };

    const advance = (input: unknown): Run | undefined => {
      let sent = input;
      try {
        for (;;) {
          const { done, value } = sent === leave ? steps.return!(leave) : steps.next(sent);
          if (done) {
            return value === leave && leaving !== undefined
              ? run.complete(leaving, outcome)
              : run.complete(OK, value);
          }
          let result = value as Partial<AnyResult> | null | undefined;
          if (run.cancelled !== undefined && leaving === undefined) sent = end(FAULT, run.cancelled);
          else if (isDescription(value) && !isInstant(value)) {
            const child = run.child(value, observer);
            if (child !== undefined) return child;
            // Marked: the run has the mark as its value.
            sent = end(FAULT, run.value);
          } else {
            if (isDescription(value)) result = value.arg as AnyResult;
            if (result?._tag === "Ok") sent = result.value;
            else if (result?._tag === "Err") sent = end(ERR, result.error);
            else throw new TypeError("ML2909: in Task.gen, write yield* before a Task or a Result only");
          }
        }
      } catch (thrown) {
        return run.complete(FAULT, new PanicError(thrown));
      }
    };

    const observer: Observer = {
      settled({ state, value }) {
        run.wait = undefined;
        return advance(state === OK ? value : end(state, value));
      },
    };

    try {
      steps = body(run.signal);
    } catch (thrown) {
      return run.complete(FAULT, new PanicError(thrown));
    }
    return advance(undefined);
  });
};
