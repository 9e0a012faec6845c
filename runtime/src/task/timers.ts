/**
 * All timers of the runtime on one hierarchical timing wheel behind one `setTimeout`.
 *
 * After Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (SOSP 1987), in the layout of tokio's wheel: level `l` has
 * 32 slots of 32^l milliseconds, and a timer lies on the level of the highest bit in which its deadline differs from the
 * wheel's position. Inserting and removing are O(1): a slot is a linked list, and a bit mask per level names the slots in
 * use. When the position enters a slot of a higher level, its timers move down; timers of one deadline fire in the order
 * of insertion. Seven levels reach 2^35 ms, a little over a year; a later deadline is put off again and again.
 *
 * A waiting timer keeps the process alive; an empty wheel does not.
 */

const BITS = 5;
const SLOTS = 1 << BITS;
const LEVELS = 7;
/** How far ahead a slot can lie: one slot of the top level less than a whole turn, so that it is not the current one. */
const REACH = SLOTS ** LEVELS - SLOTS ** (LEVELS - 1);
/** The longest delay that `setTimeout` knows; it takes a longer one for 1. */
const LONGEST = 0x7fffffff;

/** One timer, to be made once and scheduled as often as one likes. */
export abstract class Timer {
  /** In the wheel's milliseconds. */
  deadline = 0;
  wheel: Wheel | undefined = undefined;
  slot = 0;
  previous: Timer | undefined = undefined;
  next: Timer | undefined = undefined;

  /** Called once its time has come. Must not throw. */
  abstract expired(): void;

  /** Fires in `milliseconds` at the earliest. The timer must not be waiting already. */
  schedule(milliseconds: number): void {
    // A test's fake clock replaces the globals: timers of either world live on a wheel of their own.
    if (wheel === undefined || wheel.setTimeout !== globalThis.setTimeout) wheel = new Wheel();
    wheel.schedule(this, milliseconds);
  }

  /** Takes it back; does nothing if it is not waiting. */
  unschedule(): void {
    this.wheel?.unschedule(this);
  }
}

class Wheel {
  readonly setTimeout = globalThis.setTimeout;
  private readonly clearTimeout = globalThis.clearTimeout;
  private readonly clock = globalThis.performance.now;
  private readonly origin = this.clock.call(globalThis.performance);
  /** All timers with an earlier or the same deadline have fired. */
  private position = 0;
  private count = 0;
  private readonly used = new Int32Array(LEVELS);
  private readonly first: (Timer | undefined)[] = new Array<Timer | undefined>(LEVELS * SLOTS).fill(
    undefined,
  );
  private readonly last: (Timer | undefined)[] = new Array<Timer | undefined>(LEVELS * SLOTS).fill(undefined);
  private handle: ReturnType<typeof setTimeout> | undefined = undefined;
  private armed = Number.POSITIVE_INFINITY;

  private now(): number {
    return this.clock.call(globalThis.performance) - this.origin;
  }

  schedule(timer: Timer, milliseconds: number): void {
    const now = this.now();
    // An empty wheel may turn to the present at once: nothing lies on it.
    if (this.count === 0) this.position = Math.max(this.position, Math.floor(now));
    timer.deadline = Math.max(Math.ceil(now + milliseconds), this.position + 1);
    timer.wheel = this;
    this.insert(timer);
    this.count++;
    if (timer.deadline < this.armed) this.arm(timer.deadline, now);
    else if (this.count === 1) hold(this.handle);
  }

  unschedule(timer: Timer): void {
    timer.wheel = undefined;
    this.remove(timer);
    // The armed handle stays: it is likely to be of use, and finds out by itself when it is not.
    if (--this.count === 0 && !release(this.handle)) this.disarm();
  }

