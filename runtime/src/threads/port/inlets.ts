/** The senders of a channel in other threads: the places that are promised to them, and how room is shared among them. */

import type { SenderLink } from "./sender-link.js";

export class Inlets<T> {
  private readonly links = new Set<SenderLink<T>>();
  /** Places promised. Not counted when there is no limit. */
  reserved = 0;

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.links.size;
  }

  add(link: SenderLink<T>): void {
    this.links.add(link);
  }

  delete(link: SenderLink<T>): void {
    this.links.delete(link);
  }

  reserve(count: number): void {
    if (this.capacity !== Number.POSITIVE_INFINITY) this.reserved += count;
  }

  /** Shares the room that nobody waits for, in handfuls; the senders of the hub's own thread, if any, count as one more. */
  grantAhead(own: boolean, space: () => number): void {
    const share = Math.floor(this.capacity / (this.links.size + (own ? 1 : 0)));
    for (const link of this.links) {
      if (!link.opened || link.unused * 2 > share) continue;
      const count = Math.min(share - link.unused, space());
      if (count > 0) link.grant(count);
    }
  }

  /** Somebody waits for the room that others may not need. */
  recall(): void {
    for (const link of this.links) link.recall();
  }

  /** No receiver is left. */
  refuse(): void {
    for (const link of this.links) link.refuse();
  }

  /** Whether the ports keep the process alive. */
  hold(held: boolean): void {
    for (const link of this.links) link.line.hold(held);
  }
}
