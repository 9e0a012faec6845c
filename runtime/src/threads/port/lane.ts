/**
 * Values that only a port can carry, beside the slots of shared memory: what has to move (`transfer`) and what the
 * platform alone can clone (ports, streams, blobs, keys). The value travels by port straight to a thread that receives from
 * the channel, its holder; the slot carries a ticket, and keeps order, backpressure and wakeups what they are.
 *
 *     sender:    ticket = lane.reserve()   ->  slot [LANE, ticket, holder]   ->  lane.put(...)       to the holder, at once
 *     receiver:  slot [LANE, ticket, holder]  ->  lane.take(ticket, holder, deliver)             from the holder
 *
 * - All threads of a memory that were given a port have one to each other, made by the thread that made the memory when
 *   they joined it (lane-frames.ts); from then on nothing goes through a third thread, except to a thread that pops the
 *   ticket of a value that another receiver holds.
 * - The slot is published first, so that a full channel costs nothing and leaves the value as it was. The value may arrive after
 *   its ticket: `take` then delivers later, and its channel holds back what lies behind.
 * - A ticket is taken once. What a maker that died had not put, and what a holder that died had, is `LOST`: the slot is
 *   passed over, and nobody waits for it.
 */

import { Parcel, unwrap } from "./frames.js";
import {
  GONE,
  HELLO,
  IDENTITY,
  INTRODUCE,
  INVITE,
  makerOf,
  NAMED,
  nextTicket,
  PUT,
  RECEIVES,
  SYNC,
  SYNCED,
  TAKE,
  ticketOf,
  VOID,
  WHERE,
} from "./lane-frames.js";
import { type LaneOwner, LanePeer } from "./lane-peer.js";
import { type Deliver, LaneStore, LOST, type Taker } from "./lane-store.js";
import { threadName } from "./liveness.js";
import { snapshot } from "./snapshot.js";

/** What a handle carries for a thread that joins: the port has to be transferred. */
export interface LaneHandle {
  readonly port: MessagePort;
  /** Address of the thread at the other end. */
  readonly root: number;
}

/** What the lane has to know of the memory. */
export interface LaneHost {
  /** What the death of this thread is told by. */
  readonly identity: number;
  /** The thread of that identity is dead. */
  died(identity: number): void;
  /** An address that no thread of this memory has had. */
  newAddress(): number;
  /** Whether the channel is closed, and its buffer empty. */
  isDrained(channel: number): boolean;
  /** Channels that this thread receives from now. */
  received(): Iterable<number>;
}

export class Lane implements LaneOwner {
  readonly address: number;
  private readonly store: LaneStore;
  private readonly peers = new Map<number, LanePeer>();
  private root: LanePeer | undefined;
  /** Addresses of threads that were here once. */
  private readonly gone = new Set<number>();
  /** What is to be taken from holders that have not been introduced yet. */
  private readonly unreached = new Map<number, [ticket: number, deliver: Deliver][]>();
  private issued = 0;
  /** What is about to be forgotten, and whose answer is missing. */
  private sweeping: { readonly tickets: readonly number[]; readonly asked: Set<LanePeer> } | undefined;

  constructor(
    private readonly host: LaneHost,
    /** Whether this thread made the memory. */
    private readonly isRoot: boolean,
  ) {
    this.address = host.newAddress();
    this.store = new LaneStore(
      (maker) => this.isGone(maker),
      (maker, waiting) => this.peers.get(maker)?.hold("maker", waiting),
    );
  }

  /** Whether values can leave this thread: it is the root, or was given a port to it. */
  get isConnected(): boolean {
    return this.isRoot || this.peers.size > 0;
  }

  // ---- joining

  /** A port for a thread that will join; undefined where this thread has none itself. */
  invite(): LaneHandle | undefined {
    if (!this.isRoot && this.root === undefined) return undefined;
    const { port1, port2 } = new MessageChannel();
    if (this.root === undefined) this.expect(port1);
    else this.root.tell(INVITE, port1, [port1]);
    return { port: port2, root: this.root?.address ?? this.address };
  }

  /** Says who this thread is over the port of a handle. Once is enough. */
  join({ port, root }: LaneHandle): void {
    if (this.isConnected) {
      port.close();
      return;
    }
    const peer = new LanePeer(this, port, root);
    this.peers.set(root, peer);
    this.root = peer;
    peer.tell(HELLO, this.address);
    this.greet(peer);
  }

  private expect(port: MessagePort): void {
    new LanePeer(this, port, undefined);
  }

  /** Tells a new neighbour what this thread is known by, and what it receives. */
  private greet(peer: LanePeer): void {
    peer.tell(IDENTITY, this.host.identity);
    void threadName()?.then((name) => peer.tell(NAMED, name));
    for (const channel of this.host.received()) peer.tell(RECEIVES, [channel, 1]);
  }

  private meet(peer: LanePeer, address: number): void {
    peer.address = address;
    this.peers.set(address, peer);
    for (const [ticket, deliver] of this.unreached.get(address) ?? []) peer.take(ticket, deliver);
    this.unreached.delete(address);
  }

  // ---- who receives

  /** This thread begins to receive from a channel, or ends. */
  receives(channel: number, does: boolean): void {
    for (const peer of this.peers.values()) peer.tell(RECEIVES, [channel, does ? 1 : 0]);
    if (!does) this.sweep();
  }

  /** Who shall hold what is sent into a channel: a thread that receives from it, so that it has it when it pops the ticket. */
  holderFor(channel: number, receivesHere: boolean): number {
    const others: number[] = [];
    for (const peer of this.peers.values()) if (peer.receives.has(channel)) others.push(peer.address!);
    if (receivesHere) others.push(this.address);
    // Nobody yet: the root lives longest.
    return others[this.issued % others.length] ?? this.root?.address ?? this.address;
  }

