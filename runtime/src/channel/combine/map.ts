/** `map`, `filter`, `take`: element by element, in the turn in which the element arrives. */

import { EMPTY, type Popped } from "../flavour.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { endOf } from "./assembly.js";
import { Derived } from "./derived.js";

class Mapped<S, T> extends Derived<S, T> {
  constructor(
    source: ReceiverEnd<S>,
    private readonly f: (value: S) => T,
  ) {
    super(source);
  }

  protected step(value: S): T {
    const { f } = this;
    return f(value);
  }
}

class Filter<T> extends Derived<T, T> {
  constructor(
    source: ReceiverEnd<T>,
    private readonly keep: (value: T) => boolean,
  ) {
    super(source);
  }

  protected step(value: T): Popped<T> {
    const { keep } = this;
    return keep(value) ? value : EMPTY;
  }
}

class Take<T> extends Derived<T, T> {
  constructor(
    source: ReceiverEnd<T>,
    private left: number,
  ) {
    super(source);
    this.ended = left === 0;
  }

  protected step(value: T): T {
    this.ended = --this.left === 0;
    return value;
  }
}

/**
 * A Receiver of `f(value)` for every value of `source`. `f` runs when somebody receives; a promise it returns
 * is a value like any other (`mapConcurrent` awaits). What it throws rejects the receive it was called for, and
 * the next one goes on with the next value. Closing the result closes `source`.
 */
export const map = <S, T>(source: Receiver<S>, f: (value: S) => T): Receiver<T> =>
  new ReceiverEnd(new Mapped(endOf(source, "map"), f));

/** A Receiver of the values that `keep` answers true for. The others are dropped. Otherwise as `map`. */
export function filter<S, T extends S>(source: Receiver<S>, keep: (value: S) => value is T): Receiver<T>;
export function filter<T>(source: Receiver<T>, keep: (value: T) => boolean): Receiver<T>;
export function filter<T>(source: Receiver<T>, keep: (value: T) => boolean): Receiver<T> {
  return new ReceiverEnd(new Filter(endOf(source, "filter"), keep));
}

/**
 * A Receiver of the first `count` values, which then ends. It pulls no value more, and leaves `source` open: go
 * on with the rest of it, or close it.
 *
 * @throws RangeError when `count` is no non-negative integer
 */
export const take = <T>(source: Receiver<T>, count: number): Receiver<T> => {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`ML3910: take needs a non-negative integer, not ${count}`);
  }
  return new ReceiverEnd(new Take(endOf(source, "take"), count));
};
