/**
 * Waiters and their queues: intrusive doubly linked lists, so that a waiter in the middle leaves in O(1) and
 * leaves nothing behind. Every linked waiter is alive: whoever wins or gives up unlinks itself at once.
 */

/**
 * Somebody who waits at a channel. `Outcome` is what it is settled with (a value or `END` for a receive, a
 * status for a send), `Held` the value that a waiting sender brings along.
 */
export abstract class Waiter<Outcome, Held = unknown> {
  prev: Waiter<Outcome, Held> | undefined = undefined;
  next: Waiter<Outcome, Held> | undefined = undefined;
  /** The queue it stands in; undefined when it stands in none. */
  list: WaiterList<Outcome, Held> | undefined = undefined;

  constructor(
    /** The end it waits through: closing that end ends it, whatever clones do. */
    readonly end: object,
    readonly value: Held,
  ) {}

  /** The wait is over. Called once, after the waiter was unlinked. */
  abstract settle(outcome: Outcome): void;
  /** The wait is over with an error of the user's own making (a throwing `map` function, an abort). */
  abstract fail(reason: unknown): void;

  /** Leaves the queue, if it stands in one. */
  cancel(): void {
    this.list?.remove(this);
  }
}

export class WaiterList<Outcome, Held = unknown> {
  head: Waiter<Outcome, Held> | undefined = undefined;
  tail: Waiter<Outcome, Held> | undefined = undefined;

  push(waiter: Waiter<Outcome, Held>): void {
    const tail = this.tail;
    waiter.prev = tail;
    waiter.list = this;
    if (tail === undefined) this.head = waiter;
    else tail.next = waiter;
    this.tail = waiter;
  }

  remove(waiter: Waiter<Outcome, Held>): void {
    const { prev, next } = waiter;
    if (prev === undefined) this.head = next;
    else prev.next = next;
    if (next === undefined) this.tail = prev;
    else next.prev = prev;
    waiter.prev = waiter.next = waiter.list = undefined;
  }

  /** Unlinks the longest waiting; only called while there is a `head`. Not by `remove`: lists that count override both. */
  shift(): Waiter<Outcome, Held> {
    const head = this.head as Waiter<Outcome, Held>;
    const next = head.next;
    this.head = next;
    if (next === undefined) this.tail = undefined;
    else next.prev = head.next = undefined;
    head.list = undefined;
    return head;
  }

  /** Ends every waiter, or those that wait through `end`. */
  settleAll(outcome: Outcome, end?: object): void {
    // Settling one may unlink others (a select with two cases here): first gather, then look again.
    const chosen: Waiter<Outcome, Held>[] = [];
    for (let waiter = this.head; waiter !== undefined; waiter = waiter.next) {
      if (end === undefined || waiter.end === end) chosen.push(waiter);
    }
    for (const waiter of chosen) {
      if (waiter.list === this) {
        this.remove(waiter);
        waiter.settle(outcome);
      }
    }
  }
}
