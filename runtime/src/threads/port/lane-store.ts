/**
 * What one thread holds for whoever has the tickets: values that were put and not yet taken, and those who came for a
 * value before it did. Each ticket is taken once, or becomes void once.
 *
 *     put 7 "a"      take 7  ->  "a"             take 8 ... put 8 "b"  ->  "b"             take 9 ... maker dies  ->  LOST
 *
 * A maker puts (or makes void) its tickets in ascending order. So one that is not here, and not above all that were put, will
 * not come: it is void, or was forgotten.
 */

import { makerOf } from "./lane-frames.js";

/** The value will not come: its maker died before it had put it, or its holder with it. */
export const LOST: unique symbol = Symbol("lost");

/** Called once, with the value or with `LOST`. */
export type Deliver = (value: unknown) => void;

/** Waits for one ticket. */
export interface Taker {
  give(ticket: number, value: unknown): void;
  giveUp(ticket: number): void;
}

interface Held {
  readonly channel: number;
  readonly value: unknown;
}

export class LaneStore {
  private readonly held = new Map<number, Held>();
  private readonly takers = new Map<number, Taker>();
  /** The last ticket that a maker put or made void. */
  private readonly latest = new Map<number, number>();

  constructor(
    /** Whether a maker, not heard of any more, has put all that it ever will. */
    private readonly isGone: (maker: number) => boolean,
    /** A first taker waits for that maker, or the last one has left. */
    private readonly awaits: (maker: number, waiting: boolean) => void,
  ) {}

  get size(): number {
    return this.held.size;
  }

  put(channel: number, ticket: number, value: unknown): void {
    this.latest.set(makerOf(ticket), ticket);
    const taker = this.leave(ticket);
    if (taker === undefined) this.held.set(ticket, { channel, value });
    else taker.give(ticket, value);
  }

  makeVoid(ticket: number): void {
    const maker = makerOf(ticket);
    this.latest.set(maker, Math.max(ticket, this.latest.get(maker) ?? 0));
    this.held.delete(ticket);
    this.leave(ticket)?.giveUp(ticket);
  }

  take(ticket: number, taker: Taker): void {
    const held = this.held.get(ticket);
    if (held !== undefined) {
      this.held.delete(ticket);
      taker.give(ticket, held.value);
    } else if (ticket <= (this.latest.get(makerOf(ticket)) ?? 0) || this.isGone(makerOf(ticket))) {
      taker.giveUp(ticket);
    } else {
      this.takers.set(ticket, taker);
      this.awaits(makerOf(ticket), true);
    }
  }

  private leave(ticket: number): Taker | undefined {
    const taker = this.takers.get(ticket);
    if (taker === undefined) return undefined;
    this.takers.delete(ticket);
    const maker = makerOf(ticket);
    for (const other of this.takers.keys()) if (makerOf(other) === maker) return taker;
    this.awaits(maker, false);
    return taker;
  }

  /** What those makers have not put by now will not come. */
  lostMakers(isLost: (maker: number) => boolean): void {
    for (const [ticket, taker] of [...this.takers]) {
      if (!isLost(makerOf(ticket))) continue;
      this.takers.delete(ticket);
      taker.giveUp(ticket);
    }
  }

  /** Somebody who waited is dead: what it had the tickets of goes when it comes. */
  lostTaker(dead: Taker): void {
    for (const [ticket, taker] of [...this.takers]) {
      if (taker === dead) this.takers.set(ticket, NOBODY);
    }
  }

  /** Takes out what is held of a channel, in the order of each maker. */
  takeAll(channel: number): [ticket: number, value: unknown][] {
    const taken: [number, unknown][] = [];
    for (const [ticket, held] of this.held) if (held.channel === channel) taken.push([ticket, held.value]);
    for (const [ticket] of taken) this.held.delete(ticket);
    return taken;
  }

  /** The tickets of what is held of such channels. */
  ticketsOf(isWanted: (channel: number) => boolean): number[] {
    const wanted = new Map<number, boolean>();
    const tickets: number[] = [];
    for (const [ticket, { channel }] of this.held) {
      let is = wanted.get(channel);
      if (is === undefined) {
        is = isWanted(channel);
        wanted.set(channel, is);
      }
      if (is) tickets.push(ticket);
    }
    return tickets;
  }

  /** Nobody will come for them. */
  forget(tickets: readonly number[]): void {
    for (const ticket of tickets) this.held.delete(ticket);
  }
}

const NOBODY: Taker = { give() {}, giveUp() {} };
