/** Waits that grow by the same step: `linear(100)` -> 100, 200, 300 ... ms. */
import type { RetryPolicy } from "../retry.js";
import { checkDuration } from "../timers.js";
import type { GrowthOptions } from "./exponential.js";

/** @param step the first wait, and what each later one is longer by, in milliseconds. */
export const linear = (step: number, { max = Number.POSITIVE_INFINITY }: GrowthOptions = {}): RetryPolicy => {
  checkDuration(step, "linear");
  return (failures) => Math.min(step * failures, max);
};
