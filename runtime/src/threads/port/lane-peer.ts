/** Another thread of the same memory, at the other end of a port: what is asked of it, and what it asks for. */

import { Parcel } from "./frames.js";
import { GIVEN, IDENTITY, NAMED, RECEIVES, SYNC, SYNCED, TAKE } from "./lane-frames.js";
import { type Deliver, LOST, type Taker } from "./lane-store.js";
import { Line, type Reader } from "./line.js";

/** What a peer has to tell its own thread. */
export interface LaneOwner {
  read(peer: LanePeer, op: number, argument: unknown): void;
  /** It begins to receive from a channel, or ends. */
  receivesThere(peer: LanePeer, channel: number, does: boolean): void;
  /** The thread behind that port is gone. */
  lost(peer: LanePeer): void;
}

export class LanePeer implements Reader, Taker {
  /** Channels that it receives from. */
  readonly receiving = new Set<number>();
  /** What its death is told by, once it has said so: it is the first thing that is heard. */
  identity: number | undefined = undefined;
  private readonly line: Line;
  private readonly awaited = new Map<number, Deliver>();
  private readonly synced = new Map<number, () => void>();
  private syncs = 0;
  /** Whoever waits for what only this thread can send keeps the process alive. */
  private readonly holds = { maker: false, taken: false, synced: false };

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

  hold(why: "maker" | "taken" | "synced", held: boolean): void {
    this.holds[why] = held;
    this.line.hold(this.holds.maker || this.holds.taken || this.holds.synced);
  }

  /** Calls `done` once all that it had sent when it heard of this has come, or it is gone. The thread stays alive until then. */
  sync(done: () => void): void {
    if (this.line.closed) {
      done();
      return;
    }
    this.synced.set(++this.syncs, done);
    this.hold("synced", true);
    this.tell(SYNC, this.syncs);
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
    switch (op) {
      case GIVEN: {
        const [ticket, value, transfer] = argument as [number, unknown?, Transferable[]?];
        const deliver = this.awaited.get(ticket);
        this.awaited.delete(ticket);
        if (this.awaited.size === 0) this.hold("taken", false);
        // Without a value: it is lost. A value may be undefined.
        const isLost = (argument as unknown[]).length === 1;
        deliver?.(isLost ? LOST : transfer === undefined ? value : new Parcel(value, transfer));
        return;
      }
      case IDENTITY:
        this.identity = argument as number;
        return;
      case NAMED:
        this.line.meet(argument as string | undefined);
        return;
      case RECEIVES: {
        const [channel, does] = argument as [number, 0 | 1];
        if (does === 1) this.receiving.add(channel);
        else this.receiving.delete(channel);
        this.lane.receivesThere(this, channel, does === 1);
        return;
      }
      case SYNC:
        this.tell(SYNCED, argument);
        return;
      case SYNCED: {
        const done = this.synced.get(argument as number);
        this.synced.delete(argument as number);
        if (this.synced.size === 0) this.hold("synced", false);
        done?.();
        return;
      }
      default:
        this.lane.read(this, op, argument);
    }
  }

  complete(): void {}

  lost(): void {
    this.lane.lost(this);
    const delivers = [...this.awaited.values()];
    const dones = [...this.synced.values()];
    this.awaited.clear();
    this.synced.clear();
    for (const deliver of delivers) deliver(LOST);
    for (const done of dones) done();
  }
}
