/**
 * How what is in hand (hand.ts) gets from thread to thread, so that a receive that is given up, and a receiver that is closed, have
 * taken nothing.
 *
 *     spare values     SPARE to all that receive, WANT from who waits (or looks), HANDED to it: tickets that are put to it next
 *     nobody here      what is in hand goes to a thread that receives, else to the oldest, which keeps it for whoever comes
 *     the end          the queue is closed and drained: ASK everybody; it is the end once two rounds in which nobody had anything
 *                      in hand, and nothing moved in between, have told so
 *
 * The second round is what Mattern's four counters ask for ("Algorithms for distributed termination detection", 1987), with a print of
 * the movements in their place. What is handed on counts as in hand until it is noted on the other side.
 */

import { Parcel } from "./frames.js";
import { type Entry, Hand, transferOfEntry } from "./hand.js";
import { ANSWER, ASK, CLEAR, HANDED, NOTED, SPARE, WANT } from "./lane-frames.js";
import type { LanePeer } from "./lane-peer.js";
import { LOST } from "./lane-store.js";
import { LastCall } from "./last-call.js";

/** What the hands need of the lane. */
export interface HandsHost {
  readonly address: number;
  readonly peers: ReadonlyMap<number, LanePeer>;
  readonly isWhole: boolean;
  /** Who takes over what this thread leaves of a channel: undefined, nobody is better. */
  heirOf(channel: number): LanePeer | undefined;
  reserve(): number;
  put(
    channel: number,
    holder: number,
    first: number,
    values: readonly unknown[],
    transfer?: readonly Transferable[],
  ): void;
  makeVoid(holder: number, ticket: number): void;
  take(ticket: number, holder: number, deliver: (value: unknown) => void): void;
  /** Has the receivers of this thread, if there are any, take part. */
  attend(channel: number): void;
}

export class Hands {
  private readonly hands = new Map<number, Hand>();
  private readonly calls = new Map<number, LastCall>();
  private readonly touched = new Set<Hand>();
  private scheduled = false;

  constructor(private readonly host: HandsHost) {}

  /** What this thread has in hand of a channel. */
  of(channel: number): Hand {
    let hand = this.hands.get(channel);
    if (hand === undefined) {
      const made = new Hand(channel, () => this.touch(made));
      hand = made;
      this.hands.set(channel, hand);
    }
    return hand;
  }

  has(channel: number): boolean {
    return this.hands.has(channel);
  }

  /** Channels of which something is in hand. */
  *filled(): Iterable<number> {
    for (const [channel, hand] of this.hands) if (hand.count > 0) yield channel;
  }

  /** Forgets a channel of which nothing is left. */
  forget(isOver: (channel: number) => boolean): void {
    for (const [channel, hand] of this.hands) {
      if (hand.client !== undefined || hand.count > 0 || !isOver(channel)) continue;
      this.hands.delete(channel);
      this.calls.delete(channel);
    }
  }

  // ---- what is to be told after a change

  private touch(hand: Hand): void {
    this.touched.add(hand);
    if (this.scheduled) return;
    this.scheduled = true;
    // In this turn somebody who looked in vain may begin to wait.
    queueMicrotask(() => {
      this.scheduled = false;
      const touched = [...this.touched];
      this.touched.clear();
      for (const one of touched) this.review(one);
    });
  }

  private review(hand: Hand): void {
    const { channel } = hand;
    if (hand.client === undefined && hand.entries.length > 0) {
      const heir = this.host.heirOf(channel);
      if (heir !== undefined) this.handOn(hand, heir, hand.entries.length);
    }
    const first = hand.spare === 0 ? 0 : (hand.entries[hand.waiting] as Entry).ticket;
    if (hand.spare !== hand.told.count || first !== hand.told.first) {
      hand.told = { count: hand.spare, first };
      for (const peer of this.host.peers.values()) {
        if (peer.receiving.has(channel)) peer.tell(SPARE, [channel, hand.spare, first]);
      }
    }
    this.want(hand);
    if (hand.count > 0) return;
    for (const peer of hand.curious) peer.tell(CLEAR, channel);
    hand.curious.clear();
  }

  /** Asks the others for what they can spare, if somebody here waits for it or has looked for it. */
  private want(hand: Hand): void {
    const { channel, waiting, client } = hand;
    if (client === undefined) return;
    let missing = waiting - hand.entries.length;
    for (const count of hand.asked.values()) missing -= count;
    for (const [peer, { count, first }] of hand.offers) {
      if (hand.asked.has(peer)) continue;
      const looks = waiting === 0 && hand.wasPolled && hand.entries.length === 0;
      const wanted = Math.min(
        count,
        missing > 0 ? missing : waiting > 0 && hand.isOlder(first) ? 1 : looks ? 1 : 0,
      );
      if (wanted === 0) continue;
      hand.asked.set(peer, wanted);
      missing -= wanted;
      peer.tell(WANT, [channel, wanted, waiting > 0]);
    }
    // One look, one question.
    if (hand.asked.size > 0 && waiting === 0) hand.wasPolled = false;
  }

