/** Small instruments for the Task tests: promises opened from outside, and what has happened so far. */
import { setImmediate } from "node:timers/promises";

export interface Gate<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
  readonly fail: (reason: unknown) => void;
}

/** A promise that the test settles. */
export const gate = <T = void>(): Gate<T> => {
  let open!: (value: T) => void;
  let fail!: (reason: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
};

/** Lets every microtask, and what is due now, run. */
export const turn = async (): Promise<void> => {
  await setImmediate();
  await setImmediate();
};

/** Whether a promise has settled by the end of this turn. */
export const settledNow = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void promise.finally(() => {
    settled = true;
  });
  await turn();
  return settled;
};
