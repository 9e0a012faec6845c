/** `Task.sleep` and `Task.never`: sources that only wait. */
import { native, type TaskNode } from "./node.js";
import { OK } from "./ops.js";
import { pause } from "./pause.js";
import type { Run } from "./run.js";
import { checkDuration } from "./timers.js";

export const sleep = (milliseconds: number): TaskNode => {
  checkDuration(milliseconds, "Task.sleep");
  return native((run) => pause(run, milliseconds, wake));
};

const wake = (run: Run): Run => run.complete(OK);

export const never = (): TaskNode =>
  native((run) => {
    run.wait = { interrupt: () => run };
    return undefined;
  });
