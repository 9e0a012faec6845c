/**
 * The hub's side of one port: who opened it, which handles were made over it, and when it is hung up. What a link
 * does for senders and for receivers is in sender-link.ts and receiver-link.ts.
 *
 *     made -> (revoked | opened) -> left -> hung up            at any time: lost
 *
 * A link counts as an open end from the time its handle is made until it is left, revoked or lost.
 */

import type { Codec } from "../codec/codec.js";
import { ADOPT, ASK_LENGTH, BYE, LENGTH, OPEN, REVOKE, REVOKED, WELCOME } from "./frames.js";
import { makeHandle, type PortHandle, type Side } from "./handle.js";
import { Line, type Reader } from "./line.js";
import { threadName } from "./liveness.js";

/** What a link needs of the hub, whatever it is for. */
export interface LinkHost {
  readonly capacity: number;
  readonly length: number;
  adopt(side: Side, port: MessagePort, creator: Link): Link;
}

export abstract class Link implements Reader {
  readonly line: Line;
  opened = false;
  /** The end behind it is closed. */
  private left = false;
  /** Handles made over this port that nobody has opened yet, by their numbers there. */
  private readonly children = new Map<number, Link>();
  private forget: (() => void) | undefined;

  constructor(
    protected readonly host: LinkHost,
    port: MessagePort,
  ) {
    this.line = new Line(port, this);
  }

  /** The end was opened: say what is to be known about the channel. */
  protected abstract welcome(): void;
  /** The end is gone, in whatever way: the channel goes on without it. */
  protected abstract leave(lost: boolean): void;
  /** Nothing more is expected from the end that has left. */
  protected abstract readonly settled: boolean;
  protected abstract readOther(op: number, argument: unknown): void;
  abstract complete(): void;

  read(op: number, argument: unknown): void {
    switch (op) {
      case OPEN:
        this.opened = true;
        this.forget?.();
        this.greet(argument as string | undefined);
        return;
      case ADOPT: {
        const [side, id, port] = argument as [Side, number, MessagePort];
        const child = this.host.adopt(side, port, this);
        this.children.set(id, child);
        child.forget = () => {
          this.children.delete(id);
          this.hangUp();
        };
        return;
      }
      case REVOKE:
        this.children.get(argument as number)?.revoke();
        return;
      case ASK_LENGTH:
        this.line.tell(LENGTH, this.host.length);
        return;
      case BYE:
        this.left = true;
        this.leave(false);
        this.hangUp();
        return;
      default:
        this.readOther(op, argument);
    }
  }

  private greet(peer: string | undefined): void {
    const name = threadName();
    const welcome = (own: string | undefined): void => {
      this.line.meet(peer);
      this.line.add(WELCOME, [this.host.capacity, own]);
      this.welcome();
      this.line.flush();
    };
    if (name === undefined) welcome(undefined);
    else void name.then(welcome);
  }

  /** Takes the handle back, unless it was opened. */
  revoke(): void {
    if (this.opened || this.left) return;
    this.line.tell(REVOKED, undefined);
    this.line.close();
    this.left = true;
    this.forget?.();
    this.leave(true);
  }

  lost(): void {
    this.left = true;
    this.forget?.();
    for (const child of [...this.children.values()]) child.revoke();
    this.leave(true);
  }

  /** Hangs up once nobody needs the port: while a handle made over it is not open, its loss tells of its maker's death. */
  protected hangUp(): void {
    if (!this.left || !this.settled || this.children.size > 0 || this.line.closed) return;
    this.line.tell(BYE, undefined);
    this.line.close();
  }
}

/** A handle whose link is on this thread. */
export const localHandle = (
  side: Side,
  adopt: (port: MessagePort) => Link,
  codec: Codec<unknown> | undefined,
): PortHandle => {
  const { port1, port2 } = new MessageChannel();
  const link = adopt(port1);
  return makeHandle(side, port2, codec, () => link.revoke());
};
