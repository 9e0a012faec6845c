/**
 * What one channel of one thread has to do with the lane (port/lane.ts): values that leave as tickets, and what was popped and
 * has not been received (port/hand.ts). Only channels that carry such values have one.
 *
 *     out   write(value, 0)  ->  slot 0 is a ticket         settle(1)  ->  the value is on its way    (0: it is not)
 *     in    receive(bits)    ->  the value | HELD | LOST    shift()    ->  what is in hand, in order
 */

import { EMPTY } from "../channel/flavour.js";
import type { Payloads } from "./codec/payloads.js";
import { LANE } from "./codec/wire.js";
import { unwrap } from "./port/frames.js";
import { type Hand, type HandClient, HELD } from "./port/hand.js";
import type { Lane } from "./port/lane.js";
import { countOf, ticketOf } from "./port/lane-frames.js";
import { LOST } from "./port/lane-store.js";
import { snapshot, transferOf } from "./port/snapshot.js";

export { HELD, LOST };

/** What the channel is to its mail. */
export interface MailHost extends HandClient {
  /** The channel's name (port/lane-frames.ts). */
  readonly name: number;
  /** Open receivers of this thread. */
  readonly receiving: number;
}

interface Leaving {
  readonly index: number;
  readonly ticket: number;
  readonly value: unknown;
}

export class Mail {
  /** Why the last value could not leave. */
  refusal: string | undefined = undefined;
  private leaving: Leaving[] = [];
  private holder = 0;
  /** The only one that leaves has to be put after its slot is published: it cannot be taken back. */
  private alone = false;
  private readonly hand: Hand;

  constructor(
    private readonly host: MailHost,
    private readonly lane: Lane,
  ) {
    this.hand = lane.hand(host.name);
    if (host.receiving > 0) this.open();
  }

  // ---- out

  /** Makes slot `index` the ticket of a value. False: it cannot leave, or not together with those before it. */
  write(value: unknown, payloads: Payloads, index: number): boolean {
    const { lane } = this;
    this.refusal = lane.refusal;
    if (this.refusal !== undefined) return false;
    const moves = transferOf(value) !== undefined;
    if ((moves && index > 0) || (this.alone && this.leaves)) return false;
    if (!this.leaves) {
      this.holder = lane.holderFor(this.host.name, this.host.receiving > 0);
      this.alone = moves;
    }
    const ticket = lane.reserve();
    this.leaving.push({ index, ticket, value });
    return payloads.putBits(index, LANE, countOf(ticket), (lane.address << 16) | this.holder);
  }

  /** Puts what leaves with a batch of `count` slots; answers how many of them may be published. */
  putAhead(count: number): number {
    const { leaving } = this;
    const [first] = leaving;
    if (first === undefined) return count;
    if (!this.alone) {
      try {
        this.lane.put(
          this.host.name,
          this.holder,
          first.ticket,
          leaving.map(({ value }) => value),
        );
        return count;
      } catch {
        // One of them cannot be cloned: they leave one by one.
        leaving.length = 0;
        if (first.index > 0) return first.index;
        leaving.push(first);
        this.alone = true;
      }
    }
    return 1;
  }

  /** Whether something was written that is not settled. */
  get leaves(): boolean {
    return this.leaving.length > 0;
  }

  /** The first value of a batch of one leaves once its slot is published. */
  single(): void {
    this.alone = true;
  }

  /** So many slots were published. False: the only value cannot be cloned; who pops its ticket passes over it. */
  settle(sent: number): boolean {
    const { leaving, holder, lane } = this;
    this.leaving = [];
    for (const { index, ticket, value } of leaving) {
      if (this.alone && sent > 0) {
        try {
          lane.put(this.host.name, holder, ticket, [value], transferOf(value));
        } catch (error) {
          lane.makeVoid(holder, ticket);
          this.refusal = `ML3903: the value cannot be cloned: ${String(error)}`;
          return false;
        }
      } else if (!this.alone && index >= sent) lane.makeVoid(holder, ticket);
    }
    return true;
  }

  /** The only value that leaves, as a receiver of this thread gets it; `EMPTY`: it cannot be cloned. */
  copy(): unknown {
    const [first] = this.leaving;
    this.leaving = [];
    try {
      return unwrap(snapshot(first?.value));
    } catch (error) {
      this.refusal = `ML3903: the value cannot be cloned: ${String(error)}`;
      return EMPTY;
    }
  }

  // ---- in

  /** This thread begins to receive. */
  open(): void {
    this.hand.client = this.host;
    this.hand.changed();
  }

  /** It receives no more: what is in hand is for others. */
  close(): void {
    this.hand.client = undefined;
    this.hand.changed();
  }

  /** Somebody has begun to wait, or waits no more. */
  look(): void {
    this.hand.changed();
  }

  /** How many values are in hand, here or still to come. */
  get count(): number {
    return this.hand.entries.length;
  }

  /** Whether something stands before what is in the queue. */
  get holds(): boolean {
    return this.hand.isFilled;
  }

  /** Whether the next value, or the end, can only come by port, and has not come yet. */
  get waits(): boolean {
    return this.hand.waits;
  }

  /** The value of the ticket in a slot, if it is here and nothing is in hand before it. */
  receive(low: number, high: number): unknown {
    const { lane, hand } = this;
    const ticket = ticketOf(high >>> 16, low);
    const [entry, deliver] = hand.expect(ticket);
    const { refusal } = lane;
    if (refusal !== undefined) {
      deliver(new Unconnected(refusal));
      queueMicrotask(() => this.host.arrived());
    } else {
      lane.take(ticket, high & 0xffff, deliver);
      if (entry.here && (entry.value === LOST || !this.holds)) return unwrap(entry.value);
    }
    hand.push(entry);
    return HELD;
  }

  /** Puts a value behind what is in hand. */
  hold(value: unknown): void {
    const [entry, deliver] = this.hand.expect(0);
    deliver(value);
    this.hand.push(entry);
  }

  /** What was popped first; `EMPTY`: it has not come yet, `HELD`: nothing is in hand any more. */
  shift(): unknown {
    const value = this.hand.shift();
    if (value instanceof Unconnected) throw new Error(value.reason);
    return value;
  }
}

/** In the place of a value that this thread has no port for. */
class Unconnected {
  constructor(readonly reason: string) {}
}
