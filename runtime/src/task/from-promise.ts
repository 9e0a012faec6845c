/** `Task.fromPromise`: a promise, or what makes one, with its rejection as the error. */
import { PanicError } from "../errors.js";
import { callable } from "./callable.js";
import { native, type TaskNode } from "./node.js";
import { ERR, FAULT, OK, type State, type Wait } from "./ops.js";
import { listen } from "./promise-like.js";
import { drive, type Run } from "./run.js";
import { asItIs, attempt, type Mapper } from "./try.js";

/**
 * A promise that is there already, listened to once however many runs wait for it: a cancelled run leaves nothing behind on
 * it, and its rejection is handled even if no run ever asks.
 */
const settlement = (promise: PromiseLike<unknown>, mapErr: Mapper): TaskNode => {
  callable(mapErr);
  let outcome: readonly [State, unknown] | undefined;
  const waiting = new Set<Run>();
  const settle = (state: State, value: unknown): void => {
    outcome = [state, value];
    for (const run of waiting) {
      waiting.delete(run);
      drive(run.complete(state, value));
    }
  };
  listen(
    promise,
    (value) => settle(OK, value),
    (thrown) => {
      let state: State = ERR;
      let error: unknown;
      try {
        error = mapErr(thrown);
      } catch (panic) {
        state = FAULT;
        error = new PanicError(panic);
      }
      settle(state, error);
    },
  );
  const wait: Wait = {
    interrupt(run) {
      waiting.delete(run);
      return run;
    },
  };
  return native((run) => {
    if (outcome !== undefined) return run.complete(...outcome);
    waiting.add(run);
    run.wait = wait;
    return undefined;
  });
};

export const fromPromise = (
  source: PromiseLike<unknown> | ((signal: AbortSignal) => PromiseLike<unknown>),
  mapErr: Mapper = asItIs,
): TaskNode => (typeof source === "function" ? attempt(source, mapErr) : settlement(source, mapErr));
