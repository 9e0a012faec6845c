/**
 * Values of a channel in shared memory that do not fit its slots: they travel beside it, by structured clone over
 * ports, and the slot carries a ticket.
 *
 *     sender:    ticket = lane.put(value)  ->  slot [CLONED, ticket]     (NO_TICKET: it cannot be cloned)
 *     receiver:  slot [CLONED, ticket]     ->  lane.take(ticket, (value) => ...)
 *
 * The thread that made the channel keeps what was put and not yet taken (the depot), every other one has a port to
 * it, of `depot.connect()`, that has to travel with the handle (`transferables`). Order, backpressure and closing are those of the
 * slots; the lane adds none. What its users have to know:
 *
 * - `put` before the slot is published. The value may still arrive after the ticket: `take` then answers later, and a
 *   core holds back the slots behind it meanwhile, as it would for a value that it had not popped.
 * - Each ticket is taken once, or dropped once: by whoever clears the slots of a channel that nobody receives from.
 * - A value whose sender died before it arrived is lost: `take` answers `LOST`, and the core goes on with the next slot.
 * - Puts and takes are batched by the same frames as those of channels over ports.
 */

import { BYE, DROP, GIVEN, Parcel, PUT, TAKE } from "./frames.js";
import { Line, type Reader } from "./line.js";
import { copyPlain, NOT_PLAIN, snapshot, transferOf } from "./snapshot.js";

/** `put`: no structured clone can carry the value. */
export const NO_TICKET = -1;
/** `take`: the value will not come. */
export const LOST: unique symbol = Symbol("lost");

export type Deliver<T> = (value: T | typeof LOST) => void;

export interface Lane<T> {
  /** Hands in a value; answers a positive integer below 2^53, or `NO_TICKET`. */
  put(value: T): number;
  /** Calls `deliver` once: at once when the value is in this thread, later when it has to come. */
  take(ticket: number, deliver: Deliver<T>): void;
  /** Nobody will take it. */
  drop(ticket: number): void;
}

/** What a thread needs to open its end of the lane: its port has to be transferred. */
export interface LaneHandle {
  readonly port: MessagePort;
  readonly id: number;
}

/** Tickets tell who made them: the ends of a lane are numbered, the depot itself is 0. */
const MOST_ENDS = 1 << 20;
const makerOf = (ticket: number): number => ticket % MOST_ENDS;

const unwrap = <T>(value: T | Parcel<T>): T => (value instanceof Parcel ? value.value : value);

/** The lane in the thread that made the channel. */
export class Depot<T> implements Lane<T> {
  private readonly stored = new Map<number, { readonly value: T | Parcel<T> }>();
  /** Who waits for tickets that were seen before their values. */
  private readonly awaited = new Map<number, Taker<T>>();
  /** Tickets that were dropped before their values came. */
  private readonly dropped = new Set<number>();
  private readonly ends = new Map<number, DepotLine<T>>();
  private issued = 0;
  private connected = 0;

  connect(): LaneHandle {
    const { port1, port2 } = new MessageChannel();
    const id = ++this.connected;
    this.ends.set(id, new DepotLine(this, id, port1));
    return { port: port2, id };
  }

  put(value: T): number {
    try {
      const kept = snapshot(value);
      const ticket = ++this.issued * MOST_ENDS;
      this.stored.set(ticket, { value: kept });
      return ticket;
    } catch {
      return NO_TICKET;
    }
  }

  take(ticket: number, deliver: Deliver<T>): void {
    this.takeFor(ticket, {
      give: (_ticket, value) => deliver(unwrap(value)),
      giveUp: () => deliver(LOST),
    });
  }

  drop(ticket: number): void {
    if (!this.stored.delete(ticket) && !this.isLost(ticket)) this.dropped.add(ticket);
  }

  takeFor(ticket: number, taker: Taker<T>): void {
    const found = this.stored.get(ticket);
    if (found !== undefined) {
      this.stored.delete(ticket);
      taker.give(ticket, found.value);
    } else if (this.isLost(ticket)) taker.giveUp(ticket);
    else {
      this.awaited.set(ticket, taker);
      this.ends.get(makerOf(ticket))?.hold(true);
    }
  }

  /** Its maker is gone, and with it what has not come by now. */
  private isLost(ticket: number): boolean {
    return !this.ends.has(makerOf(ticket));
  }

