/** The ends of a channel over ports: the ends of every channel, with handles. */

import type { SendEncode } from "../../channel/errors.js";
import type { ReceiverCore, SenderCore } from "../../channel/flavour.js";
import { ReceiverEnd } from "../../channel/receiver.js";
import { SenderEnd } from "../../channel/sender.js";
import type { Receiver, Sender } from "../../channel/types.js";
import type { PortHandle, PortReceiverHandle, PortSenderHandle, Side } from "./handle.js";

/** A Sender over a port. Values that no structured clone can carry come back as `Encode`. */
export interface PortSender<T> extends Sender<T, SendEncode<T>> {
  /** Another Sender of this channel, to be opened in any thread by `Sender.from`. Throws when this one is closed. */
  handle(): PortSenderHandle<T>;
  clone(): PortSender<T>;
}

/** A Receiver over a port. */
export interface PortReceiver<T> extends Receiver<T> {
  /** Another Receiver of this channel, to be opened in any thread by `Receiver.from`. Throws when this one is closed. */
  handle(): PortReceiverHandle<T>;
  clone(): PortReceiver<T>;
}

interface Handling {
  handle(side: Side): PortHandle;
}

const handleOf = (side: Side, core: Handling, isShut: boolean): PortHandle => {
  if (isShut) throw new Error(`ML3924: this ${side} is closed: take its handle before you close it`);
  return core.handle(side);
};

export class PortSenderEnd<T> extends SenderEnd<T> {
  constructor(override readonly core: SenderCore<T> & Handling) {
    super(core);
  }

  handle(): PortSenderHandle<T> {
    // The side that was asked for.
    return handleOf("sender", this.core, this.isShut) as PortSenderHandle<T>;
  }

  override clone(): PortSenderEnd<T> {
    if (!this.isShut) this.core.openSender();
    const clone = new PortSenderEnd(this.core);
    clone.isShut = this.isShut;
    return clone;
  }
}

export class PortReceiverEnd<T> extends ReceiverEnd<T> {
  constructor(override readonly core: ReceiverCore<T> & Handling) {
    super(core);
  }

  handle(): PortReceiverHandle<T> {
    // The side that was asked for.
    return handleOf("receiver", this.core, this.isShut) as PortReceiverHandle<T>;
  }

  override clone(): PortReceiverEnd<T> {
    if (!this.isShut) this.core.openReceiver();
    const clone = new PortReceiverEnd(this.core);
    clone.isShut = clone.closed = this.isShut;
    return clone;
  }
}
