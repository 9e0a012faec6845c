/**
 * The errors MiLost throws or hands out as values. Each has a `_tag`, so that it can be matched, and its code in its text:
 *
 * | code   | class          | when                                                         |
 * |--------|----------------|--------------------------------------------------------------|
 * | ML1901 | MatchError     | no arm of a match takes the value                            |
 * | ML1902 | UnwrapError    | `unwrap` or `expect` on the variant that has no such payload |
 * | ML2901 | CancelledError | a run was cancelled                                          |
 * | ML2902 | PanicError     | a body or step threw, rejected or returned what it must not  |
 * | ML2903 | TimeoutError   | a task took longer than its `timeout`                        |
 *
 * Tasks refuse by built-in errors: ML2904 a body or step that answers the wrong thing, ML2905 a bad time, ML2906 bad `attempts`,
 * ML2907 a list with something else than tasks, ML2908 a bad `concurrency`, ML2909 a bad `yield`, ML2910 a bad number of permits,
 * ML2911 no function where one is wanted.
 *
 * Channels and `select` refuse by plain values and built-in errors, whose texts carry these codes: ML3901 Closed, ML3902 Full,
 * ML3903 Encode, ML3904 Empty, ML3905 closed and drained, ML3906 a bad capacity, ML3907 a bad count for `receiveMany`, ML3909 no
 * Receiver, ML3910 a bad number for a combining function, ML3911 a bad period, ML3912 lost a select, ML3913 to ML3915 bad cases.
 *
 * Threads likewise: ML3920 no SharedArrayBuffer, ML3921 too many threads, ML3922 no room for a channel or end, ML3923 another version,
 * ML3924 a handle that is none, was opened or revoked, ML3925 blocking on a main thread, ML3926 bad or late `setupThreads`, ML3927 a
 * handle without its port, ML3928 blocking over ports, ML3929 no memory left for a value, ML3930 a bad codec, ML3931 no port for a
 * value, ML3932 blocking for a port, ML3933 a worker that cannot be watched, ML3934 a handle
 * with another codec. Pools: ML3940 to ML3946, see threads/pool/errors.ts.
 *
 * Run-time codes are x9xx; what the compiler reports has the other numbers of the same ranges.
 */
import { describe } from "./describe.js";

/** Thrown when a value comes in that no arm of a `Patterns.match` takes. `cause` is the value. */
export class MatchError extends Error {
  readonly _tag = "MatchError";
  override get name(): "MatchError" {
    return "MatchError";
  }
  constructor(value: unknown) {
    super(`ML1901: no arm takes ${describe(value)}; add an arm for it, or "_" for the rest`, {
      cause: value,
    });
  }
}

/** Thrown by `unwrap`, `expect` and their kin. `cause` is the payload that was there instead, if any. */
export class UnwrapError extends Error {
  readonly _tag = "UnwrapError";
  override get name(): "UnwrapError" {
    return "UnwrapError";
  }
  constructor(message: string, cause?: unknown) {
    super(`ML1902: ${message}`, { cause });
  }
}

/** The `Err` of a run that was cancelled. `cause` is the reason given to `cancel`, or the signal's reason. */
export class CancelledError extends Error {
  readonly _tag = "CancelledError";
  override get name(): "CancelledError" {
    return "CancelledError";
  }
  constructor(reason?: unknown) {
    super(`ML2901: cancelled${reason === undefined ? "" : `: ${describe(reason)}`}`, { cause: reason });
  }
}

/** The `Err` of a run whose body or step threw or rejected. `cause` is the thrown value. */
export class PanicError extends Error {
  readonly _tag = "PanicError";
  override get name(): "PanicError" {
    return "PanicError";
  }
  constructor(thrown: unknown) {
    super(`ML2902: ${describe(thrown)} was thrown inside a task`, { cause: thrown });
  }
}

/** The `Err` of a task that took longer than its `timeout` allows. */
export class TimeoutError extends Error {
  readonly _tag = "TimeoutError";
  override get name(): "TimeoutError" {
    return "TimeoutError";
  }
  /** @param milliseconds what the task was given. */
  constructor(readonly milliseconds: number) {
    super(`ML2903: the task took longer than ${milliseconds} ms`);
  }
}

/** What ends a run beside the task's own error type: told apart from it by provenance, not by class. */
export type TaskError = CancelledError | PanicError;
