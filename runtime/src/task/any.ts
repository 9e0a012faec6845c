/** `Task.any`: the first value, or all errors. */
import { joining, type Rule } from "./join.js";
import { native, type TaskNode } from "./node.js";
import { ERR, OK } from "./ops.js";
import { type ConcurrencyOptions, limitOf, listed } from "./tasks.js";

const rule: Rule = (join, index, state, value) => {
  if (state === OK) join.close(state, value);
  else join.results[index] = value;
};

export const any = (tasks: Iterable<unknown>, options?: ConcurrencyOptions): TaskNode =>
  native(joining(listed(tasks, "any"), limitOf(options), rule, ERR));
