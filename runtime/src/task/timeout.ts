/** `task.timeout(ms)`: runs the task as a child, and cancels it when its time is over. */
import { CancelledError, PanicError, TimeoutError } from "../errors.js";
import { type Description, ERR, type Native } from "./ops.js";
import { checkDuration, Timer } from "./timers.js";

export const timingOut = (inner: Description, milliseconds: number): Native => {
  checkDuration(milliseconds, "timeout");
  return (run) => {
    let error: TimeoutError | undefined;
    const child = run.inner(inner, {
      settled({ state, value }) {
        timer.unschedule();
        // A finalizer that panicked outweighs the timeout.
        return error === undefined || value instanceof PanicError
          ? run.complete(state, value)
          : run.complete(ERR, error);
      },
    });
    const timer = new Timer(() => {
      error = new TimeoutError(milliseconds);
      child.cancel(new CancelledError(error));
    }).schedule(milliseconds);
    return child;
  };
};
