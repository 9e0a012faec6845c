/** `oneshot`: a channel for one value, as a reply to a request. */

import { Bounded } from "./bounded.js";
import { CLOSED, END, PUSHED, type Pushed } from "./flavour.js";
import { ReceiverEnd } from "./receiver.js";
import { SenderEnd } from "./sender.js";
import type { Receiver, Sender } from "./types.js";

class Oneshot<T> extends Bounded<T> {
  private used = false;

  constructor() {
    super(1);
  }

  override get refuses(): boolean {
    return this.used || super.refuses;
  }

  override tryPush(value: T): Pushed {
    if (this.refuses) return CLOSED;
    this.used = true;
    this.txs = 0;
    super.tryPush(value);
    this.receivers.settleAll(END);
    return PUSHED;
  }

  override openSender(): this {
    return this.used ? this : super.openSender();
  }

  override closeSender(): void {
    if (!this.used) super.closeSender();
  }
}

/**
 * A channel for exactly one value: the first send never waits and closes the sending side, a second one is
 * `Closed`. The Receiver gives the value, then `None`; only `None` when every Sender was closed without sending.
 */
export const oneshot = <T>(): [Sender<T>, Receiver<T>] => {
  const core = new Oneshot<T>();
  return [new SenderEnd(core), new ReceiverEnd(core)];
};
