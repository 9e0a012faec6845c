/**
 * What `select` can wait for besides the ends of channels: time, nothing, and "whatever is ready now".
 * These are descriptions. A timer exists only while a select waits, and losers take theirs away.
 */

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
  private due: number;

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
}

/** A case that is never ready: for cases that are switched off. */
export class Never {
  declare readonly "~milost"?: "Never";
}

/** What a host's timers can hold, 24.8 days; longer ones would fire at once. */
const LONGEST = 2 ** 31 - 1;

const checked = (name: string, ms: number, least: number): number => {
  if (!(ms >= least && ms <= LONGEST)) {
    throw new RangeError(`ML3911: ${name} needs milliseconds from ${least} to ${LONGEST}, not ${ms}`);
  }
  return ms;
};

/** A case that is ready after `ms` milliseconds. Armed anew by each select. */
export const after = (ms: number): After => new After(checked("after", ms, 0));

/** A case that is ready every `ms` milliseconds: one object for a whole loop. Its value counts the periods passed. */
export const tick = (ms: number): Tick => new Tick(checked("tick", ms, 1));

export const otherwise: Otherwise = new Otherwise();
export const never: Never = new Never();