  arrive(ticket: number, value: T | Parcel<T>): void {
    const taker = this.awaited.get(ticket);
    if (taker !== undefined) {
      this.awaited.delete(ticket);
      this.release(makerOf(ticket));
      taker.give(ticket, value);
    } else if (!this.dropped.delete(ticket)) this.stored.set(ticket, { value });
  }

  private release(id: number): void {
    for (const ticket of this.awaited.keys()) if (makerOf(ticket) === id) return;
    this.ends.get(id)?.hold(false);
  }

  /** An end is gone: what it did not put will not come, what it waited for nobody will take. */
  lost(end: DepotLine<T>): void {
    this.ends.delete(end.id);
    for (const [ticket, taker] of [...this.awaited]) {
      if (taker !== end && makerOf(ticket) !== end.id) continue;
      this.awaited.delete(ticket);
      if (taker === end) this.dropped.add(ticket);
      else taker.giveUp(ticket);
    }
    for (const ticket of this.dropped) if (makerOf(ticket) === end.id) this.dropped.delete(ticket);
  }
}

interface Taker<T> {
  give(ticket: number, value: T | Parcel<T>): void;
  giveUp(ticket: number): void;
}

/** The depot's side of one port. */
class DepotLine<T> implements Reader, Taker<T> {
  private readonly line: Line;

  constructor(
    private readonly depot: Depot<T>,
    readonly id: number,
    port: MessagePort,
  ) {
    this.line = new Line(port, this);
  }

  hold(held: boolean): void {
    this.line.hold(held);
  }

  give(ticket: number, value: T | Parcel<T>): void {
    if (value instanceof Parcel) this.line.tell(GIVEN, [ticket, value.value], value.transfer);
    else {
      this.line.add(GIVEN, [ticket, value]);
      this.line.touch();
    }
  }

  giveUp(ticket: number): void {
    this.line.add(GIVEN, [ticket]);
    this.line.touch();
  }

  read(op: number, argument: unknown): void {
    if (op === TAKE) this.depot.takeFor(argument as number, this);
    else if (op === DROP) this.depot.drop(argument as number);
    else if (op === PUT) {
      const [ticket, value, transfer] = argument as [number, T, Transferable[] | undefined];
      this.depot.arrive(ticket, transfer === undefined ? value : new Parcel(value, transfer));
    } else if (op === BYE) {
      this.line.close();
      this.lost();
    }
  }

  complete(): void {}

  lost(): void {
    this.depot.lost(this);
  }
}

/** The lane in any other thread. */
export class LaneEnd<T> implements Lane<T>, Reader {
  private readonly line: Line;
  private readonly awaited = new Map<number, Deliver<T>>();
  private issued = 0;

  constructor(private readonly handle: LaneHandle) {
    this.line = new Line(handle.port, this);
  }

  put(value: T): number {
    const ticket = (this.issued + 1) * MOST_ENDS + this.handle.id;
    const copy = copyPlain(value);
    if (copy !== NOT_PLAIN) {
      this.line.add(PUT, [ticket, copy]);
      this.line.touch();
    } else {
      const list = transferOf(value);
      this.line.flush();
      try {
        this.line.send([PUT, [ticket, value, list]], list);
      } catch {
        return NO_TICKET;
      }
    }
    this.issued++;
    return ticket;
  }

  take(ticket: number, deliver: Deliver<T>): void {
    if (this.line.closed) {
      deliver(LOST);
      return;
    }
    this.awaited.set(ticket, deliver);
    this.line.hold(true);
    this.line.add(TAKE, ticket);
    this.line.touch();
  }

  drop(ticket: number): void {
    this.line.add(DROP, ticket);
    this.line.touch();
  }

  read(op: number, argument: unknown): void {
    if (op !== GIVEN) return;
    const [ticket, ...value] = argument as [number, T?];
    const deliver = this.awaited.get(ticket);
    this.awaited.delete(ticket);
    if (this.awaited.size === 0) this.line.hold(false);
    // Without a value: it is lost. A value may be undefined.
    deliver?.(value.length === 0 ? LOST : (value[0] as T));
  }

  complete(): void {}

  /** This thread has no ends of the channel any more. */
  close(): void {
    this.line.tell(BYE, undefined);
    this.line.close();
    this.lost();
  }

  lost(): void {
    for (const deliver of [...this.awaited.values()]) deliver(LOST);
    this.awaited.clear();
  }
}
