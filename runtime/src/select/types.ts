/** The types of `select`: what may be a case, and what choosing it answers. */

import type { SendClosed } from "../channel/errors.js";
import type { Receiver, Sending, WaitOptions } from "../channel/types.js";
import type { TaskError } from "../errors.js";
import type { Option } from "../option/index.js";
import type { Result } from "../result/index.js";
import type { Task } from "../task/types.js";
import type { After, Never, Otherwise, Tick } from "./cases.js";

/** Anything `select` can wait for. */
export type SelectSource =
  | Receiver<unknown>
  | Sending<unknown, unknown>
  | After
  | Tick
  | Otherwise
  | Never
  | Task<unknown, unknown>
  | PromiseLike<unknown>;

/** Tags that `Patterns.match` unwraps or reads as "the rest" cannot name a case. */
type Reserved = "_" | "Ok" | "Err" | "Some" | "None";

export type SelectCases = { readonly [name: string]: SelectSource } & {
  readonly [K in Reserved]?: never;
};

/** What a case answers: Option for a receive, Result for a send or a Task, the value of a promise. */
export type SelectValue<S> =
  S extends Task<infer T, infer E>
    ? Result<T, E | TaskError>
    : S extends Receiver<infer T>
      ? Option<T>
      : S extends Sending<infer T, infer X>
        ? Result<void, SendClosed<T> | X>
        : S extends Tick
          ? number
          : S extends Never
            ? never
            : S extends After | Otherwise
              ? undefined
              : S extends PromiseLike<infer V>
                ? Awaited<V>
                : never;

/** A union over the cases, tagged by their names. */
export type Selected<C> = {
  [K in keyof C & string]: { readonly _tag: K; readonly value: SelectValue<C[K]> };
}[keyof C & string];

export interface Select {
  readonly "~milost"?: "SelectStatic";

  /**
   * Waits for the first case that is ready and does that one, and only that one: a receive that lost took
   * nothing, a send that lost sent nothing, timers and waiters are taken back. Among several ready cases each
   * is chosen with the same probability. What is ready now is done before `select` returns; a Task is run
   * only when nothing else is ready, and its run is cancelled when it loses (its finalizers are awaited).
   *
   * A closed channel is ready: its receive answers `None`, its send `Err`. A promise that rejects rejects
   * the select, as does an aborted `signal`. Rejects with a TypeError for no cases and for what is no case.
   *
   *     const chosen = await select({ job: jobs, stop: stopped, idle: after(1000) });
   *     Patterns.match(chosen, { job: ({ value }) => ..., stop: () => ..., idle: () => ... });
   */
  <const C extends SelectCases>(cases: C, options?: WaitOptions): Promise<Selected<C>>;
}
