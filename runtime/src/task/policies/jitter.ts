/** Waits spread at random, so that many clients do not come back at the same moment. */
import type { RetryPolicy } from "../retry.js";

export interface JitterOptions {
  /** How much of the wait is left to chance: 1, the default, spreads it from 0 to its full length; 0.5 from half of it. */
  readonly ratio?: number | undefined;
  /** Numbers from 0 up to 1: `Math.random` by default. */
  readonly random?: (() => number) | undefined;
}

/** The waits of another policy, or one in milliseconds, shortened at random ("full jitter", Brooker, AWS 2015). */
export const jitter =
  <E = unknown>(
    policy: number | RetryPolicy<E>,
    { ratio = 1, random = Math.random }: JitterOptions = {},
  ): RetryPolicy<E> =>
  (failures, error) => {
    const wait = typeof policy === "number" ? policy : policy(failures, error);
    return wait === undefined ? undefined : wait * (1 - ratio * random());
  };
