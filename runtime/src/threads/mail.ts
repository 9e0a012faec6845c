/**
 * What one channel of one thread has to do with the lane (port/lane.ts): values that leave as tickets, and the values behind a
 * ticket whose own has not come yet. Only channels that carry such values have one.
 *
 *     out   write(value, 0)  ->  slot 0 is a ticket         settle(1)  ->  the value is on its way    (0: it is not)
 *     in    receive(bits)    ->  the value | HELD | LOST    shift()    ->  what was held, in order
 */

import { EMPTY } from "../channel/flavour.js";
import type { Payloads } from "./codec/payloads.js";
import { LANE } from "./codec/wire.js";
import { Deque } from "./port/deque.js";
import { unwrap } from "./port/frames.js";
import type { Lane } from "./port/lane.js";
import { countOf, ticketOf } from "./port/lane-frames.js";
import { LOST } from "./port/lane-store.js";
import { snapshot, transferOf } from "./port/snapshot.js";

/** It is among what is held now. */
export const HELD: unique symbol = Symbol("held");
export { LOST };

/** What the channel is to its mail. */
export interface MailHost {
  readonly channel: number;
  /** Open receivers of this thread. */
  readonly receiving: number;
  /** What is held in front can be shifted now. */
  arrived(): void;
  /** A slot was popped whose value is lost. */
  passedOver(): void;
}

interface Leaving {
  readonly index: number;
  readonly ticket: number;
  readonly value: unknown;
}

interface Held {
  here: boolean;
  value: unknown;
}

export const UNCONNECTED =
  "ML3931: a value that only a port can carry needs one between the threads: pass on handles with transferables(handle)";

export class Mail {
  /** Why the last value could not leave. */
  refusal: string | undefined;
  private leaving: Leaving[] = [];
  private holder = 0;
  /** The only one that leaves has to be put after its slot is published: it cannot be taken back. */
  private alone = false;
  private readonly held = new Deque<Held>();

  constructor(
    private readonly host: MailHost,
    private readonly lane: Lane,
  ) {}

  // ---- out

  /** Makes slot `index` the ticket of a value. False: it cannot leave, or not together with those before it. */
  write(value: unknown, payloads: Payloads, index: number): boolean {
    const { lane } = this;
    this.refusal = lane.isConnected ? undefined : UNCONNECTED;
    if (!lane.isConnected) return false;
    const moves = transferOf(value) !== undefined;
    if ((moves && index > 0) || (this.alone && this.leaves)) return false;
    if (!this.leaves) {
      this.holder = lane.holderFor(this.host.channel, this.host.receiving > 0);
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
          this.host.channel,
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
          lane.put(this.host.channel, holder, ticket, [value], transferOf(value));
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

  /** Whether something is held, and what comes has to stand behind it. */
  get holds(): boolean {
    return this.held.length > 0;
  }

  /** Whether the first of what is held has not come yet. */
  get waits(): boolean {
    return this.held.length > 0 && !this.held.at(0).here;
  }

  /** The value of the ticket in a slot, if it is here and nothing is held before it. */
  receive(low: number, high: number): unknown {
    const { lane } = this;
    const held: Held = { here: false, value: undefined };
    let wasHeld = false;
    const ticket = ticketOf(high >>> 16, low);
    if (!lane.isConnected) {
      held.here = true;
      held.value = new Unconnected();
      queueMicrotask(() => this.host.arrived());
    } else {
      lane.take(ticket, high & 0xffff, (value) => {
        held.here = true;
        held.value = value;
        if (wasHeld && !this.waits) this.host.arrived();
      });
      if (held.here && !this.holds) return held.value;
    }
    wasHeld = true;
    this.held.push(held);
    return HELD;
  }

  /** Puts a value behind what is held. */
  hold(value: unknown): void {
    this.held.push({ here: true, value });
  }

  /** What was held first; `EMPTY`: it has not come yet, `HELD`: nothing is held any more. */
  shift(): unknown {
    while (this.held.length > 0) {
      const { here, value } = this.held.at(0);
      if (!here) return EMPTY;
      this.held.shift();
      if (value instanceof Unconnected) throw new Error(UNCONNECTED);
      if (value !== LOST) return value;
      this.host.passedOver();
    }
    return HELD;
  }

  /** Takes out what is held and has come. */
  clear(): unknown[] {
    return this.held
      .takeAll()
      .filter(({ here, value }) => here && value !== LOST && !(value instanceof Unconnected))
      .map(({ value }) => value);
  }
}

/** In the place of a value that this thread has no port for. */
class Unconnected {}
