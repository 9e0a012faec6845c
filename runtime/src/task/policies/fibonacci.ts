/** Waits that grow as the Fibonacci numbers do: `fibonacci(100)` -> 100, 100, 200, 300, 500 ... ms. */
import type { RetryPolicy } from "../retry.js";
import { checkDuration } from "../timers.js";
import type { GrowthOptions } from "./exponential.js";

/** @param base the first wait, in milliseconds. */
export const fibonacci = (
  base: number,
  { max = Number.POSITIVE_INFINITY }: GrowthOptions = {},
): RetryPolicy => {
  checkDuration(base, "fibonacci");
  return (failures) => {
    let current = base;
    let next = base;
    for (let i = 1; i < failures && current < max; i++) [current, next] = [next, current + next];
    return Math.min(current, max);
  };
};
