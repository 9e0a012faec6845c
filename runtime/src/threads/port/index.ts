/**
 * Channels between threads without shared memory: the same ends over MessagePorts, with credits for backpressure.
 *
 *     const [tx, rx] = openPort<Job>(64);
 *     worker.postMessage(rx.handle(), ...)            // elsewhere: await openPortReceiver(handle)
 */

import { ReceiverEnd } from "../../channel/receiver.js";
import { SenderEnd } from "../../channel/sender.js";
import type { Receiver, Sender } from "../../channel/types.js";
import { claimPort, type PortHandle } from "./handle.js";
import { Hub } from "./hub.js";
import { RemoteReceiver } from "./remote-receiver.js";
import { RemoteSender } from "./remote-sender.js";

export { isPortHandle, type PortHandle, revokePortHandle, type Side } from "./handle.js";
export { transfer } from "./snapshot.js";

/** A channel whose queue this thread keeps. */
export const openPort = <T>(capacity: number): [Sender<T>, Receiver<T>] => {
  const hub = new Hub<T>(capacity);
  return [new SenderEnd(hub), new ReceiverEnd(hub)];
};

/** Opens the Sender that `handle` stands for. Rejects for a handle that was opened before or revoked. */
export const openPortSender = async <T>(handle: PortHandle): Promise<Sender<T>> => {
  const core = new RemoteSender<T>(claimPort(handle, "sender"));
  await core.ready;
  return new SenderEnd(core);
};

/** Opens the Receiver that `handle` stands for. Rejects for a handle that was opened before or revoked. */
export const openPortReceiver = async <T>(handle: PortHandle): Promise<Receiver<T>> => {
  const core = new RemoteReceiver<T>(claimPort(handle, "receiver"));
  await core.ready;
  return new ReceiverEnd(core);
};