  /**
   * Forgets the values of channels from which nobody receives any more: those whose slots are gone, once all that others
   * may have asked for by now has been asked.
   */
  private sweep(): void {
    if (this.sweeping !== undefined || this.store.size === 0) return;
    const tickets = this.store.ticketsOf((channel) => this.isOver(channel));
    if (tickets.length === 0) return;
    const asked = new Set(this.peers.values());
    this.sweeping = { tickets, asked };
    for (const peer of asked) peer.tell(SYNC, undefined);
    if (asked.size === 0) this.synced(undefined);
  }

  private isOver(channel: number): boolean {
    for (const other of this.host.received()) if (other === channel) return false;
    for (const peer of this.peers.values()) if (peer.receives.has(channel)) return false;
    return this.host.isDrained(channel);
  }

  private synced(peer: LanePeer | undefined): void {
    if (this.sweeping === undefined) return;
    const { tickets, asked } = this.sweeping;
    if (peer !== undefined) asked.delete(peer);
    if (asked.size > 0) return;
    this.sweeping = undefined;
    this.store.forget(tickets);
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

  /** Calls `deliver` once: at once when the value is here, later when it has to come, with `LOST` when it will not. */
  take(ticket: number, holder: number, deliver: Deliver): void {
    if (holder === this.address) {
      this.store.take(ticket, new OwnTaker(deliver));
      this.askForMaker(ticket);
    } else {
      const peer = this.peers.get(holder);
      if (peer !== undefined) peer.take(ticket, deliver);
      else if (this.isGone(holder)) deliver(LOST);
      else {
        const waiting = this.unreached.get(holder) ?? [];
        this.unreached.set(holder, waiting);
        waiting.push([ticket, deliver]);
        this.root?.tell(WHERE, holder);
      }
    }
  }

  /** A maker that nobody has introduced may be dead: then its value will not come. */
  private askForMaker(ticket: number): void {
    const maker = makerOf(ticket);
    if (maker !== this.address && !this.peers.has(maker)) this.root?.tell(WHERE, maker);
  }

  private isGone(address: number): boolean {
    if (address === this.address || this.peers.has(address)) return false;
    return this.gone.has(address) || !(this.isRoot || this.root !== undefined);
  }

  // ---- what others say

  /** @internal */
  read(peer: LanePeer, op: number, argument: unknown): void {
    switch (op) {
      case HELLO:
        this.welcome(peer, argument as number);
        return;
      case NAMED:
        peer.meet(argument as string | undefined);
        return;
      case INTRODUCE: {
        const [address, port] = argument as [number, MessagePort];
        const other = new LanePeer(this, port, address);
        this.meet(other, address);
        this.greet(other);
        return;
      }
      case INVITE:
        this.expect(argument as MessagePort);
        return;
      case WHERE:
        if (this.gone.has(argument as number)) peer.tell(GONE, argument);
        return;
      case GONE:
        this.lostAddress(argument as number);
        return;
      case RECEIVES: {
        const [channel, does] = argument as [number, 0 | 1];
        if (does === 1) peer.receives.add(channel);
        else {
          peer.receives.delete(channel);
          this.sweep();
        }
        return;
      }
      case IDENTITY:
        peer.identity = argument as number;
        return;
      case SYNC:
        peer.tell(SYNCED, undefined);
        return;
      case SYNCED:
        this.synced(peer);
        return;
      case PUT: {
        const [channel, first, values, transfer] = argument as [number, number, unknown[], Transferable[]?];
        let ticket = first;
        for (const value of values) {
          this.store.put(channel, ticket, transfer === undefined ? value : new Parcel(value, transfer));
          ticket = nextTicket(ticket);
        }
        return;
      }
      case VOID:
        this.store.makeVoid(argument as number);
        return;
      case TAKE:
        this.store.take(argument as number, peer);
        this.askForMaker(argument as number);
        return;
    }
  }

  /** The root makes ports between the newcomer and everybody else. */
  private welcome(newcomer: LanePeer, address: number): void {
    for (const peer of this.peers.values()) {
      const { port1, port2 } = new MessageChannel();
      newcomer.tell(INTRODUCE, [peer.address, port1], [port1]);
      peer.tell(INTRODUCE, [address, port2], [port2]);
    }
    this.meet(newcomer, address);
    this.greet(newcomer);
  }

  /** @internal The thread behind that port is gone. */
  lost(peer: LanePeer): void {
    this.store.lostTaker(peer);
    this.synced(peer);
    const { address, identity } = peer;
    if (identity !== undefined) this.host.died(identity);
    if (address === undefined) return;
    this.peers.delete(address);
    this.lostAddress(address);
    if (this.isRoot) for (const other of this.peers.values()) other.tell(GONE, address);
    if (peer !== this.root) return;
    // Nobody will introduce anybody any more.
    this.root = undefined;
    this.store.lostMakers((maker) => this.isGone(maker));
    for (const holder of [...this.unreached.keys()]) this.lostAddress(holder);
  }

  private lostAddress(address: number): void {
    this.gone.add(address);
    this.store.lostMakers((maker) => maker === address);
    const waiting = this.unreached.get(address) ?? [];
    this.unreached.delete(address);
    for (const [, deliver] of waiting) deliver(LOST);
    this.sweep();
  }
}

/** Somebody of the holder's own thread. */
class OwnTaker implements Taker {
  constructor(private readonly deliver: Deliver) {}

  give(_ticket: number, value: unknown): void {
    this.deliver(unwrap(value));
  }

  giveUp(): void {
    this.deliver(LOST);
  }
}