  private insert(timer: Timer): void {
    const ahead = Math.min(timer.deadline, this.position + REACH);
    let level = 0;
    let from = this.position;
    let to = ahead;
    // The level is that of the highest digit, in base 32, in which the two differ.
    while (Math.floor(from / SLOTS) !== Math.floor(to / SLOTS) && level < LEVELS - 1) {
      from = Math.floor(from / SLOTS);
      to = Math.floor(to / SLOTS);
      level++;
    }
    const slot = to % SLOTS;
    const at = level * SLOTS + slot;
    const tail = this.last[at];
    timer.slot = at;
    timer.previous = tail;
    timer.next = undefined;
    if (tail === undefined) {
      this.first[at] = timer;
      this.used[level]! |= 1 << slot;
    } else tail.next = timer;
    this.last[at] = timer;
  }

  private remove(timer: Timer): void {
    const { previous, next, slot } = timer;
    if (previous === undefined) this.first[slot] = next;
    else previous.next = next;
    if (next === undefined) this.last[slot] = previous;
    else next.previous = previous;
    if (previous === undefined && next === undefined)
      this.used[slot >> BITS]! &= ~(1 << (slot & (SLOTS - 1)));
    timer.previous = timer.next = undefined;
  }

  /** The slot that comes first: its index, and the position at which it is entered. */
  private earliest(): { readonly at: number; readonly position: number } | undefined {
    let unit = 1;
    for (let level = 0; level < LEVELS; level++, unit *= SLOTS) {
      const used = this.used[level]!;
      if (used === 0) continue;
      // A lower level is always nearer than a higher one. The top level may have turned: its slots are a ring.
      const current = Math.floor(this.position / unit) % SLOTS;
      const turned = current === 0 ? used : (used >>> current) | (used << (SLOTS - current));
      const distance = 31 - Math.clz32(turned & -turned);
      const position = (Math.floor(this.position / unit) + distance) * unit;
      return { at: level * SLOTS + ((current + distance) % SLOTS), position };
    }
    return undefined;
  }

  private turn(): void {
    this.handle = undefined;
    this.armed = Number.POSITIVE_INFINITY;
    const now = this.now();
    const reached = Math.floor(now);
    for (
      let found = this.earliest();
      found !== undefined && found.position <= reached;
      found = this.earliest()
    ) {
      this.position = Math.max(this.position, found.position);
      for (let timer = this.first[found.at]; timer !== undefined; timer = this.first[found.at]) {
        this.remove(timer);
        if (timer.deadline > this.position) this.insert(timer);
        else {
          timer.wheel = undefined;
          this.count--;
          timer.expired();
        }
      }
    }
    this.position = Math.max(this.position, reached);
    const found = this.earliest();
    if (found !== undefined && found.position < this.armed) this.arm(found.position, this.now());
  }

  private arm(position: number, now: number): void {
    this.disarm();
    this.armed = position;
    // Never early: a platform's timer may be, by the fraction of a millisecond it cuts off.
    const wait = Math.min(Math.max(Math.ceil(position - now), 1), LONGEST);
    const { setTimeout } = this;
    this.handle = setTimeout(() => this.turn(), wait);
  }

  private disarm(): void {
    const { clearTimeout } = this;
    if (this.handle !== undefined) clearTimeout(this.handle);
    this.handle = undefined;
    this.armed = Number.POSITIVE_INFINITY;
  }
}

let wheel: Wheel | undefined;

/** What Node answers where browsers answer a number. */
interface Handle {
  ref?(): unknown;
  unref?(): unknown;
}

const hold = (handle: unknown): void => {
  (handle as Handle | undefined)?.ref?.();
};

/** Lets the process end although the handle is armed; answers false where that cannot be had. */
const release = (handle: unknown): boolean => {
  const { unref } = (handle ?? {}) as Handle;
  if (unref === undefined) return false;
  unref.call(handle);
  return true;
};

/** Throws unless `milliseconds` is a time to wait. */
export const checkDuration = (milliseconds: number, of: string): void => {
  if (!(milliseconds >= 0)) {
    throw new RangeError(`ML2905: ${of} takes milliseconds from 0 to Infinity, not ${String(milliseconds)}`);
  }
};
