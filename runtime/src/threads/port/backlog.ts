/**
 * The queue of the hub. Values that were on their way to another thread and come back take their old places: each
 * value that leaves gets a number, and what returns stands at the front, ordered by it.
 */

import { Deque } from "./deque.js";
import type { Parcel } from "./frames.js";

interface Returned<T> {
  readonly number: number;
  readonly value: T | Parcel<T>;
}

export class Backlog<T> {
  private readonly fresh = new Deque<T | Parcel<T>>();
  /** Ascending; nearly always empty. */
  private readonly returned: Returned<T>[] = [];
  private last = 0;
  /** The number of the value that `take` has just answered. */
  number = 0;

  get length(): number {
    return this.fresh.length + this.returned.length;
  }

  push(value: T | Parcel<T>): void {
    this.fresh.push(value);
  }

  /** The oldest value; only called while `length > 0`. */
  take(): T | Parcel<T> {
    const returned = this.returned.shift();
    if (returned !== undefined) {
      this.number = returned.number;
      return returned.value;
    }
    this.number = ++this.last;
    return this.fresh.shift();
  }

  /** The number of a value that is handed on without being stored. */
  pass(): number {
    return ++this.last;
  }

  putBack(value: T | Parcel<T>, number: number): void {
    let at = this.returned.length;
    while (at > 0 && (this.returned[at - 1] as Returned<T>).number > number) at--;
    this.returned.splice(at, 0, { number, value });
  }

  clear(): void {
    this.fresh.takeAll();
    this.returned.length = 0;
  }
}
