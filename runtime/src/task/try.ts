/** `Task.try`: code that throws or rejects, with what it throws as the error. */
import { err, ok } from "../result/variants.js";
import { callable } from "./callable.js";
import { TaskNode } from "./node.js";
import { BODY } from "./ops.js";
import { isPromiseLike } from "./promise-like.js";

/** Makes an error of what was thrown. */
export type Mapper = (thrown: unknown) => unknown;

export const asItIs: Mapper = (thrown) => thrown;

export const attempt = (body: (signal: AbortSignal) => unknown, mapErr: Mapper = asItIs): TaskNode => {
  callable(body);
  callable(mapErr);
  const source = (signal: AbortSignal): unknown => {
    // What a cancelled run comes to is discarded: no further step is taken for it.
    const failed = (thrown: unknown): unknown => (signal.aborted ? undefined : err(mapErr(thrown)));
    let value: unknown;
    try {
      value = body(signal);
      // Adopted here, so that a thenable's own throws are caught.
      if (isPromiseLike(value)) return Promise.resolve(value).then(ok, failed);
    } catch (thrown) {
      return failed(thrown);
    }
    return ok(value);
  };
  return new TaskNode(BODY, undefined, source);
};
