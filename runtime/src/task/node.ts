/** The class behind `Task`: one node of a description. Its methods add a node in front, or start a run. */
import { CancelledError } from "../errors.js";
import type { Result } from "../result/index.js";
import { err } from "../result/variants.js";
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
} from "./ops.js";
import { delaying, type RetryOptions, retrying } from "./retry.js";
import { drive, Run } from "./run.js";
import { timingOut } from "./timeout.js";
import type { RunOptions } from "./types.js";

type Callback = (input: never) => unknown;

export class TaskNode implements Description {
  // On the prototype: a node per step is allocated, and every byte of it counts.
  declare readonly _tag: "Task";
  readonly length: number;
  state: CancelledError | Run | undefined = undefined;

  constructor(
    readonly op: number,
    readonly source: TaskNode | undefined,
    readonly arg: unknown,
  ) {
    this.length = source === undefined ? 1 : source.length + 1;
  }

  get isCancelled(): boolean {
    return this.state instanceof CancelledError;
  }

  run(options?: RunOptions): Promise<Result<unknown, unknown>> {
    const { state } = this;
    if (state instanceof CancelledError) return Promise.resolve(err(state));
    const signal = options?.signal;
    if (signal?.aborted) return Promise.resolve(err(new CancelledError(signal.reason)));
    const run = new Run(this, this, undefined, undefined);
    if (signal !== undefined) run.follow(signal);
    drive(run);
    if (run.over) return Promise.resolve(run.result());
    return new Promise((resolve) => {
      run.resolve = resolve;
    });
  }

  cancel(reason?: unknown): void {
    const { state } = this;
    if (state instanceof CancelledError) return;
    const error = new CancelledError(reason);
    this.state = error;
    let run = state;
    while (run !== undefined) {
      // A run that ends leaves the list.
      const { next } = run;
      run.cancel(error);
      run = next;
    }
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

  *[Symbol.iterator](): Iterator<TaskNode, unknown, unknown> {
    return yield this;
  }
}

Object.defineProperty(TaskNode.prototype, "_tag", { value: "Task" });

/** A task whose source is written in the runtime. */
export const native = (start: Native): TaskNode => new TaskNode(NATIVE, undefined, start);
