/**
 * A Sender's core in a thread that does not keep the queue. A send goes out at once while there are credits; without
 * one the value stays here until the hub grants it, so that a send that is given up or cut off has its value back
 * as it was.
 */

import {
  CLOSED,
  FULL,
  PUSHED,
  type Pushed,
  type SenderCore,
  type Sent,
  UNENCODABLE,
} from "../../channel/flavour.js";
import type { Waiter } from "../../channel/waiters.js";
import type { Codec } from "../codec/codec.js";
import { Admission, NOT_ADMITTED } from "./admission.js";
import { GIVE_BACK, GRANT, RECALL, REFUSED, WANT } from "./frames.js";
import { Remote } from "./remote.js";
import { Waiting } from "./waiting.js";

export class RemoteSender<T> extends Remote implements SenderCore<T> {
  refuses = false;
  private credits = 0;
  private posted = 0;
  private wanted = 0;
  /** Somebody tried without waiting, and would like to find a credit the next time. */
  private polled = false;
  readonly senders: Waiting<Sent, T> = new Waiting(
    (busy) => this.line.hold(busy),
    () => this.line.touch(),
  );

  private readonly admission: Admission;

  constructor(port: MessagePort, codec?: Codec<unknown>) {
    super(port, "sender", codec);
    this.admission = new Admission(codec);
  }

  get refusal(): string | undefined {
    return this.admission.refusal;
  }

  /** As the hub told last, and asks it anew: at rest, reading it twice with a pause in between is exact. */
  get length(): number {
    void this.refresh();
    return this.refuses || this.open === 0 ? 0 : this.knownLength;
  }

  tryPush(value: T): Pushed {
    if (this.refuses) return CLOSED;
    const fit = this.admission.admit(value);
    if (fit === NOT_ADMITTED) return UNENCODABLE;
    if (this.credits === 0 || this.senders.head !== undefined) {
      this.polled = true;
      this.line.touch();
      return FULL;
    }
    if (!this.line.post(fit)) return UNENCODABLE;
    this.credits--;
    this.posted++;
    return PUSHED;
  }

  addSender(waiter: Waiter<Sent, T>): void {
    this.polled = false;
    this.senders.push(waiter);
  }

  openSender(): this {
    this.open++;
    return this;
  }

  closeSender(): void {
    if (--this.open === 0) this.leave();
  }

  complete(): void {
    const waiting = Math.max(this.senders.size, this.polled ? 1 : 0);
    const wanted = this.posted + waiting;
    // Only what differs from what the hub knows by itself: it counts what was posted.
    if (waiting === 0 && this.wanted <= this.posted) return;
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.line.add(WANT, wanted);
  }

  protected readOther(op: number, argument: unknown): void {
    switch (op) {
      case GRANT:
        this.credits += argument as number;
        this.polled = false;
        this.serve();
        return;
      case RECALL:
        this.line.tell(GIVE_BACK, this.credits);
        this.credits = 0;
        return;
      case REFUSED:
        this.cut();
        return;
    }
  }

  private serve(): void {
    while (this.credits > 0 && this.senders.head !== undefined) {
      const waiter = this.senders.shift();
      // It may have changed since it was looked at.
      const fit = this.admission.admit(waiter.value);
      const status = fit !== NOT_ADMITTED && this.line.post(fit) ? PUSHED : UNENCODABLE;
      if (status === PUSHED) {
        this.credits--;
        this.posted++;
      }
      waiter.settle(status);
    }
  }

  protected cut(): void {
    this.refuses = true;
    this.senders.settleAll(CLOSED);
  }
}
