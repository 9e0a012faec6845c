/** What a thread does with a job: loads the function, calls it, and makes an ending of whatever it answers. */

import { PanicError } from "../../errors.js";
import { enter } from "../../task/compiled.js";
import type { Task } from "../../task/index.js";
import { isPromiseLike } from "../../task/promise-like.js";
import { type CurrentJob, setCurrentJob } from "./current.js";
import { notAFunction } from "./errors.js";
import { type Ending, ERROR, PANIC, VALUE } from "./job.js";

export type Callee = (...args: unknown[]) => unknown;

export interface Ended {
  readonly ending: Ending;
  readonly value: unknown;
}

/** The job of this thread, as its function and the thread's port see it. */
export class RunningJob implements CurrentJob {
  private controller: AbortController | undefined = undefined;
  private aborted = false;
  private reason: unknown = undefined;
  private task: Task<unknown, unknown> | undefined = undefined;

  constructor(
    readonly turn: number,
    /** Looks into shared memory, where there is any. */
    private readonly isFlagged: () => boolean = () => false,
  ) {}

  get cancelled(): boolean {
    return this.aborted || this.isFlagged();
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  abort(reason: unknown): void {
    this.aborted = true;
    this.reason = reason;
    this.controller?.abort(reason);
    this.task?.cancel(reason);
  }

  /** Calls the function. Answers at once if it does. Never throws or rejects. */
  perform(callee: Callee, args: readonly unknown[]): Ended | Promise<Ended> {
    setCurrentJob(this);
    try {
      const answer = callee(...args);
      return isPromiseLike(answer) ? this.wait(answer) : this.conclude(answer);
    } catch (thrown) {
      return { ending: PANIC, value: thrown };
    }
  }

  private async wait(answer: PromiseLike<unknown>): Promise<Ended> {
    try {
      return await this.conclude(await answer);
    } catch (thrown) {
      return { ending: PANIC, value: thrown };
    }
  }

  private conclude(answer: unknown): Ended | Promise<Ended> {
    const { _tag, value, error } = (answer ?? {}) as { _tag?: unknown; value?: unknown; error?: unknown };
    if (_tag === "Ok") return { ending: VALUE, value };
    if (_tag === "Err") return { ending: ERROR, value: error };
    if (_tag === "Task") return this.run(answer as Task<unknown, unknown>);
    return { ending: VALUE, value: answer };
  }

  private async run(task: Task<unknown, unknown>): Promise<Ended> {
    this.task = task;
    if (this.aborted) task.cancel(this.reason);
    const outcome = await enter(task);
    if (outcome._tag === "Ok") return { ending: VALUE, value: outcome.value };
    if (outcome._tag === "Err") return { ending: ERROR, value: outcome.error };
    const { error } = outcome;
    // A panic inside is a panic of the caller's task, of the same cause.
    return { ending: PANIC, value: error instanceof PanicError ? error.cause : error };
  }
}

/** The export `name` of a module. Rejects as the import does, or when it is no function. */
export const load = async (href: string, name: string): Promise<Callee> => {
  const module: Record<string, unknown> = await import(/* @vite-ignore */ /* webpackIgnore: true */ href);
  const callee = module[name];
  if (typeof callee !== "function") throw notAFunction(href, name, callee);
  return callee as Callee;
};
