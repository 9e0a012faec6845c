/** Waiting, as part of a run: cancellable, on the wheel. */
import type { Wait } from "./ops.js";
import { drive, type Run } from "./run.js";
import { Alarm } from "./timers.js";

/** Lets a run wait: for its time, then goes on as `then` says; if it is cancelled, at once. One object per sleeper. */
export class Pause extends Alarm implements Wait {
  constructor(
    private readonly run: Run,
    private readonly then: (run: Run) => Run,
  ) {
    super();
    run.wait = this;
  }

  expired(): void {
    drive(this.then(this.run));
  }

  interrupt(run: Run): Run {
    this.unschedule();
    return run;
  }
}

/** Starts a pause; what a source answers that waits. */
export const pause = (run: Run, milliseconds: number, then: (run: Run) => Run): undefined => {
  new Pause(run, then).schedule(milliseconds);
};
