/** The public face of a task: `Task<T, E>`, and the types that its statics and steps are written in. */
import type { TaskError, TimeoutError } from "../errors.js";
import type { ErrOf, OkOf, Result } from "../result/index.js";
import type { RetryOptions } from "./retry.js";

/** What a step that goes on with another computation may answer. */
export type Continuation = Task<unknown, unknown> | Result<unknown, unknown>;

/** The value type of a Task or Result; distributes over unions. */
export type ValueOf<R> = R extends Task<infer T, unknown> ? T : OkOf<R>;

/** The error type of a Task or Result; distributes over unions. */
export type ErrorOf<R> = R extends Task<unknown, infer E> ? E : ErrOf<R>;

export interface RunOptions {
  /** Cancels this run when it aborts; its reason is the CancelledError's `cause`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A lazy, cancellable asynchronous computation: a description, of which `run` makes as many runs as one likes.
 *
 * Callbacks may be async; a promise they return is awaited. A throw or a rejection in a callback is a panic: the run
 * resolves to `Err(PanicError)`, whose `cause` is what was thrown, and no step but `ensure` sees it.
 * A task is no thenable: `await task` gives the task itself.
 */
export interface Task<T, E> {
  readonly "~milost"?: "Task";
  readonly _tag: "Task";

  /** Whether `cancel` was called on this very task. */
  readonly isCancelled: boolean;

  /**
   * Starts a run; the body is entered before `run` returns. The promise never rejects.
   *
   * @example `await Task.ok(1).map((n) => n + 1).run()` -> `Ok(2)`
   */
  run(options?: RunOptions): Promise<Result<T, E | TaskError>>;

  /**
   * Cancels every run of this task in flight, also those that are part of another task's run, and marks the task: from
   * now on a run of it gives `Err(CancelledError)` and does not enter the body. A cancelled run aborts its signal, takes no
   * further step, does not wait for a body that ignores the signal, but awaits its `ensure` finalizers. The reason becomes
   * the error's `cause` and the signal's `reason`. The first cancel stays. Tasks derived from this one are not marked.
   */
  cancel(reason?: unknown): void;

  /** The value, changed. */
  map<U>(f: (value: T) => U | PromiseLike<U>): Task<U, E>;

  /** Goes on with the Task or Result that `f` makes of the value. A Task it returns runs as part of this run. */
  flatMap<R extends Continuation>(f: (value: T) => R | PromiseLike<R>): Task<ValueOf<R>, E | ErrorOf<R>>;

  /** Rust's name for `flatMap`. */
  andThen<R extends Continuation>(f: (value: T) => R | PromiseLike<R>): Task<ValueOf<R>, E | ErrorOf<R>>;

  /** The error, changed. Sees errors of type `E` only: a cancel or a panic passes by. */
  mapErr<F>(f: (error: E) => F | PromiseLike<F>): Task<T, F>;

  /** Recovers from an error with a Task or Result. A cancel or a panic passes by. */
  orElse<R extends Continuation>(f: (error: E) => R | PromiseLike<R>): Task<T | ValueOf<R>, ErrorOf<R>>;

  /** Looks at the value. What `f` returns is awaited, then ignored. */
  tap(f: (value: T) => unknown): Task<T, E>;

  /** Looks at the error. What `f` returns is awaited, then ignored. A cancel or a panic passes by. */
  tapErr(f: (error: E) => unknown): Task<T, E>;

  /**
   * Runs `finalizer` once all that stands before it is over, however it ended: by value, error, panic or cancel. It is
   * awaited and cannot be interrupted; a throw or rejection in it is a panic and replaces the outcome. Entered together with
   * what it follows: in a run that never starts, it does not run.
   */
  ensure(finalizer: () => unknown): Task<T, E>;

  /** Gives up after `milliseconds`: cancels what stands before it, awaits its finalizers, fails with a TimeoutError. */
  timeout(milliseconds: number): Task<T, E | TimeoutError>;

  /** Runs again after an error of type `E`, as the options say. The last error stays. A cancel or a panic passes by. */
  retry(options: RetryOptions<E>): Task<T, E>;

  /** Waits for `milliseconds`, then starts. */
  delay(milliseconds: number): Task<T, E>;

  /** For `yield*` in `Task.gen`: answers the value, or ends the generator with the error. */
  [Symbol.iterator](): Iterator<Task<T, E>, T, unknown>;
}
