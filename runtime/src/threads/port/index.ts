/**
 * Channels between threads without shared memory: the same ends over MessagePorts, with credits for backpressure.
 *
 *     const [tx, rx] = openPort<Job>(64);
 *     worker.postMessage(rx.handle(), ...)            // elsewhere: await openPortReceiver(handle)
 */

import { type PortReceiver, PortReceiverEnd, type PortSender, PortSenderEnd } from "./ends.js";
import { claimPort, type PortReceiverHandle, type PortSenderHandle } from "./handle.js";
import { Hub } from "./hub.js";
import { RemoteReceiver } from "./remote-receiver.js";
import { RemoteSender } from "./remote-sender.js";

export type { PortReceiver, PortSender } from "./ends.js";
export {
  isPortHandle,
  type PortHandle,
  type PortReceiverHandle,
  type PortSenderHandle,
  revokePortHandle,
} from "./handle.js";
export { transfer } from "./snapshot.js";

/** A channel whose queue this thread keeps. */
export const openPort = <T>(capacity: number): [PortSender<T>, PortReceiver<T>] => {
  const hub = new Hub<T>(capacity);
  return [asPortSender(new PortSenderEnd(hub)), new PortReceiverEnd(hub)];
};

/** Opens the Sender that `handle` stands for. Rejects for a handle that was opened before or revoked. */
export const openPortSender = async <T>(handle: PortSenderHandle<T>): Promise<PortSender<T>> => {
  const core = new RemoteSender<T>(claimPort(handle, "sender"));
  await core.ready;
  return asPortSender(new PortSenderEnd(core));
};

/** Opens the Receiver that `handle` stands for. Rejects for a handle that was opened before or revoked. */
export const openPortReceiver = async <T>(handle: PortReceiverHandle<T>): Promise<PortReceiver<T>> => {
  const core = new RemoteReceiver<T>(claimPort(handle, "receiver"));
  await core.ready;
  return new PortReceiverEnd(core);
};

// The class is typed for transports that take every value; `PortSender` widens the errors by `Encode`.
const asPortSender = <T>(end: PortSenderEnd<T>): PortSender<T> => end as unknown as PortSender<T>;
