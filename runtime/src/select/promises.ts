/**
 * Promises as cases. A reaction on a promise can never be taken back, so a select in a loop that hung one on
 * each time would fill a pending promise's list for ever (`Promise.race` does). Here a promise gets one
 * reaction in its life; those who wait for it stand in a list of ours, and leave it when they lose.
 */

import { type Waiter, WaiterList } from "../channel/waiters.js";

export interface Watch {
  /** How it went; undefined while it is pending. */
  settled: PromiseSettledResult<unknown> | undefined;
  readonly waiters: WaiterList<PromiseSettledResult<unknown>, unknown>;
}

const watches = new WeakMap<PromiseLike<unknown>, Watch>();

/** The watch on `promise`. One that has already settled is known as such a microtask after its first select. */
export const watchPromise = (promise: PromiseLike<unknown>): Watch => {
  let watch = watches.get(promise);
  if (watch === undefined) {
    const fresh: Watch = { settled: undefined, waiters: new WaiterList() };
    const settle = (settled: PromiseSettledResult<unknown>): void => {
      fresh.settled = settled;
      fresh.waiters.settleAll(settled);
    };
    promise.then(
      (value) => settle({ status: "fulfilled", value }),
      (reason) => settle({ status: "rejected", reason }),
    );
    watches.set(promise, fresh);
    watch = fresh;
  }
  return watch;
};

export type PromiseArm = Waiter<PromiseSettledResult<unknown>, unknown>;
