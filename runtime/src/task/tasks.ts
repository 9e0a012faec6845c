/** The lists of tasks that the combinators take. */
import { isCount } from "../channel/count.js";
import type { TaskError } from "../errors.js";
import type { Result } from "../result/index.js";
import type { Description } from "./ops.js";
import { isDescription } from "./run.js";
import type { ErrorOf, Task, ValueOf } from "./types.js";

export type Tasks = readonly Task<unknown, unknown>[];

/** The values of a tuple or array of tasks, position by position. */
export type ValuesOf<Ts extends Tasks> = { -readonly [K in keyof Ts]: ValueOf<Ts[K]> };

/** The union of the error types. */
export type ErrorsOf<Ts extends Tasks> = ErrorOf<Ts[number]>;

/** The outcomes, position by position, as `run()` would have given them. */
export type OutcomesOf<Ts extends Tasks> = {
  -readonly [K in keyof Ts]: Result<ValueOf<Ts[K]>, ErrorOf<Ts[K]> | TaskError>;
};

export interface ConcurrencyOptions {
  /** How many tasks may run at a time: an integer from 1, or Infinity, which is the default. */
  readonly concurrency?: number | undefined;
}

/** Copies the list, so that every run sees what the caller saw; throws at once if something in it is no task. */
export const listed = (tasks: Iterable<unknown>, of: string): readonly Description[] => {
  const list = [...tasks];
  for (let i = 0; i < list.length; i++) {
    if (!isDescription(list[i])) {
      throw new TypeError(`ML2907: Task.${of} takes an iterable of tasks; number ${i} is none`);
    }
  }
  return list as Description[];
};

export const limitOf = ({ concurrency = Infinity }: ConcurrencyOptions = {}): number => {
  if (isCount(concurrency, 1)) return concurrency;
  throw new RangeError(
    `ML2908: concurrency takes an integer from 1, or Infinity, not ${String(concurrency)}`,
  );
};
