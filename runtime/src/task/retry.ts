/** `task.retry(options)` and `task.delay(ms)`: a child run, after a wait, again and again. */
import { PanicError } from "../errors.js";
import { type Description, ERR, FAULT, type Native, type Observer, OK, type Wait } from "./ops.js";
import { drive, type Run } from "./run.js";
import { checkDuration, Timer } from "./timers.js";

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

class Repeat extends Timer implements Observer, Wait {
  private failures = 0;

  constructor(
    private readonly run: Run,
    private readonly inner: Description,
    private readonly attempts: number,
    private readonly policy: RetryPolicy<never> | undefined,
  ) {
    super();
  }

  launch(): Run {
    return this.run.inner(this.inner, this);
  }

  pause(milliseconds: number): undefined {
    this.run.wait = this;
    this.schedule(milliseconds);
    return undefined;
  }

  expired(): void {
    drive(this.launch());
  }

  interrupt(run: Run): Run {
    this.unschedule();
    return run.complete(OK, undefined);
  }

  settled({ state, value }: Run): Run | undefined {
    const { run, policy } = this;
    if (state === ERR && ++this.failures < this.attempts && run.cancelled === undefined) {
      if (policy === undefined) return this.launch();
      try {
        const wait = policy(this.failures, value as never);
        if (wait !== undefined && run.cancelled === undefined) {
          checkDuration(wait, "a retry policy");
          return this.pause(wait);
        }
      } catch (thrown) {
        return run.complete(FAULT, new PanicError(thrown));
      }
    }
    return run.complete(state, value);
  }
}

export const retrying = (inner: Description, { attempts, delay }: RetryOptions<never>): Native => {
  if (!(attempts >= 1) || (attempts !== Number.POSITIVE_INFINITY && !Number.isInteger(attempts))) {
    throw new RangeError(`ML2906: retry takes attempts from 1 to Infinity, not ${String(attempts)}`);
  }
  if (typeof delay === "number") checkDuration(delay, "retry");
  const policy = typeof delay === "number" ? () => delay : delay;
  return (run) => new Repeat(run, inner, attempts, policy).launch();
};

export const delaying = (inner: Description, milliseconds: number): Native => {
  checkDuration(milliseconds, "delay");
  return (run) => new Repeat(run, inner, 1, undefined).pause(milliseconds);
};
