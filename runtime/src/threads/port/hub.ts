/**
 * The channel itself: the thread that made it keeps the queue. Ends of this thread stand on the hub as they would on
 * a local channel; ends elsewhere have a link each, which stands in the same two queues of waiters for them, so that
 * who waits longest is served first, wherever it is.
 *
 *     room = capacity - stored - reserved for senders elsewhere - streamed to the only receiver and not taken yet
 *
 * With capacity 0 room is the number of waiting receivers. Is every open receiver behind one link, values are
 * streamed to it ahead of demand. Several threads that receive get a value each time they wait for one, for what
 * is ahead of demand in one thread is out of reach for the others.
 *
 * One thing differs from a channel in one thread: a value can be on its way to a receiver that stops waiting. It
 * comes back to its place in the queue; a rendezvous send had resolved when it left.
 */

import {
  CLOSED,
  EMPTY,
  END,
  FULL,
  type Popped,
  PUSHED,
  type Pushed,
  type Received,
  type ReceiverCore,
  type SenderCore,
  type Sent,
  UNENCODABLE,
} from "../../channel/flavour.js";
import type { Waiter } from "../../channel/waiters.js";
import type { Codec } from "../codec/codec.js";
import { Admission, NOT_ADMITTED } from "./admission.js";
import { Backlog } from "./backlog.js";
import { type Parcel, unwrap } from "./frames.js";
import type { PortHandle, Side } from "./handle.js";
import { Inlets } from "./inlets.js";
import { type Link, localHandle } from "./link.js";
import { Outlets } from "./outlets.js";
import { DemandWaiter, type ReceiverHost, ReceiverLink } from "./receiver-link.js";
import { CreditWaiter, type SenderHost, SenderLink } from "./sender-link.js";
import { snapshot } from "./snapshot.js";
import { Waiting } from "./waiting.js";

export class Hub<T> implements SenderCore<T>, ReceiverCore<T>, SenderHost<T>, ReceiverHost<T> {
  readonly transport = "port";
  private readonly backlog = new Backlog<T>();
  /** Open ends of this thread. */
  private txs = 1;
  private rxs = 1;
  private readonly inlets: Inlets<T>;
  private readonly outlets = new Outlets<T>();
  private finished = false;
  // Whoever of this thread waits keeps the process alive, for anybody elsewhere may end the wait: by a value, by room,
  // or by returning one of them.
  readonly senders: Waiting<Sent, T> = new Waiting(() => this.holdAll());
  readonly receivers: Waiting<Received<T>> = new Waiting(
    () => this.holdAll(),
    () => {
      // A rendezvous that was promised to a sender may have nobody to meet any more.
      if (this.capacity === 0 && this.inlets.reserved > this.receivers.size) this.inlets.recall();
    },
  );

  private readonly admission: Admission;

  /** `codec`: what it carries; anything that can be cloned unless told. */
  constructor(
    readonly capacity: number,
    codec?: Codec<unknown>,
  ) {
    this.admission = new Admission(codec);
    this.inlets = new Inlets(capacity);
  }

  get refusal(): string | undefined {
    return this.admission.refusal;
  }

  get length(): number {
    return this.backlog.length + this.outlets.ahead;
  }

  get refuses(): boolean {
    return this.rxs === 0 && this.outlets.size === 0;
  }

  /** Places for values that nobody waits for. */
  private get space(): number {
    return this.capacity === 0
      ? this.receivers.size - this.inlets.reserved
      : this.capacity - this.backlog.length - this.inlets.reserved - this.outlets.ahead;
  }

  /** Whether a value can be taken in now: a receiver that waits needs no place for it. */
  private get accepts(): boolean {
    if (this.capacity === 0) return this.space > 0 && !this.outlets.blocked;
    return this.space > 0 || (this.receivers.size > 0 && !this.outlets.blocked);
  }

  // ---- senders of this thread

  tryPush(value: T): Pushed {
    if (this.refuses) return CLOSED;
    const fit = this.admission.admit(value);
    if (fit === NOT_ADMITTED) return UNENCODABLE;
    if (this.accepts) return this.accept(fit);
    this.inlets.recall();
    return FULL;
  }

  /** Takes in the value of somebody who waited: it may have changed since it was looked at. */
  private acceptLate(value: T): typeof PUSHED | typeof UNENCODABLE {
    const fit = this.admission.admit(value);
    return fit === NOT_ADMITTED ? UNENCODABLE : this.accept(fit);
  }

  addSender(waiter: Waiter<Sent, T>): void {
    this.senders.push(waiter);
  }

  /** Takes in a value of the user's. */
  private accept(value: T): typeof PUSHED | typeof UNENCODABLE {
    const { streamed, blocked } = this.outlets;
    const head = blocked ? undefined : this.receivers.head;
    if (streamed !== undefined) return streamed.post(value, this.backlog.pass()) ? PUSHED : UNENCODABLE;
    if (head instanceof DemandWaiter) {
      if (!head.link.post(value, this.backlog.pass())) return UNENCODABLE;
      this.receivers.shift();
      head.link.served(head);
      return PUSHED;
    }
    let kept: T | Parcel<T>;
    try {
      kept = snapshot(value);
    } catch {
      return UNENCODABLE;
    }
    if (head === undefined) this.backlog.push(kept);
    else this.receivers.shift().settle(unwrap(kept));
    return PUSHED;
  }

  openSender(): this {
    this.txs++;
    return this;
  }

  closeSender(): void {
    this.txs--;
    this.settleRoom();
    this.checkEnd();
  }

  // ---- receivers of this thread

