/** `Task.sleep` and `Task.never`: sources that only wait. */
import { native, type TaskNode } from "./node.js";
import { type Native, OK, type Wait } from "./ops.js";
import { drive, type Run } from "./run.js";
import { checkDuration, Timer } from "./timers.js";

class Sleep extends Timer implements Wait {
  constructor(private readonly run: Run) {
    super();
    run.wait = this;
  }

  expired(): void {
    drive(this.run.complete(OK, undefined));
  }

  interrupt(run: Run): Run {
    this.unschedule();
    return run.complete(OK, undefined);
  }
}

export const sleep = (milliseconds: number): TaskNode => {
  checkDuration(milliseconds, "Task.sleep");
  return native((run) => {
    new Sleep(run).schedule(milliseconds);
    return undefined;
  });
};

const pending: Wait = { interrupt: (run) => run.complete(OK, undefined) };

const wait: Native = (run) => {
  run.wait = pending;
  return undefined;
};

export const never = (): TaskNode => native(wait);
