/**
 * The question whether a channel has really ended, asked of all other threads once its queue is closed and drained (hands.ts).
 *
 *     idle -> asking -> idle (something was in hand, or has moved: asked anew when it is gone) -> asking -> asking -> over
 */

import type { Hand } from "./hand.js";
import { ASK } from "./lane-frames.js";
import type { LanePeer } from "./lane-peer.js";

export class LastCall {
  private round = 0;
  private isAsking = false;
  private over = false;
  /** The answer is given at once if nobody has to be asked. */
  private isCalled = false;
  private readonly pending = new Set<LanePeer>();
  private somethingInHand = false;
  /** Some of it is gone already, while others have still to answer. */
  private isCleared = false;
  private prints: [number, number][] = [];
  /** What the round before has told. */
  private before = "";

  constructor(
    private readonly hand: Hand,
    private readonly circle: { readonly peers: ReadonlyMap<number, LanePeer>; readonly isWhole: boolean },
  ) {}

  /** Begins to ask unless it is known, or being asked. */
  isOver(): boolean {
    if (this.over) return true;
    if (!this.isAsking) {
      this.isCalled = true;
      this.ask();
      this.isCalled = false;
    }
    return this.over;
  }

  private ask(): void {
    this.isAsking = true;
    this.round++;
    this.somethingInHand = this.isCleared = false;
    this.prints = [[-1, this.hand.print]];
    this.hand.isAsking = true;
    this.pending.clear();
    // Who is not known yet may have something in hand as well.
    if (!this.circle.isWhole) return;
    for (const peer of this.circle.peers.values()) this.pending.add(peer);
    for (const peer of this.pending) peer.tell(ASK, [this.hand.channel, this.round]);
    if (this.pending.size === 0) this.complete();
  }

  answer(peer: LanePeer, round: number, count: number, print: number): void {
    if (round !== this.round || !this.pending.delete(peer)) return;
    if (count > 0) this.somethingInHand = true;
    this.prints.push([peer.address as number, print]);
    if (this.pending.size === 0) this.complete();
  }

  private complete(): void {
    const now = this.prints.sort(([a], [b]) => a - b).join(";");
    const isSame = now === this.before;
    this.before = now;
    if (this.somethingInHand) {
      if (this.isCleared) this.ask();
      return;
    }
    if (!isSame && this.circle.peers.size > 0) {
      this.ask();
      return;
    }
    this.over = true;
    this.hand.isAsking = false;
    if (!this.isCalled) this.hand.client?.arrived();
  }

  /** Somebody who had something in hand has nothing any more. */
  clear(): void {
    if (!this.isAsking || this.over) return;
    if (this.pending.size > 0) this.isCleared = true;
    else this.ask();
  }

  lost(peer: LanePeer): void {
    if (this.over || !this.isAsking) return;
    const wasPending = this.pending.delete(peer);
    if (wasPending && this.pending.size > 0) return;
    if (this.pending.size === 0) this.ask();
  }
}
