/** `task.timeout(ms)`: runs the task as a child, and cancels it when its time is over. */
import { CancelledError, PanicError, TimeoutError } from "../errors.js";
import { type Description, ERR, type Native, type Observer, type Wait } from "./ops.js";
import type { Run } from "./run.js";
import { checkDuration, Timer } from "./timers.js";

class Timeout extends Timer implements Observer, Wait {
  private error: TimeoutError | undefined = undefined;
  private child: Run;

  constructor(
    private readonly run: Run,
    inner: Description,
    private readonly milliseconds: number,
  ) {
    super();
    this.child = run.inner(inner, this);
    this.schedule(milliseconds);
  }

  start(): Run {
    return this.child;
  }

  expired(): void {
    this.error = new TimeoutError(this.milliseconds);
    this.child.cancel(new CancelledError(this.error));
  }

  interrupt(run: Run): undefined {
    this.child.cancel(run.cancelled!);
    return undefined;
  }

  settled({ state, value }: Run): Run {
    const { error } = this;
    if (error === undefined) this.unschedule();
    // A finalizer that panicked outweighs the timeout.
    else if (!(value instanceof PanicError)) return this.run.complete(ERR, error);
    return this.run.complete(state, value);
  }
}

export const timingOut = (inner: Description, milliseconds: number): Native => {
  checkDuration(milliseconds, "timeout");
  return (run) => new Timeout(run, inner, milliseconds).start();
};
