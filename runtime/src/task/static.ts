/** `Task`: the public face of a task, and the ways to make one. */
import type { TaskError, TimeoutError } from "../errors.js";
import type { ErrOf, OkOf, Result } from "../result/index.js";
import { err, ok } from "../result/variants.js";
import { fromPromise } from "./from-promise.js";
import { gen } from "./gen.js";
import { all, allSettled, any, race } from "./join.js";
import { TaskNode } from "./node.js";
import { BODY, VALUE } from "./ops.js";
import type { RetryOptions } from "./retry.js";
import { never, sleep } from "./sleep.js";
import type { ConcurrencyOptions, ErrorsOf, OutcomesOf, Tasks, ValuesOf } from "./tasks.js";
import { attempt } from "./try.js";
import type { ErrorOf, RunOptions, TaskOrResult, ValueOf } from "./types.js";

// The type beside its value: see `result/statics.ts`.

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
  flatMap<R extends TaskOrResult>(f: (value: T) => R | PromiseLike<R>): Task<ValueOf<R>, E | ErrorOf<R>>;

  /** Rust's name for `flatMap`. */
  andThen<R extends TaskOrResult>(f: (value: T) => R | PromiseLike<R>): Task<ValueOf<R>, E | ErrorOf<R>>;

  /** The error, changed. Sees errors of type `E` only: a cancel or a panic passes by. */
  mapErr<F>(f: (error: E) => F | PromiseLike<F>): Task<T, F>;

  /** Recovers from an error with a Task or Result. A cancel or a panic passes by. */
  orElse<R extends TaskOrResult>(f: (error: E) => R | PromiseLike<R>): Task<T | ValueOf<R>, ErrorOf<R>>;

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

type PromiseSource<T> = PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>);

export interface TaskStatic {
  readonly "~milost"?: "TaskStatic";

  /**
   * A task whose runs call `body`, with a signal that aborts when the run is cancelled, and take the Result it answers. A
   * throw or a rejection is a panic, and so is an answer that is no Result. `Task.new<User, HttpError>(...)` says both types by
   * hand.
   *
   * @example `await Task.new(async (signal) => Ok(await load(signal))).run()`
   */
  // T and E are there to be given by hand. Not inferred from anything they are unknown, which leaves all to R.
  "new"<T, E, R extends Result<T, E> = Result<T, E>>(
    body: (signal: AbortSignal) => R | PromiseLike<R>,
  ): Task<OkOf<R>, ErrOf<R>>;

  /** A task that gives this value. */
  ok(): Task<void, never>;
  ok<T>(value: T): Task<T, never>;

  /** A task that fails with this error. The type of one that is tagged keeps its tag, as with `Err`. */
  err(): Task<never, void>;
  err<Tag extends string, E extends { readonly _tag: Tag }>(error: E): Task<never, E>;
  err<E>(error: E): Task<never, E>;

  /**
   * Calls `body` in each run. What it throws, or rejects with, is the task's error: as it is, or as `mapErr` makes it. A
   * throw in `mapErr` is a panic.
   */
  try<T>(body: (signal: AbortSignal) => T | PromiseLike<T>): Task<T, unknown>;
  try<T, E>(body: (signal: AbortSignal) => T | PromiseLike<T>, mapErr: (thrown: unknown) => E): Task<T, E>;

  /**
   * Waits for a promise. Given a function, calls it in each run with the run's signal; given a promise, every run waits for
   * that one, and a cancelled run leaves nothing behind on it. A rejection is the task's error: as it is, or as `mapErr`
   * makes it. A throw in `mapErr` is a panic.
   */
  fromPromise<T>(source: PromiseSource<T>): Task<T, unknown>;
  fromPromise<T, E>(source: PromiseSource<T>, mapErr: (reason: unknown) => E): Task<T, E>;

  /**
   * Gives `undefined` after `milliseconds`, never earlier. Keeps the process alive while a run waits.
   *
   * @throws RangeError at once if that is no number from 0 to Infinity.
   */
  sleep(milliseconds: number): Task<void, never>;

  /** A task that settles only by a cancel. It does not keep the process alive. */
  never<T = never, E = never>(): Task<T, E>;

  /**
   * Runs the tasks side by side and gives their values in order. The first that does not end with a value cancels the
   * others, awaits their finalizers, and its outcome is the outcome. `all([])` gives `[]`.
   *
   * @throws RangeError at once if `concurrency` is no integer from 1 and not Infinity; TypeError if something is no task.
   */
  all<const Ts extends Tasks>(tasks: Ts, options?: ConcurrencyOptions): Task<ValuesOf<Ts>, ErrorsOf<Ts>>;
  all<T, E>(tasks: Iterable<Task<T, E>>, options?: ConcurrencyOptions): Task<T[], E>;

  /**
   * Runs the tasks side by side and gives their Results in order, as `run()` would have given them.
   *
   * @throws RangeError at once if `concurrency` is no integer from 1 and not Infinity; TypeError if something is no task.
   */
  allSettled<const Ts extends Tasks>(tasks: Ts, options?: ConcurrencyOptions): Task<OutcomesOf<Ts>, never>;
  allSettled<T, E>(
    tasks: Iterable<Task<T, E>>,
    options?: ConcurrencyOptions,
  ): Task<Result<T, E | TaskError>[], never>;

  /**
   * Runs the tasks side by side; the first that ends with a value cancels the others, awaits their finalizers, and is the
   * outcome. If none does: all errors, in order. A task that panicked or was cancelled for itself has its TaskError there, and
   * does not keep another one from being the answer. `any([])` fails with `[]`.
   *
   * @throws RangeError at once if `concurrency` is no integer from 1 and not Infinity; TypeError if something is no task.
   */
  any<const Ts extends Tasks>(
    tasks: Ts,
    options?: ConcurrencyOptions,
  ): Task<ValueOf<Ts[number]>, (ErrorsOf<Ts> | TaskError)[]>;
  any<T, E>(tasks: Iterable<Task<T, E>>, options?: ConcurrencyOptions): Task<T, (E | TaskError)[]>;

  /**
   * Runs the tasks side by side; the first to settle, with a value or without, cancels the others, awaits their finalizers,
   * and its outcome is the outcome. `race([])` never settles, but by a cancel.
   *
   * @throws TypeError at once if something is no task.
   */
  race<const Ts extends Tasks>(tasks: Ts): Task<ValueOf<Ts[number]>, ErrorsOf<Ts>>;
  race<T, E>(tasks: Iterable<Task<T, E>>): Task<T, E>;

  /**
   * A task written as a generator: `yield*` before a Task or a Result answers its value, or ends the task with its error.
   * `finally` blocks run, and may yield again. The body returns the plain value, and runs anew in every run.
   *
   * @example `Task.gen(function* () { const user = yield* load(); return user.name; })`
   */
  gen<Y extends TaskOrResult, T>(body: (signal: AbortSignal) => Generator<Y, T, never>): Task<T, ErrorOf<Y>>;
}

// The nodes are untyped inside: what a task holds exists for the checker alone, and the interface above is where it is said.
export const Task: TaskStatic = /* @__PURE__ */ (() => ({
  new: (body: unknown) => new TaskNode(BODY, undefined, body),
  ok: (value?: unknown) => new TaskNode(VALUE, undefined, ok(value)),
  err: (error?: unknown) => new TaskNode(VALUE, undefined, err(error)),
  try: attempt,
  fromPromise,
  sleep,
  never,
  all,
  allSettled,
  any,
  race,
  gen,
}))() as unknown as TaskStatic;
