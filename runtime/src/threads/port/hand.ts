/**
 * What one thread has in hand of one channel: values that it has popped and given to no receiver yet, because a ticket among them
 * came before its value. They stay in the channel's order, and others of this thread and of others can have them.
 *
 *     popped: ticket 7, 5, 6      ->  in hand: [7: not here, 5, 6]        value of 7 comes  ->  [7, 5, 6]
 *
 * What is *spare*, more than receivers wait for here, is offered to the other threads (hands.ts). While one of them has spare
 * values nobody pops behind them: they are older than what lies in the queue.
 */

import { EMPTY } from "../../channel/flavour.js";
import { Parcel, unwrap } from "./frames.js";
import { makerOf } from "./lane-frames.js";
import type { LanePeer } from "./lane-peer.js";
import { LOST } from "./lane-store.js";

/** It is in hand now. */
export const HELD: unique symbol = Symbol("held");

/** The receivers of this thread. */
export interface HandClient {
  /** How many of them wait. */
  readonly waiting: number;
  /** What is in hand in front can be had now, or the end, or less is to come than there seemed to be. */
  arrived(): void;
  /** Values come that were popped elsewhere. */
  handedOver(): void;
}

export interface Entry {
  /** What it was sent with; 0: it came in a slot. */
  readonly ticket: number;
  here: boolean;
  value: unknown;
  /** Who has it now. */
  forward: ((value: unknown) => void) | undefined;
}

/** Spare values of another thread. */
export interface Offer {
  readonly count: number;
  /** The ticket of the oldest. */
  readonly first: number;
}

export class Hand {
  readonly entries: Entry[] = [];
  client: HandClient | undefined = undefined;
  /** What others have to spare. */
  readonly offers = new Map<LanePeer, Offer>();
  /** What was asked of them. */
  readonly asked = new Map<LanePeer, number>();
  /** How many were handed on, and are not noted there yet. */
  readonly unnoted = new Map<LanePeer, number>();
  /** Moves with each value that comes or goes. */
  print = 0;
  /** Somebody here looked for a value without waiting, since the last time that another thread did. */
  wasPolled = false;
  /** What the others were told. */
  told: Offer = { count: 0, first: 0 };
  /** The channel seems to have ended, and others are being asked whether it has (last-call.ts). */
  isAsking = false;
  /** Threads that want to know when nothing is in hand. */
  readonly curious = new Set<LanePeer>();

  constructor(
    readonly channel: number,
    /** Something has changed that others may have to know of. */
    readonly changed: () => void,
  ) {}

  /** What has been popped and is not received. */
  get count(): number {
    let count = this.entries.length;
    for (const unnoted of this.unnoted.values()) count += unnoted;
    return count;
  }

  get waiting(): number {
    return this.client?.waiting ?? 0;
  }

  get spare(): number {
    return Math.max(0, this.entries.length - this.waiting);
  }

  /** Whether something stands before what is in the queue. */
  get isFilled(): boolean {
    return this.entries.length > 0 || this.offers.size > 0;
  }

  /** Whether the first value has not come yet. */
  get waits(): boolean {
    const [first] = this.entries;
    return first === undefined ? this.offers.size > 0 || this.isAsking : !first.here;
  }

  /** An entry for a value that is to come, and how it comes. */
  expect(ticket: number): [Entry, (value: unknown) => void] {
    const entry: Entry = { ticket, here: false, value: undefined, forward: undefined };
    const deliver = (value: unknown): void => {
      if (entry.forward !== undefined) {
        entry.forward(value);
        return;
      }
      entry.here = true;
      entry.value = value;
      const at = this.entries.indexOf(entry);
      if (value === LOST && at >= 0) {
        this.entries.splice(at, 1);
        this.print++;
        this.changed();
      }
      if (at === 0 || value === LOST) this.client?.arrived();
    };
    return [entry, deliver];
  }

  /** Puts an entry behind all others. */
  push(entry: Entry): void {
    this.entries.push(entry);
    this.print++;
    this.changed();
  }

  /** Puts what was in the hand of another thread where it belongs: behind what its maker sent before, else in front. */
  insert(entries: readonly Entry[]): void {
    for (let i = 0, at = 0; i < entries.length; i++, at++) {
      const entry = entries[i] as Entry;
      const maker = entry.ticket === 0 ? undefined : makerOf(entry.ticket);
      const before = this.entries.findLastIndex(
        ({ ticket }) => makerOf(ticket) === maker && ticket !== 0 && ticket < entry.ticket,
      );
      at = Math.max(at, before + 1);
      this.entries.splice(at, 0, entry);
    }
    this.print += entries.length;
    this.changed();
  }

  /** Whether `ticket` was sent before something that is in hand here. */
  isOlder(ticket: number): boolean {
    return this.entries.some(
      (entry) => entry.ticket > ticket && ticket !== 0 && makerOf(entry.ticket) === makerOf(ticket),
    );
  }

  /** What came first; `EMPTY`: it is still to come, `HELD`: nothing is in hand. */
  shift(): unknown {
    const [first] = this.entries;
    if (first === undefined) return this.offers.size > 0 ? this.empty() : HELD;
    if (!first.here) return this.empty();
    this.entries.shift();
    this.print++;
    this.changed();
    return unwrap(first.value);
  }

  private empty(): typeof EMPTY {
    this.wasPolled = true;
    this.changed();
    return EMPTY;
  }

  /** Takes out up to `count` of those for which nobody waits, oldest first. */
  release(count: number): Entry[] {
    const from = Math.min(this.waiting, this.entries.length);
    const released = this.entries.splice(from, count);
    this.print += released.length;
    return released;
  }
}

/** The objects that move with a value in hand. */
export const transferOfEntry = (value: unknown): readonly Transferable[] | undefined =>
  value instanceof Parcel ? value.transfer : undefined;
