/** The class behind `Task`: one node of a description. Its methods add a node in front, or start a run. */
import { CancelledError } from "../errors.js";
import type { Result } from "../result/index.js";
import { err } from "../result/variants.js";
import { callable } from "./callable.js";
import { mark, type Runs } from "./in-flight.js";
import {
  type Description,
  ENSURE,
  FLAT_MAP,
  MAP,
  MAP_ERR,
  NATIVE,
  type Native,
  OR_ELSE,
  TAP,
  TAP_ERR,
  VALUE,
} from "./ops.js";
import { delaying, type RetryOptions, retrying } from "./retry.js";
import { drive, Run } from "./run.js";
import { timingOut } from "./timeout.js";
import type { RunOptions } from "./types.js";

type Callback = (input: never) => unknown;

export class TaskNode implements Description {
  // On the prototype: a node per step is allocated, and every byte of it counts.
  declare readonly _tag: "Task";
  // Declared, not defined: a field defined first and assigned then is written twice.
  declare readonly op: number;
  declare readonly source: TaskNode | undefined;
  declare readonly arg: unknown;
  declare state: CancelledError | Runs;

  constructor(op: number, source: TaskNode | undefined, arg: unknown) {
    this.op = op;
    this.source = source;
    this.arg = op === VALUE ? arg : callable(arg);
    this.state = undefined;
  }

  get isCancelled(): boolean {
    return this.state instanceof CancelledError;
  }

  run(options?: RunOptions): Promise<Result<unknown, unknown>> {
    const refused = this.refusal(options);
    if (refused !== undefined) return Promise.resolve(refused);
    const signal = options?.signal;
    const run = new Run(this, this, undefined, undefined);
    if (signal !== undefined) run.follow(signal);
    drive(run);
    if (run.over) return Promise.resolve(run.result());
    return new Promise((resolve) => {
      run.resolve = resolve;
    });
  }

  /** The outcome of a run that is not to start: the task is marked, or the signal aborted already. */
  protected refusal(options: RunOptions | undefined): Result<never, CancelledError> | undefined {
    const { state } = this;
    if (state instanceof CancelledError) return err(state);
    const signal = options?.signal;
    return signal?.aborted ? err(new CancelledError(signal.reason)) : undefined;
  }

  cancel(reason?: unknown): void {
    mark(this, reason);
  }

  map(f: Callback): TaskNode {
    return new TaskNode(MAP, this, f);
  }

  flatMap(f: Callback): TaskNode {
    return new TaskNode(FLAT_MAP, this, f);
  }

  andThen(f: Callback): TaskNode {
    return new TaskNode(FLAT_MAP, this, f);
  }

  mapErr(f: Callback): TaskNode {
    return new TaskNode(MAP_ERR, this, f);
  }

  orElse(f: Callback): TaskNode {
    return new TaskNode(OR_ELSE, this, f);
  }

  tap(f: Callback): TaskNode {
    return new TaskNode(TAP, this, f);
  }

  tapErr(f: Callback): TaskNode {
    return new TaskNode(TAP_ERR, this, f);
  }

  ensure(finalizer: () => unknown): TaskNode {
    return new TaskNode(ENSURE, this, finalizer);
  }

  timeout(milliseconds: number): TaskNode {
    return native(timingOut(this, milliseconds));
  }

  retry(options: RetryOptions<never>): TaskNode {
    return native(retrying(this, options));
  }

  delay(milliseconds: number): TaskNode {
    return native(delaying(this, milliseconds));
  }

  [Symbol.iterator](): Iterator<TaskNode, unknown, unknown> {
    return new Once(this);
  }
}

/** Yields its task, and ends with what it is given for it: a generator that does so costs twice as much. */
class Once implements Iterator<TaskNode, unknown, unknown> {
  constructor(private task: TaskNode | undefined) {}

  next(given: unknown): IteratorResult<TaskNode, unknown> {
    const { task } = this;
    this.task = undefined;
    return task === undefined ? { done: true, value: given } : { done: false, value: task };
  }
}

Object.defineProperty(TaskNode.prototype, "_tag", { value: "Task" });

/** A task whose source is written in the runtime. */
export const native = (start: Native): TaskNode => new TaskNode(NATIVE, undefined, start);
