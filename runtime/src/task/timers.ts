/**
 * All timers of the runtime on one hierarchical timing wheel behind one `setTimeout`.
 *
 * After Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (SOSP 1987), in the layout of tokio's wheel: level `l` has
 * 32 slots of 32^l milliseconds, and a timer lies on the level of the highest digit, in base 32, in which its deadline differs
 * from the wheel's position. Inserting and removing are O(1): a slot is a ring of timers. When the position enters a slot of a
 * higher level, its timers move down; timers of one deadline fire in the order of insertion. Seven levels reach 2^35 ms, a
 * little over a year; a later deadline is put off again and again.
 *
 * A waiting timer keeps the process alive; an empty wheel does not.
 */

const SLOTS = 32;
const LEVELS = 7;
/** How far ahead a slot can lie: one slot of the top level less than a whole turn, so that it is not the current one. */
const REACH = SLOTS ** LEVELS - SLOTS ** (LEVELS - 1);
/** The longest delay that `setTimeout` knows; it takes a longer one for 1. */
const LONGEST = 0x7fffffff;

/** A ring of alarms; its head is none. */
class Ring {
  previous: Ring = this;
  next: Ring = this;
}

/** What waits on the wheel, to be scheduled as often as one likes. */
export abstract class Alarm extends Ring {
  /** In the wheel's milliseconds. */
  deadline = 0;
  /** The wheel on which it waits. */
  wheel: Wheel | undefined = undefined;

  /** Called when its time has come. Must not throw. */
  abstract expired(): void;

  /** Fires in `milliseconds` at the earliest. The timer must not be waiting already. */
  schedule(milliseconds: number): this {
    // A test's fake clock replaces the globals: timers of either world live on a wheel of their own.
    if (wheel?.setTimeout !== setTimeout) wheel = createWheel();
    wheel.schedule(this, milliseconds);
    return this;
  }

  /** Takes it back; does nothing if it is not waiting. */
  unschedule(): void {
    this.wheel?.unschedule(this);
  }
}

/** The alarm that calls a function, which must not throw. */
export class Timer extends Alarm {
  constructor(readonly expired: () => void) {
    super();
  }
}

/** What Node answers where browsers answer a number. */
interface Handle {
  ref?(): unknown;
  unref?(): unknown;
}

interface Wheel {
  readonly setTimeout: typeof globalThis.setTimeout;
  schedule(timer: Alarm, milliseconds: number): void;
  unschedule(timer: Alarm): void;
}

const createWheel = ({ clearTimeout, performance, setTimeout } = globalThis): Wheel => {
  const clock = performance.now;
  const origin = clock.call(performance);
  /** All timers with an earlier or the same deadline have fired. */
  let position = 0;
  let count = 0;
  /** The heads of the rings. */
  const slots = Array.from({ length: LEVELS * SLOTS }, () => new Ring());
  let handle: (Handle & ReturnType<typeof setTimeout>) | undefined;
  /** The position for which `handle` is armed. */
  let armed = Infinity;
  /** The position at which the slot that `first` found is entered. */
  let entered = 0;

  const now = (): number => clock.call(performance) - origin;

  const insert = (timer: Alarm): void => {
    const ahead = Math.min(timer.deadline, position + REACH);
    let level = 0;
    let unit = 1;
    while (level < LEVELS - 1 && Math.floor(ahead / unit / SLOTS) !== Math.floor(position / unit / SLOTS)) {
      level++;
      unit *= SLOTS;
    }
    const head = slots[level * SLOTS + (Math.floor(ahead / unit) % SLOTS)]!;
    timer.next = head;
    timer.previous = head.previous;
    head.previous = head.previous.next = timer;
  };

  const unschedule = (timer: Alarm): void => {
    count--;
    timer.wheel = undefined;
    unlink(timer);
    // The armed handle stays: it is likely to be of use, and finds out by itself when it is not.
    if (count === 0 && handle?.unref?.() === undefined) disarm();
  };

  /** The slot that comes first. */
  const first = (): Ring | undefined => {
    for (let level = 0, unit = 1; level < LEVELS; level++, unit *= SLOTS) {
      // A lower level is always nearer than a higher one. The top level may have turned: its slots are a ring.
      const current = Math.floor(position / unit);
      for (let slot = current; slot < current + SLOTS; slot++) {
        const head = slots[level * SLOTS + (slot % SLOTS)]!;
        if (head.next !== head) {
          entered = slot * unit;
          return head;
        }
      }
    }
    return undefined;
  };

  const turn = (): void => {
    disarm();
    const reached = Math.floor(now());
    let head = first();
    while (head !== undefined && entered <= reached) {
      position = Math.max(position, entered);
      while (head.next !== head) {
        // All of a ring but its head are alarms.
        const timer = head.next as Alarm;
        if (timer.deadline > position) {
          unlink(timer);
          insert(timer);
        } else {
          unschedule(timer);
          timer.expired();
        }
      }
      head = first();
    }
    position = Math.max(position, reached);
    if (head !== undefined && entered < armed) arm(entered, now());
  };

  const arm = (at: number, from: number): void => {
    disarm();
    armed = at;
    // Never early: a platform's timer may be, by the fraction of a millisecond it cuts off.
    handle = setTimeout(turn, Math.min(Math.max(Math.ceil(at - from), 1), LONGEST));
  };

  const disarm = (): void => {
    clearTimeout(handle);
    handle = undefined;
    armed = Infinity;
  };

  return {
    setTimeout,
    unschedule,
    schedule(timer, milliseconds) {
      const from = now();
      if (count++ === 0) {
        // Nothing lies on it: it may turn to the present at once.
        position = Math.max(position, Math.floor(from));
        handle?.ref?.();
      }
      timer.deadline = Math.max(Math.ceil(from + milliseconds), position + 1);
      timer.wheel = this;
      insert(timer);
      if (timer.deadline < armed) arm(timer.deadline, from);
    },
  };
};

const unlink = (timer: Ring): void => {
  timer.previous.next = timer.next;
  timer.next.previous = timer.previous;
  timer.next = timer.previous = timer;
};

let wheel: Wheel | undefined;

/** Throws unless `milliseconds` is a time to wait. */
export const checkDuration = (milliseconds: number, of: string): void => {
  if (!(milliseconds >= 0)) {
    throw new RangeError(`ML2905: ${of} takes milliseconds from 0 to Infinity, not ${String(milliseconds)}`);
  }
};
