/**
 * Values that only a port can carry, beside the slots of shared memory: what has to move (`transfer`) and what the
 * platform alone can clone (ports, streams, blobs, keys). The value travels by port straight to a thread that receives from
 * the channel, its holder; the slot carries a ticket, and keeps order, backpressure and wakeups what they are.
 *
 *     sender:    ticket = lane.reserve()   ->  slot [LANE, ticket, holder]   ->  lane.put(...)       to the holder, at once
 *     receiver:  slot [LANE, ticket, holder]  ->  lane.take(ticket, holder, deliver)             from the holder
 *
 * - All threads of a memory that were given a port have one to each other (circle.ts); nothing goes through a third thread,
 *   except to a thread that pops the ticket of a value that another receiver holds.
 * - The slot is published first, so that a full channel costs nothing and leaves the value as it was. The value may arrive after
 *   its ticket: `take` then delivers later, and what was popped behind it waits in hand (hand.ts).
 * - A ticket is taken once. What a maker that died had not put, and what a holder that died had, is `LOST`: the slot is
 *   passed over, and nobody waits for it.
 * - A thread that receives no more passes what it holds to one that does, and says so to all (`MOVED`); it stays alive until
 *   nobody can have posted it anything more.
 */

import { Circle, type CircleHost, type LaneHandle } from "./circle.js";
import { Parcel } from "./frames.js";
import type { Hand } from "./hand.js";
import { Hands, type HandsHost } from "./hands.js";
import {
  IDENTITY,
  MOVED,
  makerOf,
  NAMED,
  nextTicket,
  PUT,
  RECEIVES,
  TAKE,
  ticketOf,
  VOID,
} from "./lane-frames.js";
import type { LanePeer } from "./lane-peer.js";
import { type Deliver, LaneStore, LOST, type Taker } from "./lane-store.js";
import { threadName } from "./liveness.js";
import { snapshot } from "./snapshot.js";

/** What the lane has to know of the memory. Channels go by their names (lane-frames.ts). */
export interface LaneHost {
  /** What the death of this thread is told by. */
  readonly identity: number;
  /** The thread of that identity is dead. */
  died(identity: number): void;
  /** An address that no thread of this memory has had. */
  newAddress(): number;
  /** Whether the channel is closed, and its buffer empty. */
  isDrained(channel: number): boolean;
  /** Whether a value has ever gone into the channel by port. */
  carries(channel: number): boolean;
  /** Channels that this thread receives from now. */
  received(): Iterable<number>;
  /** Whether that channel is one of them. */
  receivesFrom(channel: number): boolean;
  /** Has the receivers of this thread, if there are any, take what is in hand (`hand(channel).client`). */
  attend(channel: number): void;
}

/** Where a value is now that was held elsewhere. */
interface Move {
  readonly channel: number;
  readonly holder: number;
  readonly ticket: number;
}

export class Lane implements CircleHost, HandsHost {
  readonly address: number;
  private readonly store: LaneStore;
  private readonly circle: Circle;
  private readonly hands: Hands;
  /** By the tickets that their slots carry. */
  private readonly moves = new Map<number, Move>();
  /** Channels that other threads receive from, or have received from. */
  private readonly shared = new Set<number>();
  private issued = 0;
  private isSweeping = false;
  private isSweepDue = false;

  constructor(
    private readonly host: LaneHost,
    /** Whether this thread made the memory. */
    made: boolean,
  ) {
    this.address = host.newAddress();
    this.circle = new Circle(this, made);
    this.hands = new Hands(this);
    this.store = new LaneStore(
      (maker) => this.circle.isGone(maker),
      (maker, waiting) => this.peers.get(maker)?.hold("maker", waiting),
    );
  }

  get peers(): ReadonlyMap<number, LanePeer> {
    return this.circle.peers;
  }

  /** Whether this thread knows all others. */
  get isWhole(): boolean {
    return this.circle.isWhole;
  }

  /** Why values cannot leave this thread, or come to it; undefined: they can. */
  get refusal(): string | undefined {
    return this.circle.refusal;
  }

  /** Whether values can leave this thread, and come to it. */
  get isConnected(): boolean {
    return this.circle.isConnected;
  }

  /** Whether it had a port, and lost it before it had another one. */
  get isCutOff(): boolean {
    return this.circle.isCutOff;
  }

  /** A port for a thread that will join; undefined where this thread has none itself. */
  invite(): LaneHandle | undefined {
    return this.circle.invite();
  }

  /** Says who this thread is over the port of a handle. Once is enough. */
  join(handle: LaneHandle): void {
    this.circle.join(handle);
  }