  tryPop(): Popped<T> {
    if (this.outlets.blocked) {
      this.outlets.recall();
      return EMPTY;
    }
    if (this.backlog.length > 0) {
      const value = unwrap(this.backlog.take());
      this.settleRoom();
      return value;
    }
    // All places are promised to others, or there are none.
    while (this.senders.head !== undefined && !(this.senders.head instanceof CreditWaiter)) {
      const waiter = this.senders.shift();
      const fit = this.admission.admit(waiter.value);
      if (fit === NOT_ADMITTED) {
        waiter.settle(UNENCODABLE);
        continue;
      }
      try {
        const value = unwrap(snapshot(fit));
        waiter.settle(PUSHED);
        return value;
      } catch {
        waiter.settle(UNENCODABLE);
      }
    }
    this.checkEnd();
    return this.finished ? END : EMPTY;
  }

  addReceiver(waiter: Waiter<Received<T>>): void {
    this.receivers.push(waiter);
    this.outlets.recall();
    this.settleRoom();
  }

  openReceiver(): this {
    this.rxs++;
    return this;
  }

  closeReceiver(): void {
    this.rxs--;
    this.lessReceivers();
  }

  // ---- ends elsewhere

  /** A handle of one more end; it is open from now on. */
  handle(side: Side): PortHandle {
    return localHandle(side, (port) => this.adopt(side, port), this.admission.codec);
  }

  adopt(side: Side, port: MessagePort): Link {
    if (side === "sender") {
      const link = new SenderLink<T>(this, port);
      this.inlets.add(link);
      link.line.hold(this.busy);
      return link;
    }
    const link = new ReceiverLink<T>(this, port);
    link.line.hold(this.busy);
    this.outlets.add(link);
    return link;
  }

  private get busy(): boolean {
    return this.senders.own > 0 || this.receivers.own > 0;
  }

  private holdAll(): void {
    const { busy } = this;
    this.inlets.hold(busy);
    this.outlets.hold(busy);
  }

  openedSender(): void {
    this.settleRoom();
  }

  leftSender(link: SenderLink<T>): void {
    this.inlets.delete(link);
    this.settleRoom();
    this.checkEnd();
  }

  queue(waiter: CreditWaiter<T>): void {
    this.senders.push(waiter);
    if (this.space <= 0) this.inlets.recall();
  }

  reserve(count: number): void {
    this.inlets.reserve(count);
  }

  arrive(value: T | Parcel<T>): void {
    if (this.refuses) return;
    const { streamed, blocked } = this.outlets;
    if (streamed !== undefined) streamed.deliver(value, this.backlog.pass());
    else if (this.receivers.head === undefined || blocked) this.backlog.push(value);
    else this.give(value, this.backlog.pass());
  }

  /** To the one who waits longest; only while there is one. */
  private give(value: T | Parcel<T>, number: number): void {
    const waiter = this.receivers.shift();
    if (waiter instanceof DemandWaiter) {
      waiter.link.served(waiter);
      waiter.link.deliver(value, number);
    } else waiter.settle(unwrap(value));
  }

  openedReceiver(): void {
    this.considerStreaming();
    this.settleAll();
  }

  leftReceiver(link: ReceiverLink<T>): void {
    this.outlets.left(link);
    this.lessReceivers();
  }

  supply(link: ReceiverLink<T>): boolean {
    if (this.backlog.length === 0 || this.outlets.blocked) return false;
    const value = this.backlog.take();
    link.deliver(value, this.backlog.number);
    return true;
  }

  demand(waiter: DemandWaiter<T>): void {
    this.receivers.push(waiter);
    this.outlets.recall(waiter.link);
  }

  putBack(value: T | Parcel<T>, number: number): void {
    if (!this.refuses) this.backlog.putBack(value, number);
  }

  halted(link: ReceiverLink<T>): void {
    this.outlets.halted(link);
    this.considerStreaming();
  }

  // ---- what follows when something has changed

  settleAll(): void {
    while (this.backlog.length > 0 && this.receivers.head !== undefined) {
      if (this.outlets.blocked) {
        this.outlets.recall();
        break;
      }
      const value = this.backlog.take();
      this.give(value, this.backlog.number);
    }
    this.settleRoom();
    this.checkEnd();
  }

  settleRoom(): void {
    for (let head = this.senders.head; head !== undefined; head = this.senders.head) {
      const credit = head instanceof CreditWaiter;
      if (credit ? this.space <= 0 : !this.accepts) break;
      this.senders.shift();
      head.settle(credit ? PUSHED : this.acceptLate(head.value));
    }
    if (this.senders.head !== undefined) this.inlets.recall();
    else if (this.capacity > 0) this.inlets.grantAhead(this.txs > 0, () => this.space);
  }

  private considerStreaming(): void {
    if (this.capacity === 0 || this.rxs > 0) return;
    const link = this.outlets.stream();
    if (link !== undefined) while (this.supply(link));
  }

  private lessReceivers(): void {
    if (this.refuses) this.refuse();
    else {
      this.considerStreaming();
      this.settleAll();
    }
  }

  private refuse(): void {
    this.backlog.clear();
    this.outlets.stop();
    this.inlets.refuse();
    this.senders.settleAll(CLOSED);
  }

  /** The end is reached when no sender is left, nothing is stored, and nothing on its way can come back. */
  private checkEnd(): void {
    if (this.finished) {
      // Ends that were opened only now have not heard of it.
      this.outlets.end();
      return;
    }
    if (this.txs > 0 || this.inlets.size > 0 || this.backlog.length > 0) return;
    if (this.outlets.streamed !== undefined) {
      this.outlets.streamed.end();
      return;
    }
    if (this.outlets.mayReturn) {
      this.outlets.recall();
      return;
    }
    this.finished = true;
    this.outlets.end();
    this.receivers.settleAll(END);
  }
}
