/** AbortSignals as tasks; `run({ signal })` is the other direction. */
import { native } from "./node.js";
import { OK, type Wait } from "./ops.js";
import { drive, type Run } from "./run.js";
import type { Task } from "./types.js";

class Abort implements Wait {
  constructor(
    private readonly run: Run,
    private readonly from: AbortSignal,
  ) {
    run.wait = this;
    from.addEventListener("abort", this);
  }

  handleEvent(): void {
    drive(this.interrupt(this.run));
  }

  interrupt(run: Run): Run {
    this.from.removeEventListener("abort", this);
    return run.complete(OK, this.from.reason);
  }
}

/**
 * A task that gives the signal's reason once it aborts, at once if it has. A run that is over leaves no listener behind.
 *
 * @example `Task.race([work, whenAborted(signal)])`
 */
export const whenAborted = (signal: AbortSignal): Task<unknown, never> =>
  // Every node is a Task; its types exist for the checker alone.
  native((run) => {
    if (signal.aborted) return run.complete(OK, signal.reason);
    new Abort(run, signal);
    return undefined;
  }) as unknown as Task<unknown, never>;
