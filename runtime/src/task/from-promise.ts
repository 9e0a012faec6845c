/** `Task.fromPromise`: a promise, or what makes one, with its rejection as the error. */
import { PanicError } from "../errors.js";
import { native, type TaskNode } from "./node.js";
import { ERR, FAULT, type Native, OK, type State, type Wait } from "./ops.js";
import { listen } from "./promise-like.js";
import { drive, type Run } from "./run.js";
import { asItIs, attempt, type Mapper } from "./try.js";

/**
 * A promise that is there already, listened to once however many runs wait for it: a cancelled run leaves nothing behind on
 * it, and its rejection is handled even if no run ever asks.
 */
class Settlement implements Wait {
  private state: State | undefined = undefined;
  private value: unknown = undefined;
  private readonly waiting = new Set<Run>();

  constructor(promise: PromiseLike<unknown>, mapErr: Mapper) {
    listen(
      promise,
      (value) => this.settle(OK, value),
      (thrown) => {
        try {
          this.settle(ERR, mapErr(thrown));
        } catch (panic) {
          this.settle(FAULT, new PanicError(panic));
        }
      },
    );
  }

  private settle(state: State, value: unknown): void {
    this.state = state;
    this.value = value;
    for (const run of this.waiting) {
      this.waiting.delete(run);
      drive(run.complete(state, value));
    }
  }

  readonly start: Native = (run) => {
    if (this.state !== undefined) return run.complete(this.state, this.value);
    this.waiting.add(run);
    run.wait = this;
    return undefined;
  };

  interrupt(run: Run): Run {
    this.waiting.delete(run);
    return run.complete(OK, undefined);
  }
}

export const fromPromise = (
  source: PromiseLike<unknown> | ((signal: AbortSignal) => PromiseLike<unknown>),
  mapErr: Mapper = asItIs,
): TaskNode =>
  typeof source === "function" ? attempt(source, mapErr) : native(new Settlement(source, mapErr).start);