  /** @internal */
  greet(peer: LanePeer): void {
    peer.tell(IDENTITY, this.host.identity);
    void threadName()?.then((name) => peer.tell(NAMED, name));
    // Of what it has in hand, too, it has been a receiver.
    for (const channel of this.hands.filled()) peer.tell(RECEIVES, [channel, 0]);
    for (const channel of this.host.received()) peer.tell(RECEIVES, [channel, 1]);
    for (const [ticket, move] of this.moves) {
      peer.tell(MOVED, [move.channel, move.holder, [[ticket, move.ticket]]]);
    }
  }

  // ---- who receives

  /** What this thread has in hand of a channel. */
  hand(channel: number): Hand {
    return this.hands.of(channel);
  }

  /** Whether nothing can come any more to a channel that is closed and drained; otherwise its hand's client is told when. */
  isOver(channel: number): boolean {
    if (this.refusal !== undefined || !this.host.carries(channel)) return true;
    // Who was never more than alone with it has everything.
    return (!this.shared.has(channel) && this.hasHeardAll) || this.hands.isOver(channel);
  }

  private get hasHeardAll(): boolean {
    if (!this.isWhole) return false;
    for (const peer of this.peers.values()) if (peer.identity === undefined) return false;
    return true;
  }

  /** @internal */
  attend(channel: number): void {
    this.host.attend(channel);
  }

  /** This thread begins to receive from a channel, or ends. */
  receives(channel: number, does: boolean): void {
    for (const peer of this.peers.values()) peer.tell(RECEIVES, [channel, does ? 1 : 0]);
    if (does) {
      if (this.hands.has(channel)) this.host.attend(channel);
      return;
    }
    if (this.host.carries(channel)) {
      this.move(channel);
      // What was posted to this thread before others knew is moved on as it comes; the thread may end after that.
      for (const peer of this.peers.values()) peer.sync(() => {});
    }
    this.sweep();
  }

  /** Who shall hold what is sent into a channel: a thread that receives from it, so that it has it when it pops the ticket. */
  holderFor(channel: number, receivesHere: boolean): number {
    const others: number[] = [];
    for (const [address, peer] of this.peers) if (peer.receiving.has(channel)) others.push(address);
    if (receivesHere) others.push(this.address);
    // Nobody yet: the oldest lives longest.
    return others[this.issued % others.length] ?? this.circle.oldest;
  }

  /** @internal Who takes over what this thread leaves of a channel. */
  heirOf(channel: number): LanePeer | undefined {
    for (const peer of this.peers.values()) if (peer.receiving.has(channel)) return peer;
    return this.peers.get(this.circle.oldest);
  }

  /** Passes on what is held here of a channel that is received elsewhere. */
  private move(channel: number): void {
    const heir = this.heirOf(channel);
    if (heir === undefined) return;
    const holder = heir.address as number;
    const values = this.store
      .takeAll(channel)
      .map(([ticket, value]) => [ticket, this.reserve(), value] as const);
    if (values.length === 0) return;
    const tickets = values.map(([ticket, now]) => [ticket, now] as const);
    this.note(channel, holder, tickets);
    for (const peer of this.peers.values()) peer.tell(MOVED, [channel, holder, tickets]);
    for (const [, ticket, value] of values) {
      if (value instanceof Parcel) this.put(channel, holder, ticket, [value.value], value.transfer);
      else this.put(channel, holder, ticket, [value]);
    }
  }

  private note(channel: number, holder: number, tickets: readonly (readonly [number, number])[]): void {
    for (const [ticket, now] of tickets) this.moves.set(ticket, { channel, holder, ticket: now });
  }

  /**
   * Forgets the values of channels from which nobody receives any more: those whose slots are gone, once all that others
   * may have asked for by now has been asked. Once for all that are closed in one turn.
   */
  private sweep(): void {
    if (this.isSweepDue) return;
    this.isSweepDue = true;
    queueMicrotask(() => {
      this.isSweepDue = false;
      this.sweepNow();
    });
  }

  private sweepNow(): void {
    const isOver = (channel: number): boolean => this.isDone(channel);
    this.hands.forget(isOver);
    for (const channel of this.shared) if (isOver(channel)) this.shared.delete(channel);
    for (const [ticket, { channel }] of this.moves) if (isOver(channel)) this.moves.delete(ticket);
    if (this.isSweeping || this.store.size === 0) return;
    const tickets = this.store.ticketsOf(isOver);
    if (tickets.length === 0) return;
    this.isSweeping = true;
    let missing = this.peers.size + 1;
    const synced = (): void => {
      if (--missing > 0) return;
      this.isSweeping = false;
      this.store.forget(tickets);
      // What came meanwhile.
      this.sweep();
    };
    for (const peer of [...this.peers.values()]) peer.sync(synced);
    synced();
  }

