/**
 * A Receiver's core in a thread that does not keep the queue. It asks for as many values as somebody waits for, and is
 * sent more only while it is the one thread that receives. A value that comes when its waiter has gone is returned.
 */

import { EMPTY, END, type Popped, type Received, type ReceiverCore } from "../../channel/flavour.js";
import type { Waiter } from "../../channel/waiters.js";
import type { Codec } from "../codec/codec.js";
import { Deque } from "./deque.js";
import {
  END as ENDED,
  HALT,
  HALTED,
  PARCEL,
  Parcel,
  POLL,
  RECALL,
  RETURN,
  STREAM,
  TOOK,
  VALUES,
  WANT,
} from "./frames.js";
import type { Return } from "./receiver-link.js";
import { Remote } from "./remote.js";
import { Waiting } from "./waiting.js";

export class RemoteReceiver<T> extends Remote implements ReceiverCore<T> {
  /** Values that came ahead of demand, or that a `tryReceive` asked for; the last of those received and not returned. */
  private readonly held = new Deque<T | Parcel<T>>();
  private received = 0;
  private took = 0;
  private toldTook = 0;
  private wanted = 0;
  private streaming = false;
  private polled = false;
  private ended = false;
  private readonly back: Return<T>[] = [];
  readonly receivers: Waiting<Received<T>> = new Waiting(
    (busy) => this.line.hold(busy),
    () => this.line.touch(),
  );

  constructor(port: MessagePort, codec?: Codec<unknown>) {
    super(port, "receiver", codec);
  }

  /** While this is the only thread that receives, what is here; otherwise what the hub told last, and asks it anew. */
  get length(): number {
    if (this.streaming || this.ended) return this.held.length;
    void this.refresh();
    return this.held.length + this.knownLength;
  }

  tryPop(): Popped<T> {
    if (this.held.length > 0) {
      const value = this.held.shift();
      this.took++;
      this.line.touch();
      return value instanceof Parcel ? value.value : value;
    }
    if (this.ended) return END;
    if (!this.streaming && !this.polled) {
      this.polled = true;
      this.line.touch();
    }
    return EMPTY;
  }

  addReceiver(waiter: Waiter<Received<T>>): void {
    this.polled = false;
    this.receivers.push(waiter);
  }

  openReceiver(): this {
    this.open++;
    return this;
  }

  closeReceiver(): void {
    if (--this.open > 0) return;
    this.returnHeld();
    this.leave();
  }

  complete(): void {
    if (this.back.length > 0) {
      const transfer = this.back.flatMap(([, , list]) => list ?? []);
      const returned = this.back.splice(0);
      // A list of its own: what is transferred leaves with this very message.
      this.line.send([RETURN, returned], transfer);
    }
    if (this.took !== this.toldTook) {
      this.toldTook = this.took;
      this.line.add(TOOK, this.took);
    }
    if (this.streaming || this.ended) return;
    const wanted = this.received + Math.max(this.receivers.size, this.polled ? 1 : 0);
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    if (this.polled) this.line.add(POLL, undefined);
    this.line.add(WANT, wanted);
  }

  protected readOther(op: number, argument: unknown): void {
    switch (op) {
      case VALUES:
        for (const value of argument as T[]) this.arrive(value);
        return;
      case PARCEL:
        this.arrive(new Parcel(...(argument as [T, Transferable[]])));
        return;
      case STREAM:
        this.streaming = true;
        this.polled = false;
        return;
      case HALT:
        this.streaming = false;
        this.returnHeld();
        // Asked for anew: while it streamed the hub did not count.
        this.wanted = -1;
        this.line.tell(HALTED, undefined);
        return;
      case RECALL:
        this.returnHeld();
        this.line.tell(RETURN, []);
        return;
      case ENDED:
        this.cut();
        return;
    }
  }

  private arrive(value: T | Parcel<T>): void {
    this.received++;
    this.line.touch();
    if (this.receivers.head !== undefined) {
      this.took++;
      this.receivers.shift().settle(value instanceof Parcel ? value.value : value);
    } else if (this.open > 0 && (this.streaming || this.polled)) {
      this.polled = false;
      this.held.push(value);
    } else this.giveBack(value, this.received);
  }

  private giveBack(value: T | Parcel<T>, ordinal: number): void {
    this.back.push(
      value instanceof Parcel ? [ordinal, value.value, value.transfer] : [ordinal, value, undefined],
    );
  }

  private returnHeld(): void {
    const first = this.received - this.held.length + 1;
    for (const [i, value] of this.held.takeAll().entries()) this.giveBack(value, first + i);
  }

  protected cut(): void {
    this.ended = true;
    if (this.held.length === 0) this.receivers.settleAll(END);
  }
}
