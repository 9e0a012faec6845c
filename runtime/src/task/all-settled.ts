/** `Task.allSettled`: every outcome, whatever it is. */
import { err, ok } from "../result/variants.js";
import { joining, type Rule } from "./join.js";
import { native, type TaskNode } from "./node.js";
import { OK } from "./ops.js";
import { type ConcurrencyOptions, limitOf, listed } from "./tasks.js";

const rule: Rule = (join, index, state, value) => {
  join.results[index] = state === OK ? ok(value) : err(value);
};

export const allSettled = (tasks: Iterable<unknown>, options?: ConcurrencyOptions): TaskNode =>
  native(joining(listed(tasks, "allSettled"), limitOf(options), rule, OK));
