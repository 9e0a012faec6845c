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
import { native, type TaskNode } from "./node.js";
import { ERR, FAULT, type Observer, OK, type State } from "./ops.js";
import { isDescription, type Run, simplified } from "./run.js";

/** What `return()` hands to the generator, and gets back unless a `finally` block returns something itself. */
const leave = Symbol();

type Steps = Iterator<unknown, unknown, unknown>;

class Generation implements Observer {
  private leaving: State | undefined;
  private outcome: unknown;

  constructor(
    private readonly run: Run,
    private readonly steps: Steps,
  ) {}

  settled({ state, value }: Run): Run | undefined {
    this.run.wait = undefined;
    return this.advance(state === OK ? value : this.end(state, value));
  }

  /** Notes how the generator is to end; answers what makes it. */
  private end(state: State, outcome: unknown): typeof leave {
    this.leaving = state;
    this.outcome = outcome;
    return leave;
  }

  advance(input: unknown): Run | undefined {
    const { run, steps } = this;
    let sent = input;
    for (;;) {
      try {
        const { done, value } = sent === leave ? steps.return!(leave) : steps.next(sent);
        if (done) {
          return value === leave && this.leaving !== undefined
            ? run.complete(this.leaving, this.outcome)
            : run.complete(OK, value);
        }
        const result = simplified(value) as Partial<AnyResult> | null | undefined;
        if (run.cancelled !== undefined && this.leaving === undefined) sent = this.end(FAULT, run.cancelled);
        else if (result?._tag === "Ok") sent = result.value;
        else if (result?._tag === "Err") sent = this.end(ERR, result.error);
        else if (isDescription(value)) {
          const child = run.child(value, this);
          if (child !== undefined) return child;
          // Marked: the run has the mark as its value.
          sent = this.end(FAULT, run.value);
        } else {
          throw new TypeError(
            "ML2909: in Task.gen, write yield* before a Task or a Result, and before nothing else",
          );
        }
      } catch (thrown) {
        return run.complete(FAULT, new PanicError(thrown));
      }
    }
  }
}

export const gen = (body: (signal: AbortSignal) => Steps): TaskNode =>
  native((run) => {
    try {
      return new Generation(run, body(run.signal)).advance(undefined);
    } catch (thrown) {
      return run.complete(FAULT, new PanicError(thrown));
    }
  });
