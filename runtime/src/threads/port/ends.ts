/** The ends of a channel over ports: the ends of every channel, with handles. */

import type { ReceiverCore, SenderCore } from "../../channel/flavour.js";
import { ReceiverEnd } from "../../channel/receiver.js";
import { SenderEnd } from "../../channel/sender.js";
import type { ReceiverHandle, SenderHandle } from "../types.js";
import type { PortHandle, Side } from "./handle.js";

interface Handling {
  handle(side: Side): PortHandle;
}

const cannotBlock = (name: string): never => {
  throw new Error(
    `ML3928: ${name} needs shared memory, and this channel runs over ports: await its async twin, or serve the page ` +
      "with the headers that give it SharedArrayBuffer",
  );
};

const handleOf = (side: Side, core: Handling, isShut: boolean): PortHandle => {
  if (isShut) throw new Error(`ML3924: this ${side} is closed: take its handle before you close it`);
  return core.handle(side);
};

export class PortSenderEnd<T> extends SenderEnd<T> {
  constructor(override readonly core: SenderCore<T> & Handling) {
    super(core);
  }

  handle(): SenderHandle<T> {
    // The side that was asked for.
    return handleOf("sender", this.core, this.isShut) as SenderHandle<T>;
  }

  override clone(): PortSenderEnd<T> {
    if (!this.isShut) this.core.openSender();
    const clone = new PortSenderEnd(this.core);
    clone.isShut = this.isShut;
    return clone;
  }

  sendSync(): never {
    return cannotBlock("sendSync");
  }

  sendAllSync(): never {
    return cannotBlock("sendAllSync");
  }
}

export class PortReceiverEnd<T> extends ReceiverEnd<T> {
  constructor(override readonly core: ReceiverCore<T> & Handling) {
    super(core);
  }

  handle(): ReceiverHandle<T> {
    // The side that was asked for.
    return handleOf("receiver", this.core, this.isShut) as ReceiverHandle<T>;
  }

  override clone(): PortReceiverEnd<T> {
    if (!this.isShut) this.core.openReceiver();
    const clone = new PortReceiverEnd(this.core);
    clone.isShut = clone.closed = this.isShut;
    return clone;
  }

  receiveSync(): never {
    return cannotBlock("receiveSync");
  }

  receiveManySync(): never {
    return cannotBlock("receiveManySync");
  }
}
