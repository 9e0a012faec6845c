/** Retries that depend on the error. */
import type { RetryPolicy } from "../retry.js";

/**
 * Gives up at the first error for which the predicate does not hold; else waits as the other policy says, or for the
 * milliseconds given: 0 by default.
 *
 * @example `task.retry({ attempts: 5, delay: onlyIf((error) => error.status === 503, exponential(100)) })`
 */
export const onlyIf =
  <E>(
    predicate: (error: E, failures: number) => boolean,
    policy: number | RetryPolicy<E> = 0,
  ): RetryPolicy<E> =>
  (failures, error) => {
    if (!predicate(error, failures)) return undefined;
    return typeof policy === "number" ? policy : policy(failures, error);
  };
