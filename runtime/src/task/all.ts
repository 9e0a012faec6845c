/** `Task.all`: every value, or the first outcome that is none. */
import { joining, type Rule } from "./join.js";
import { native, type TaskNode } from "./node.js";
import { OK } from "./ops.js";
import { type ConcurrencyOptions, limitOf, listed } from "./tasks.js";

const rule: Rule = (join, index, state, value) => {
  if (state === OK) join.results[index] = value;
  else join.close(state, value);
};

export const all = (tasks: Iterable<unknown>, options?: ConcurrencyOptions): TaskNode =>
  native(joining(listed(tasks, "all"), limitOf(options), rule, OK, true));