  private isDone(channel: number): boolean {
    if (this.host.receivesFrom(channel)) return false;
    for (const peer of this.peers.values()) if (peer.receiving.has(channel)) return false;
    return this.host.isDrained(channel);
  }

  // ---- sending

  /** A ticket for a value that will be put. */
  reserve(): number {
    return ticketOf(this.address, ++this.issued);
  }

  /**
   * Puts values of consecutive tickets, all or none. Throws a `DataCloneError` for what cannot be cloned, and has then put
   * nothing; what `transfer` lists has left this thread otherwise.
   */
  put(
    channel: number,
    holder: number,
    first: number,
    values: readonly unknown[],
    transfer?: readonly Transferable[],
  ): void {
    if (holder !== this.address) {
      this.peers.get(holder)?.post([PUT, [channel, first, values, transfer]], transfer);
      return;
    }
    let ticket = first;
    for (const value of values.map(snapshot)) {
      this.store.put(channel, ticket, value);
      ticket = nextTicket(ticket);
    }
  }

  /** Nobody will see what that ticket stands for. */
  makeVoid(holder: number, ticket: number): void {
    if (holder === this.address) this.store.makeVoid(ticket);
    else this.peers.get(holder)?.tell(VOID, ticket);
  }

  // ---- receiving

  /**
   * Calls `deliver` once: at once when the value is here, later when it has to come, with `LOST` when it will not. A value that
   * came with what it transfers is a `Parcel`.
   */
  take(ticket: number, holder: number, deliver: Deliver): void {
    const get: Deliver = (value) => {
      const move = value === LOST ? this.moves.get(ticket) : undefined;
      if (move === undefined) {
        deliver(value);
        return;
      }
      this.moves.delete(ticket);
      this.take(move.ticket, move.holder, deliver);
    };
    const peer = this.peers.get(holder);
    if (this.moves.has(ticket)) get(LOST);
    else if (holder === this.address) {
      this.store.take(ticket, new OwnTaker(get));
      this.seekMaker(ticket);
    } else if (peer !== undefined) peer.take(ticket, get);
    else if (this.circle.isGone(holder)) get(LOST);
    else {
      this.circle.seek(holder, () => {
        const found = this.peers.get(holder);
        if (found === undefined) get(LOST);
        else found.take(ticket, get);
      });
    }
  }

  /** A maker that nobody has introduced may be dead: then its value will not come. */
  private seekMaker(ticket: number): void {
    const maker = makerOf(ticket);
    if (maker !== this.address && !this.peers.has(maker)) this.circle.seek(maker);
  }

  // ---- what others say

  /** @internal */
  read(peer: LanePeer, op: number, argument: unknown): void {
    switch (op) {
      case PUT: {
        const [channel, first, values, transfer] = argument as [number, number, unknown[], Transferable[]?];
        let ticket = first;
        for (const value of values) {
          this.store.put(channel, ticket, transfer === undefined ? value : new Parcel(value, transfer));
          ticket = nextTicket(ticket);
        }
        if (this.host.receivesFrom(channel)) return;
        if (this.circle.oldest === this.address) this.sweep();
        else this.move(channel);
        return;
      }
      case VOID: {
        const move = this.moves.get(argument as number);
        if (move === undefined) this.store.makeVoid(argument as number);
        else this.makeVoid(move.holder, move.ticket);
        return;
      }
      case TAKE:
        this.store.take(argument as number, peer);
        this.seekMaker(argument as number);
        return;
      case MOVED:
        this.note(...(argument as [number, number, [number, number][]]));
        return;
      default:
        if (!this.circle.read(peer, op, argument)) this.hands.read(peer, op, argument);
    }
  }

  /** @internal Another thread begins to receive from a channel, or ends. */
  receivesThere(peer: LanePeer, channel: number, does: boolean): void {
    this.shared.add(channel);
    if (does) this.hands.receiverCame(peer, channel);
    else {
      this.hands.receiverWent(peer, channel);
      this.sweep();
    }
  }

  /** @internal This thread knows all others now. */
  whole(): void {
    this.hands.whole();
  }

  /** @internal The thread behind that port is gone. */
  lost(peer: LanePeer): void {
    this.store.lostTaker(peer);
    if (peer.identity !== undefined) this.host.died(peer.identity);
    this.circle.lost(peer);
    this.hands.lost(peer);
    this.sweep();
  }

  /** @internal */
  someGone(): void {
    this.store.lostMakers((maker) => this.circle.isGone(maker));
  }
}

/** Somebody of the holder's own thread. */
class OwnTaker implements Taker {
  constructor(private readonly deliver: Deliver) {}

  give(_ticket: number, value: unknown): void {
    this.deliver(value);
  }

  giveUp(): void {
    this.deliver(LOST);
  }
}
