/** `batch`: values in lists. */

import { EMPTY, type Popped } from "../flavour.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { endOf } from "./assembly.js";
import { Timed } from "./timed.js";

class Batch<T> extends Timed<T, T[]> {
  private kept: T[] = [];

  constructor(
    source: ReceiverEnd<T>,
    private readonly most: number,
    ms: number,
  ) {
    super(source, ms, "batch");
  }

  protected step(value: T): Popped<T[]> {
    if (this.kept.push(value) === 1) this.deadline = this.now() + this.ms;
    return this.kept.length === this.most ? this.flush() : EMPTY;
  }

  protected get keeps(): boolean {
    return this.kept.length > 0;
  }

  protected flush(): T[] {
    const { kept } = this;
    this.kept = [];
    return kept;
  }
}

/**
 * A Receiver of lists of up to `most` values. A list that is not full comes `ms` milliseconds after its first
 * value was pulled, by default never; with 0 a list is whatever lies ready. The end gives what is left. What
 * was pulled for a receive that was cancelled is kept for the next. Closing the result closes `source`.
 *
 * @throws RangeError when `most` is no positive integer, or `ms` is negative
 */
export const batch = <T>(source: Receiver<T>, most: number, ms = Infinity): Receiver<T[]> => {
  if (!Number.isInteger(most) || most < 1) {
    throw new RangeError(`ML3910: batch needs a positive integer, not ${most}`);
  }
  return new ReceiverEnd(new Batch(endOf(source, "batch"), most, ms));
};
