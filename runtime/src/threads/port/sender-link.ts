/** The hub's side of a Sender in another thread: grants it credits, and takes in what it posts. */

import { PUSHED, type Sent } from "../../channel/flavour.js";
import { GIVE_BACK, GRANT, PARCEL, Parcel, RECALL, REFUSED, VALUES, WANT } from "./frames.js";
import { Link, type LinkHost } from "./link.js";
import { StandIn } from "./waiting.js";

export interface SenderHost<T> extends LinkHost {
  readonly refuses: boolean;
  /** Takes in a value whose place was reserved. */
  arrive(value: T | Parcel<T>): void;
  /** Queues up for one credit. */
  queue(waiter: CreditWaiter<T>): void;
  /** A place more or less is promised to a sender. */
  reserve(count: number): void;
  /** There may be room now for those who wait. */
  settleRoom(): void;
  openedSender(link: SenderLink<T>): void;
  leftSender(link: SenderLink<T>): void;
}

/** Waits for room on behalf of a sender elsewhere; the value is still there. */
export class CreditWaiter<T> extends StandIn<Sent, T> {
  constructor(private readonly link: SenderLink<T>) {
    // It brings no value, and nobody asks it for one.
    super(link, undefined as T);
  }

  settle(outcome: Sent): void {
    if (outcome === PUSHED) this.link.grantWaiting(this);
  }
}

export class SenderLink<T> extends Link {
  declare protected readonly host: SenderHost<T>;
  readonly settled = true;
  /** Credits given out, less those given back. */
  private granted = 0;
  private received = 0;
  private waiters: CreditWaiter<T>[] = [];
  private pending = 0;
  private recalled = false;
  private gone = false;

  constructor(host: SenderHost<T>, port: MessagePort) {
    super(host, port);
  }

  /** Credits that it holds, or has used for values that are on their way. */
  get unused(): number {
    return this.granted - this.received;
  }

  grant(count: number): void {
    this.granted += count;
    this.pending += count;
    this.host.reserve(count);
    this.line.touch();
  }

  grantWaiting(waiter: CreditWaiter<T>): void {
    this.waiters.splice(this.waiters.indexOf(waiter), 1);
    this.grant(1);
  }

  /** Somebody waits for the room that this one may not need. */
  recall(): void {
    if (this.recalled || this.unused <= 0 || !this.opened) return;
    this.recalled = true;
    this.line.add(RECALL, undefined);
    this.line.touch();
  }

  refuse(): void {
    if (this.opened) this.line.tell(REFUSED, undefined);
  }

  complete(): void {
    if (this.pending === 0) return;
    this.line.add(GRANT, this.pending);
    this.pending = 0;
  }

  protected welcome(): void {
    if (this.host.refuses) this.line.add(REFUSED, undefined);
    else this.host.openedSender(this);
  }

  protected readOther(op: number, argument: unknown): void {
    // Its credits were taken back when it left, whatever it says of them now.
    if (this.gone) return;
    switch (op) {
      case VALUES:
        for (const value of argument as T[]) this.receive(value);
        break;
      case PARCEL:
        this.receive(new Parcel(...(argument as [T, Transferable[]])));
        break;
      case WANT: {
        const missing = Math.max(0, (argument as number) - this.granted);
        while (this.waiters.length > missing) this.waiters.pop()?.cancel();
        while (this.waiters.length < missing) {
          const waiter = new CreditWaiter(this);
          this.waiters.push(waiter);
          this.host.queue(waiter);
        }
        break;
      }
      case GIVE_BACK:
        this.recalled = false;
        this.granted -= argument as number;
        this.host.reserve(-(argument as number));
        break;
    }
    this.host.settleRoom();
  }

  private receive(value: T | Parcel<T>): void {
    this.received++;
    this.host.reserve(-1);
    this.host.arrive(value);
  }

  protected leave(): void {
    const { unused } = this;
    this.gone = true;
    this.granted = this.received;
    for (const waiter of this.waiters) waiter.cancel();
    this.waiters = [];
    this.host.reserve(-unused);
    this.host.leftSender(this);
  }
}
