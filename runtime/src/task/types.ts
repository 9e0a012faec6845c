/** The types that the statics and steps of a task are written in. */
import type { ErrOf, OkOf, Result } from "../result/index.js";
import type { Task } from "./static.js";

export type { Task };

/** What a step that goes on with another computation may answer. */
export type TaskOrResult = Task<unknown, unknown> | Result<unknown, unknown>;

/** The value type of a Task or Result; distributes over unions. */
export type ValueOf<R> = R extends Task<infer T, unknown> ? T : OkOf<R>;

/** The error type of a Task or Result; distributes over unions. */
export type ErrorOf<R> = R extends Task<unknown, infer E> ? E : ErrOf<R>;

export interface RunOptions {
  /** Cancels this run when it aborts; its reason is the CancelledError's `cause`. */
  readonly signal?: AbortSignal | undefined;
}
