/**
 * What `select` can wait for besides the ends of channels: time, nothing, and "whatever is ready now".
 * These are descriptions. A timer exists only while a select waits, and losers take theirs away.
 */

import { checkDuration } from "../task/timers.js";

/** Ready `ms` milliseconds after a select began to wait for it. */
export class After {
  declare readonly "~milost"?: "After";
  constructor(readonly ms: number) {}
}

/**
 * Ready every `ms` milliseconds, counted from when it was made. Like Go's Ticker it keeps its phase, and what
 * nobody waited for is not made up for: the next select that sees it gets one tick.
 */
export class Tick {
  declare readonly "~milost"?: "Tick";
  /** @internal When the next tick is, on the clock of `performance.now`. */
  due: number;

  constructor(readonly ms: number) {
    this.due = performance.now() + ms;
  }

  /** @internal Milliseconds until the next tick; 0 or less when it is due. */
  wait(): number {
    return this.due - performance.now();
  }

  /** @internal Takes the tick that is due: the number of periods since the last one taken, 1 when none was missed. */
  take(): number {
    // A timer may fire a little early: it still is the tick it was armed for.
    const missed = Math.max(0, Math.floor((performance.now() - this.due) / this.ms));
    this.due += (missed + 1) * this.ms;
    return missed + 1;
  }
}

/** Chosen when no other case is ready: select then never waits. */
export class Otherwise {
  declare readonly "~milost"?: "Otherwise";
  // Something of its own, or any value at all would be assignable to it.
  readonly kind = "otherwise";
}

/** A case that is never ready: for cases that are switched off. */
export class Never {
  declare readonly "~milost"?: "Never";
  readonly kind = "never";
}

/**
 * A case that is ready `ms` milliseconds after a select began to wait, armed anew by each select.
 *
 * @throws RangeError when `ms` is negative
 */
export const after = (ms: number): After => {
  checkDuration(ms, "after");
  return new After(ms);
};

/**
 * A case that is ready every `ms` milliseconds: one object, used again and again. Its value counts the periods
 * since the tick before: 1 unless some were missed.
 *
 * @throws RangeError when `ms` is not greater than 0
 */
export const tick = (ms: number): Tick => {
  if (!(ms > 0)) throw new RangeError(`ML3911: tick takes milliseconds greater than 0, not ${String(ms)}`);
  return new Tick(ms);
};

/** Chosen when no other case is ready. */
export const otherwise: Otherwise = new Otherwise();
/** Never ready. */
export const never: Never = new Never();
