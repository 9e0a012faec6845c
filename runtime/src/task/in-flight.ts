/** What is in flight of one task, so that `cancel` finds it: nothing, one, or, from the second one on, a set. */
import { CancelledError } from "../errors.js";
import type { Description } from "./ops.js";

/** A run as its task sees it. */
export interface InFlight {
  cancel(error: CancelledError): void;
}

export type Runs = InFlight | Set<InFlight> | undefined;

/** Notes what starts. A marked task is never run. */
export const enlist = (task: Description, run: InFlight): void => {
  const state = task.state as Runs;
  if (state === undefined) task.state = run;
  else if (state instanceof Set) state.add(run);
  else task.state = new Set([state, run]);
};

/** Forgets what is over. A mark that was set meanwhile stays. */
export const delist = (task: Description, run: InFlight): void => {
  const { state } = task;
  if (state === run) task.state = undefined;
  else if (state instanceof Set) state.delete(run);
};

/** Marks a task, once, and cancels what is in flight of it. */
export const mark = (task: Description, reason: unknown): void => {
  const { state } = task;
  if (state instanceof CancelledError) return;
  const error = new CancelledError(reason);
  task.state = error;
  if (state instanceof Set) for (const run of state) run.cancel(error);
  else state?.cancel(error);
};
