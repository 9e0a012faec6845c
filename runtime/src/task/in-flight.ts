/** The runs in flight of one task: a doubly linked list whose head hangs on the task, so that `cancel` finds them. */
import type { CancelledError } from "../errors.js";
import type { Description } from "./ops.js";

/** A run as its task sees it. */
export interface InFlight {
  /** The task whose `cancel` reaches this run; none for the inner part of a derived task, and after the end. */
  task: Description | undefined;
  next: InFlight | undefined;
  previous: InFlight | undefined;
  cancel(error: CancelledError): void;
}

/** Puts a run at the head. A marked task is never run, so its state is the list. */
export const enlist = (task: Description, run: InFlight): void => {
  const head = task.state as InFlight | undefined;
  run.next = head;
  if (head !== undefined) head.previous = run;
  task.state = run;
};

/** Takes a run that is over out of its task's list. */
export const delist = (task: Description, run: InFlight): void => {
  const { next, previous } = run;
  if (next !== undefined) next.previous = previous;
  if (previous !== undefined) previous.next = next;
  // A mark that was set meanwhile stays.
  else if (task.state === run) task.state = next;
  run.task = run.next = run.previous = undefined;
};
