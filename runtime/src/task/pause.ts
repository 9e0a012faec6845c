/** Waiting, as part of a run: cancellable, on the wheel. */
import { OK } from "./ops.js";
import { drive, type Run } from "./run.js";
import { Timer } from "./timers.js";

/** Lets a run wait: for its time, then goes on as `then` says; if it is cancelled, at once. */
export const pause = (run: Run, milliseconds: number, then: () => Run): undefined => {
  const timer = new Timer(() => drive(then())).schedule(milliseconds);
  run.wait = {
    interrupt() {
      timer.unschedule();
      return run.complete(OK);
    },
  };
};
