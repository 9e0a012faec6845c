/** `task.retry(options)` and `task.delay(ms)`: a child run, after a wait, again and again. */
import { isCount } from "../channel/count.js";
import { PanicError } from "../errors.js";
import { callable } from "./callable.js";
import { type Description, ERR, FAULT, type Native } from "./ops.js";
import { pause } from "./pause.js";
import type { Run } from "./run.js";
import { checkDuration } from "./timers.js";

/**
 * How long to wait before the next attempt, in milliseconds; `undefined` gives up. `failures` counts from 1: the attempts
 * made so far. A policy that throws is a panic.
 */
export type RetryPolicy<E = unknown> = (failures: number, error: E) => number | undefined;

export interface RetryOptions<E> {
  /** All attempts, the first one included: an integer from 1, or Infinity. */
  readonly attempts: number;
  /** The wait between two attempts: milliseconds, or a policy. Without it the next attempt starts at once. */
  readonly delay?: number | RetryPolicy<E> | undefined;
}

export const retrying = (inner: Description, { attempts, delay }: RetryOptions<never>): Native => {
  if (!isCount(attempts, 1)) {
    throw new RangeError(`ML2906: retry takes attempts from 1 to Infinity, not ${String(attempts)}`);
  }
  if (typeof delay === "number") checkDuration(delay, "retry");
  else if (delay !== undefined) callable(delay);
  return (run) => {
    let failures = 0;
    const launch = (): Run =>
      run.inner(inner, {
        settled({ state, value }) {
          if (state === ERR && ++failures < attempts && run.cancelled === undefined) {
            if (delay === undefined) return launch();
            try {
              // The policy is typed by the task's error, which is what an ERR holds.
              const wait = typeof delay === "number" ? delay : delay(failures, value as never);
              if (wait !== undefined) {
                checkDuration(wait, "a retry policy");
                return run.cancelled === undefined ? pause(run, wait, launch) : run;
              }
            } catch (thrown) {
              return run.complete(FAULT, new PanicError(thrown));
            }
          }
          return run.complete(state, value);
        },
      });
    return launch();
  };
};

export const delaying = (inner: Description, milliseconds: number): Native => {
  checkDuration(milliseconds, "delay");
  return (run) => pause(run, milliseconds, () => run.inner(inner, run));
};
