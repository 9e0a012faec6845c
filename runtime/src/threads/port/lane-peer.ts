/** Another thread of the same memory, at the other end of a port: what is asked of it, and what it asks for. */

import { Parcel } from "./frames.js";
import { GIVEN, TAKE } from "./lane-frames.js";
import { type Deliver, LOST, type Taker } from "./lane-store.js";
import { Line, type Reader } from "./line.js";

/** What a peer has to tell its own thread. */
export interface LaneOwner {
  read(peer: LanePeer, op: number, argument: unknown): void;
  /** The thread behind that port is gone. */
  lost(peer: LanePeer): void;
}

export class LanePeer implements Reader, Taker {
  /** Channels that it receives from. */
  readonly receives = new Set<number>();
  /** What its death is told by, once it has said so. */
  identity: number | undefined;
  private readonly line: Line;
  private readonly awaited = new Map<number, Deliver>();
  /** Whoever waits for what only this thread can send keeps the process alive. */
  private readonly holds = { maker: false, taken: false };

  constructor(
    private readonly lane: LaneOwner,
    port: MessagePort,
    /** Undefined until it has said who it is. */
    public address: number | undefined,
  ) {
    this.line = new Line(port, this);
  }

  tell(op: number, argument: unknown, transfer?: readonly Transferable[]): void {
    this.line.tell(op, argument, transfer);
  }

  /** Posts one frame at once. Throws what the port throws. */
  post(frame: readonly unknown[], transfer?: readonly Transferable[]): void {
    this.line.flush();
    this.line.send(frame, transfer);
  }

  meet(name: string | undefined): void {
    this.line.meet(name);
  }

  hold(why: "maker" | "taken", held: boolean): void {
    this.holds[why] = held;
    this.line.hold(this.holds.maker || this.holds.taken);
  }

  take(ticket: number, deliver: Deliver): void {
    if (this.line.closed) {
      deliver(LOST);
      return;
    }
    this.awaited.set(ticket, deliver);
    this.hold("taken", true);
    this.line.add(TAKE, ticket);
    this.line.touch();
  }

  give(ticket: number, value: unknown): void {
    if (value instanceof Parcel) this.line.tell(GIVEN, [ticket, value.value, value.transfer], value.transfer);
    else this.line.tell(GIVEN, [ticket, value]);
  }

  giveUp(ticket: number): void {
    this.line.add(GIVEN, [ticket]);
    this.line.touch();
  }

  read(op: number, argument: unknown): void {
    if (op !== GIVEN) {
      this.lane.read(this, op, argument);
      return;
    }
    const [ticket, ...value] = argument as [number, unknown?];
    const deliver = this.awaited.get(ticket);
    this.awaited.delete(ticket);
    if (this.awaited.size === 0) this.hold("taken", false);
    // Without a value: it is lost. A value may be undefined.
    deliver?.(value.length === 0 ? LOST : value[0]);
  }

  complete(): void {}

  lost(): void {
    this.lane.lost(this);
    const delivers = [...this.awaited.values()];
    this.awaited.clear();
    for (const deliver of delivers) deliver(LOST);
  }
}
