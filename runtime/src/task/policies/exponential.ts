/** Waits that grow by a factor: `exponential(100)` -> 100, 200, 400 ... ms. */
import type { RetryPolicy } from "../retry.js";
import { checkDuration } from "../timers.js";

export interface GrowthOptions {
  /** No wait is longer than this many milliseconds. Infinity by default. */
  readonly max?: number | undefined;
}

export interface ExponentialOptions extends GrowthOptions {
  /** What each wait is multiplied by for the next: 2 by default. */
  readonly factor?: number | undefined;
}

/** @param base the first wait, in milliseconds. */
export const exponential = (
  base: number,
  { factor = 2, max = Number.POSITIVE_INFINITY }: ExponentialOptions = {},
): RetryPolicy => {
  checkDuration(base, "exponential");
  return (failures) => Math.min(base * factor ** (failures - 1), max);
};