  private handOn(hand: Hand, peer: LanePeer, count: number): void {
    const { channel } = hand;
    const holder = peer.address as number;
    const leaving = hand.release(count).map((entry) => [this.host.reserve(), entry] as const);
    if (leaving.length > 0) hand.unnoted.set(peer, (hand.unnoted.get(peer) ?? 0) + leaving.length);
    peer.tell(HANDED, [channel, leaving.map(([ticket, entry]) => [ticket, entry.ticket])]);
    for (const [ticket, entry] of leaving) {
      const forward = (value: unknown): void => this.put(channel, holder, ticket, value);
      if (entry.here) forward(entry.value);
      else entry.forward = forward;
    }
  }

  private put(channel: number, holder: number, ticket: number, value: unknown): void {
    if (value !== LOST) {
      try {
        const plain = value instanceof Parcel ? value.value : value;
        this.host.put(channel, holder, ticket, [plain], transferOfEntry(value));
        return;
      } catch {
        // It came as a clone, and goes as one. Where a platform does not clone what it has cloned before, it is lost.
      }
    }
    this.host.makeVoid(holder, ticket);
  }

  // ---- the end

  /** Whether nothing can come any more to a channel whose queue is closed and drained; otherwise its client is told when. */
  isOver(channel: number): boolean {
    let call = this.calls.get(channel);
    if (call === undefined) {
      call = new LastCall(this.of(channel), this.host);
      this.calls.set(channel, call);
    }
    return call.isOver();
  }

  // ---- what others say

  /** Somebody begins to receive from a channel. */
  receiverCame(peer: LanePeer, channel: number): void {
    const hand = this.hands.get(channel);
    if (hand === undefined || hand.spare === 0) return;
    if (hand.client !== undefined) peer.tell(SPARE, [channel, hand.told.count, hand.told.first]);
    else hand.changed();
  }

  receiverWent(peer: LanePeer, channel: number): void {
    this.withdraw(this.hands.get(channel), peer);
  }

  /** This thread knows all others now. */
  whole(): void {
    for (const call of this.calls.values()) call.clear();
  }

  lost(peer: LanePeer): void {
    for (const hand of this.hands.values()) {
      hand.curious.delete(peer);
      hand.unnoted.delete(peer);
      this.withdraw(hand, peer);
    }
    for (const call of this.calls.values()) call.lost(peer);
  }

  private withdraw(hand: Hand | undefined, peer: LanePeer): void {
    if (hand === undefined) return;
    hand.asked.delete(peer);
    if (hand.offers.delete(peer) && !hand.waits) hand.client?.arrived();
    hand.changed();
  }

  /** @internal Whether it was about what is in hand. */
  read(peer: LanePeer, op: number, argument: unknown): boolean {
    switch (op) {
      case SPARE: {
        const [channel, count, first] = argument as [number, number, number];
        this.host.attend(channel);
        const hand = this.of(channel);
        if (count > 0) hand.offers.set(peer, { count, first });
        else if (hand.offers.delete(peer) && !hand.waits) hand.client?.arrived();
        hand.changed();
        return true;
      }
      case WANT:
        this.give(peer, ...(argument as [number, number, boolean]));
        return true;
      case HANDED: {
        const [channel, tickets] = argument as [number, [number, number][]];
        this.receive(peer, channel, tickets);
        return true;
      }
      case NOTED: {
        const [channel, count] = argument as [number, number];
        const hand = this.of(channel);
        const left = (hand.unnoted.get(peer) ?? 0) - count;
        if (left > 0) hand.unnoted.set(peer, left);
        else hand.unnoted.delete(peer);
        hand.changed();
        return true;
      }
      case ASK: {
        const [channel, round] = argument as [number, number];
        const hand = this.hands.get(channel);
        const count = hand?.count ?? 0;
        if (count > 0) hand?.curious.add(peer);
        peer.tell(ANSWER, [channel, round, count, hand?.print ?? 0]);
        return true;
      }
      case ANSWER: {
        const [channel, round, count, print] = argument as [number, number, number, number];
        this.calls.get(channel)?.answer(peer, round, count, print);
        return true;
      }
      case CLEAR:
        this.calls.get(argument as number)?.clear();
        return true;
      default:
        return false;
    }
  }

  private give(peer: LanePeer, channel: number, wanted: number, waits: boolean): void {
    const hand = this.of(channel);
    // Between two threads that look from time to time a value would be on its way for ever.
    const keeps = !waits && hand.wasPolled;
    if (keeps) hand.wasPolled = false;
    this.handOn(hand, peer, keeps ? 0 : Math.min(wanted, hand.spare));
    hand.told = { count: -1, first: 0 };
    hand.changed();
  }

  private receive(peer: LanePeer, channel: number, tickets: readonly [number, number][]): void {
    peer.tell(NOTED, [channel, tickets.length]);
    this.host.attend(channel);
    const hand = this.of(channel);
    hand.asked.delete(peer);
    hand.offers.delete(peer);
    const expected = tickets.map(([, old]) => hand.expect(old));
    hand.insert(expected.map(([entry]) => entry));
    hand.client?.handedOver();
    for (const [i, [ticket]] of tickets.entries()) this.host.take(ticket, this.host.address, expected[i]![1]);
    if (!hand.waits) hand.client?.arrived();
  }
}
