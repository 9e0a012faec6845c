/** `Task.race`: whatever settles first. */
import { joining, type Rule } from "./join.js";
import { native, type TaskNode } from "./node.js";
import { listed } from "./tasks.js";

const rule: Rule = (join, _index, state, value) => join.close(state, value);

export const race = (tasks: Iterable<unknown>): TaskNode =>
  native(joining(listed(tasks, "race"), Number.POSITIVE_INFINITY, rule));
