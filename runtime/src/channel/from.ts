/** `Sender.from` and `Receiver.from`: opens an end of a shared channel that came from another thread. */

import type { ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "../threads/types.js";
import type { Receiver as ReceiverFace, Sender as SenderFace } from "./types.js";

export type Sender<T, X = never> = SenderFace<T, X>;
export type Receiver<T> = ReceiverFace<T>;

export interface SenderStatic {
  readonly "~milost"?: "SenderStatic";
  /**
   * Opens the Sender that `tx.handle()` sent on its way. Rejects when the handle was opened or revoked before, when
   * it is none, or when its memory has no room for another thread.
   *
   *     parentPort.once("message", async (handle) => { const tx = await Sender.from(handle); ... });
   */
  from<T>(handle: SenderHandle<T>): Promise<SharedSender<T>>;
}

export interface ReceiverStatic {
  readonly "~milost"?: "ReceiverStatic";
  /** Opens the Receiver that `rx.handle()` sent on its way, as `Sender.from` does. */
  from<T>(handle: ReceiverHandle<T>): Promise<SharedReceiver<T>>;
}

export const Sender: SenderStatic = {
  from: async (handle) => (await import("./shared.js")).openSender(handle),
};

export const Receiver: ReceiverStatic = {
  from: async (handle) => (await import("./shared.js")).openReceiver(handle),
};
