/**
 * A select that waits. All its arms are linked in one turn; the first that is settled commits it, in the very
 * call that settled it, and takes every other arm out of its queue before anything else can happen.
 */

import type { Task } from "../task/types.js";
import type { Arm } from "./arm.js";

export class Selection {
  done = false;
  readonly arms: Arm[] = [];
  private resolve!: (value: unknown) => void;
  private reject!: (reason: unknown) => void;
  readonly promise = new Promise<unknown>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
  private controller: AbortController | undefined = undefined;
  private readonly runs: Promise<unknown>[] = [];

  constructor(private readonly signal: AbortSignal | undefined) {
    signal?.addEventListener("abort", this);
  }

  /** Case `name` won. */
  commit(name: string, value: unknown): void {
    if (!this.leave()) return;
    const chosen = { _tag: name, value };
    if (this.runs.length === 0) this.resolve(chosen);
    else this.afterRuns(() => this.resolve(chosen));
  }

  fail(reason: unknown): void {
    if (this.leave()) this.afterRuns(() => this.reject(reason));
  }

  /** The signal was aborted. */
  handleEvent(): void {
    this.fail(this.signal?.reason);
  }

  /** Runs a Task for `arm`; the run is cancelled when another arm wins. */
  run(task: Task<unknown, unknown>, arm: Arm): void {
    this.controller ??= new AbortController();
    const { signal } = this.controller;
    try {
      const run = task.run({ signal });
      // MiLost's runs neither throw nor reject; a Task of other make may do both.
      this.runs.push(
        run.then(
          (result) => arm.settle(result),
          (reason) => arm.fail(reason),
        ),
      );
    } catch (reason) {
      arm.fail(reason);
    }
  }

  /** Takes back all that waits; false when that has happened before. */
  private leave(): boolean {
    if (this.done) return false;
    this.done = true;
    this.signal?.removeEventListener("abort", this);
    for (const arm of this.arms) arm.cancel();
    this.controller?.abort(new Error("ML3912: another case of the select was chosen"));
    return true;
  }

  /** Waits for the finalizers of the Tasks that lost. */
  private afterRuns(settle: () => void): void {
    // These never reject.
    void Promise.all(this.runs).then(settle);
  }
}
