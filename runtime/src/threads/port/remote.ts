/** What both kinds of ends elsewhere share: the handshake with the hub, further handles, and hanging up. */

import type { Codec } from "../codec/codec.js";
import { ADOPT, ASK_LENGTH, BYE, LENGTH, OPEN, REVOKE, REVOKED, WELCOME } from "./frames.js";
import { handleRevoked, makeHandle, type PortHandle, type Side } from "./handle.js";
import { Line, type Reader } from "./line.js";
import { threadName } from "./liveness.js";

let handles = 0;

export abstract class Remote implements Reader {
  readonly transport = "port";
  capacity = 0;
  protected readonly line: Line;
  /** Ends of this thread that stand on this port. */
  protected open = 1;
  /** What the hub said last. */
  protected knownLength = 0;
  private settle: { resolve(): void; reject(error: Error): void } | undefined;
  private readonly trips: (() => void)[] = [];
  /** Settled by the hub's answer. */
  readonly ready: Promise<void>;

  constructor(
    port: MessagePort,
    private readonly side: Side,
    /** What the channel carries, for the handles that this end makes. */
    private readonly codec: Codec<unknown> | undefined,
  ) {
    this.line = new Line(port, this);
    this.ready = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.line.begin();
    // As it is: what completes a frame is not there before the constructor has ended.
    const name = threadName();
    if (name === undefined) this.line.send([OPEN, undefined]);
    else void name.then((own) => this.line.send([OPEN, own]));
  }

  protected abstract readOther(op: number, argument: unknown): void;
  /** The hub is gone, or has no more to say. */
  protected abstract cut(): void;
  abstract complete(): void;

  read(op: number, argument: unknown): void {
    switch (op) {
      case WELCOME:
        this.greeted(...(argument as [capacity: number, peer: string | undefined]));
        return;
      case REVOKED:
        this.fail();
        this.line.close();
        return;
      case LENGTH:
        this.knownLength = argument as number;
        this.trips.shift()?.();
        return;
      case BYE:
        this.line.close();
        this.land();
        return;
      default:
        this.readOther(op, argument);
    }
  }

  private greeted(capacity: number, peer: string | undefined): void {
    this.capacity = capacity;
    this.line.meet(peer);
    this.line.hold(false);
    this.settle?.resolve();
    this.settle = undefined;
  }

  lost(): void {
    this.fail();
    this.land();
    this.cut();
  }

  private fail(): void {
    this.settle?.reject(handleRevoked());
    this.settle = undefined;
  }

  /** Asks for the queue's length; the answer is there once the promise is settled, and so is all that was sent before. */
  refresh(): Promise<void> {
    return new Promise((resolve) => {
      if (this.line.closed) resolve();
      else {
        this.trips.push(resolve);
        this.line.tell(ASK_LENGTH, undefined);
      }
    });
  }

  private land(): void {
    for (const resolve of this.trips.splice(0)) resolve();
  }

  /** A handle of one more end, with a port of its own to the hub. */
  handle(): PortHandle {
    const { port1, port2 } = new MessageChannel();
    const id = ++handles;
    if (this.line.closed) {
      port1.postMessage([REVOKED, undefined]);
      port1.close();
    }
    this.line.tell(ADOPT, [this.side, id, port1], [port1]);
    return makeHandle(this.side, port2, this.codec, () => this.line.tell(REVOKE, id));
  }

  /** The last end of this thread is closed. */
  protected leave(): void {
    this.line.tell(BYE, undefined);
  }
}
