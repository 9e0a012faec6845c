/** `debounce` and `throttle`: fewer values, by the clock. Neither loses the last one. */

import { EMPTY, type Popped } from "../flavour.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { endOf } from "./assembly.js";
import { Timed } from "./timed.js";

abstract class Latest<T> extends Timed<T, T> {
  protected latest: Popped<T> = EMPTY;

  protected get keeps(): boolean {
    return this.latest !== EMPTY;
  }

  protected flush(): T {
    // Only called while something is kept, which is never a mark of ours.
    const value = this.latest as T;
    this.latest = EMPTY;
    return value;
  }
}

class Debounce<T> extends Latest<T> {
  protected step(value: T): Popped<T> {
    this.latest = value;
    this.deadline = this.now() + this.ms;
    return EMPTY;
  }
}

class Throttle<T> extends Latest<T> {
  protected step(value: T): Popped<T> {
    this.latest = value;
    return this.now() >= this.deadline ? this.flush() : EMPTY;
  }

  protected override flush(): T {
    this.deadline = this.now() + this.ms;
    return super.flush();
  }
}

/**
 * A Receiver that gives a value once none has followed it for `ms` milliseconds; the others are dropped. The end
 * gives the last one at once. Time passes only while somebody receives. Closing the result closes `source`.
 *
 * @throws RangeError when `ms` is negative
 */
export const debounce = <T>(source: Receiver<T>, ms: number): Receiver<T> =>
  new ReceiverEnd(new Debounce(endOf(source, "debounce"), ms, "debounce"));

/**
 * A Receiver that gives a value at most every `ms` milliseconds: the first at once, then the latest of each
 * period; the others are dropped. The end gives the last one at once. Closing the result closes `source`.
 *
 * @throws RangeError when `ms` is negative
 */
export const throttle = <T>(source: Receiver<T>, ms: number): Receiver<T> =>
  new ReceiverEnd(new Throttle(endOf(source, "throttle"), ms, "throttle"));
