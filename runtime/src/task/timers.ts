/**
 * All timers of the runtime on one hierarchical timing wheel behind one `setTimeout`.
 *
 * After Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (SOSP 1987), in the layout of tokio's wheel: level `l` has
 * 32 slots of 32^l milliseconds, and a timer lies on the level of the highest digit, in base 32, in which its deadline differs
 * from the wheel's position. Inserting and removing are O(1): a slot is a ring of timers, and a bit mask per level names the
 * slots that were put to use since they were last emptied. When the position enters a slot of a higher level, its timers move
 * down; timers of one deadline fire in the order of insertion. Seven levels reach 2^35 ms, a little over a year; a later
 * deadline is put off again and again.
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
  wheel: Wheel | undefined;

  /** Called when its time has come. Must not throw. */
  abstract expired(): void;

  /** Fires in `milliseconds` at the earliest. The timer must not be waiting already. */
  schedule(milliseconds: number): this {
    // A test's fake clock replaces the globals: timers of either world live on a wheel of their own.
    if (wheel?.setTimeout !== setTimeout) wheel = new Wheel();
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

class Wheel {
  readonly setTimeout = setTimeout;
  private readonly clearTimeout = clearTimeout;
  private readonly clock = performance.now;
  private readonly origin = this.clock.call(performance);
  /** All timers with an earlier or the same deadline have fired. */
  private position = 0;
  private count = 0;
  private readonly used = new Int32Array(LEVELS);
  /** The heads of the rings. */
  private readonly slots = Array.from({ length: LEVELS * SLOTS }, () => new Ring());
  private handle: (Handle & ReturnType<typeof setTimeout>) | undefined;
  private armed = Number.POSITIVE_INFINITY;

  private now(): number {
    return this.clock.call(performance) - this.origin;
  }

  schedule(timer: Alarm, milliseconds: number): void {
    const now = this.now();
    if (this.count++ === 0) {
      // Nothing lies on it: it may turn to the present at once.
      this.position = Math.max(this.position, Math.floor(now));
      this.used.fill(0);
      this.handle?.ref?.();
    }
    timer.deadline = Math.max(Math.ceil(now + milliseconds), this.position + 1);
    timer.wheel = this;
    this.insert(timer);
    if (timer.deadline < this.armed) this.arm(timer.deadline, now);
  }

  unschedule(timer: Alarm): void {
    this.remove(timer);
    // The armed handle stays: it is likely to be of use, and finds out by itself when it is not.
    if (this.count === 0 && this.handle?.unref?.() === undefined) this.disarm();
  }

  private insert(timer: Alarm): void {
    const ahead = Math.min(timer.deadline, this.position + REACH);
    let level = 0;
    let unit = 1;
    while (
      level < LEVELS - 1 &&
      Math.floor(ahead / unit / SLOTS) !== Math.floor(this.position / unit / SLOTS)
    ) {
      level++;
      unit *= SLOTS;
    }
    const slot = Math.floor(ahead / unit) % SLOTS;
    this.used[level]! |= 1 << slot;
    const head = this.slots[level * SLOTS + slot]!;
    timer.next = head;
    timer.previous = head.previous;
    head.previous = head.previous.next = timer;
  }

  private remove(timer: Alarm): void {
    this.count--;
    timer.wheel = undefined;
    unlink(timer);
  }

  /** Calls `enter` with the slot that comes first, and the position at which it is entered; answers what it answers. */
  private first<A>(enter: (position: number, level: number, slot: number) => A): A | undefined {
    let unit = 1;
    for (let level = 0; level < LEVELS; level++, unit *= SLOTS) {
      const used = this.used[level]!;
      if (used !== 0) {
        // A lower level is always nearer than a higher one. The top level may have turned: its slots are a ring.
        const current = Math.floor(this.position / unit);
        const turned = (used >>> (current % SLOTS)) | (used << (SLOTS - (current % SLOTS)));
        const found = current + 31 - Math.clz32(turned & -turned);
        return enter(found * unit, level, found % SLOTS);
      }
    }
    return undefined;
  }

  private turn(): void {
    this.handle = undefined;
    this.armed = Number.POSITIVE_INFINITY;
    const reached = Math.floor(this.now());
    const enter = (position: number, level: number, slot: number): boolean => {
      if (position > reached) return false;
      this.position = Math.max(this.position, position);
      this.used[level]! &= ~(1 << slot);
      const head = this.slots[level * SLOTS + slot]!;
      while (head.next !== head) {
        // All of a ring but its head are alarms.
        const timer = head.next as Alarm;
        if (timer.deadline > this.position) {
          unlink(timer);
          this.insert(timer);
        } else {
          this.remove(timer);
          timer.expired();
        }
      }
      return true;
    };
    while (this.first(enter));
    this.position = Math.max(this.position, reached);
    if (this.count > 0) this.first((position) => position < this.armed && this.arm(position, this.now()));
  }

  private arm(position: number, now: number): void {
    this.disarm();
    this.armed = position;
    const { setTimeout } = this;
    // Never early: a platform's timer may be, by the fraction of a millisecond it cuts off.
    this.handle = setTimeout(() => this.turn(), Math.min(Math.max(Math.ceil(position - now), 1), LONGEST));
  }

  private disarm(): void {
    const { clearTimeout } = this;
    clearTimeout(this.handle);
    this.handle = undefined;
    this.armed = Number.POSITIVE_INFINITY;
  }
}

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
