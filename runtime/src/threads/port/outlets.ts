/**
 * The receivers of a channel in other threads. Is every open receiver behind one link, values are streamed to it ahead of
 * demand; does another one come, the stream is halted first, and nobody is served before it has returned what it holds.
 *
 *     no stream -> streamed -> halting -> no stream
 */

import type { ReceiverLink } from "./receiver-link.js";

export class Outlets<T> {
  private readonly links = new Set<ReceiverLink<T>>();
  /** Links whose end has left, but not yet said what it took of the values that were on their way to it. */
  private readonly leaving = new Set<ReceiverLink<T>>();
  /** The link that all receivers are behind. */
  streamed: ReceiverLink<T> | undefined = undefined;
  /** The link that was streamed to and has not yet returned what it holds. */
  private halting: ReceiverLink<T> | undefined = undefined;

  get size(): number {
    return this.links.size;
  }

  /** Values that left ahead of demand and are not taken yet. */
  get ahead(): number {
    return (this.streamed ?? this.halting)?.unconfirmed ?? 0;
  }

  /**
   * Nobody is given a value now: an older one is on its way back, or has to be asked for first. Or a receiver would
   * see the values of one producer out of their order.
   */
  get blocked(): boolean {
    if (this.halting !== undefined || this.leaving.size > 0) return true;
    if (this.streamed !== undefined) return false;
    for (const link of this.links) if (link.mayReturn) return true;
    return false;
  }

  /** Whether a value that left may still come back. */
  get mayReturn(): boolean {
    if (this.halting !== undefined) return true;
    for (const link of [...this.links, ...this.leaving]) if (link.unconfirmed > 0) return true;
    return false;
  }

  add(link: ReceiverLink<T>): void {
    this.links.add(link);
    if (this.streamed === undefined) return;
    this.halting = this.streamed;
    this.streamed = undefined;
    this.halting.halt();
  }

  /** The end behind a link has left; it may still owe an answer. */
  left(link: ReceiverLink<T>): void {
    this.links.delete(link);
    if (this.streamed === link) this.streamed = undefined;
    if (this.halting === link && link.settled) this.halting = undefined;
    if (link.settled) this.leaving.delete(link);
    else this.leaving.add(link);
  }

  /** A link has returned all that it held. */
  halted(link: ReceiverLink<T>): void {
    if (this.halting === link) this.halting = undefined;
    this.leaving.delete(link);
  }

  /** Begins to stream, if all receivers are behind one link now; answers that link. */
  stream(): ReceiverLink<T> | undefined {
    const [link] = this.links;
    if (this.links.size !== 1 || this.streamed !== undefined || this.halting !== undefined) return undefined;
    // What comes back from those who are leaving goes before what is streamed.
    if (link === undefined || !link.opened || this.leaving.size > 0) return undefined;
    this.streamed = link;
    link.stream();
    return link;
  }

  /** Nobody receives any more. */
  stop(): void {
    this.streamed = this.halting = undefined;
  }

  /** Somebody waits for what `asker`, or nobody of them, is to keep. */
  recall(asker?: ReceiverLink<T>): void {
    for (const link of this.links) if (link !== asker) link.recall();
  }

  /** No value will come. */
  end(): void {
    for (const link of this.links) link.end();
  }

  /** Whether the ports keep the process alive. */
  hold(held: boolean): void {
    for (const link of this.links) link.line.hold(held);
    for (const link of this.leaving) link.line.hold(held);
  }
}
