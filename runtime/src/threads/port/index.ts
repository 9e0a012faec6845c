/**
 * Channels between threads without shared memory: the same ends over MessagePorts, with credits for backpressure.
 *
 *     const [tx, rx] = openPort<Job>(64);
 *     worker.postMessage(rx.handle(), ...)            // elsewhere: await openPortReceiver(handle)
 */

import { type Codec, wireOf } from "../codec/codec.js";
import type { ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "../types.js";
import { PortReceiverEnd, PortSenderEnd } from "./ends.js";
import { claimPort, type PortHandle } from "./handle.js";
import { Hub } from "./hub.js";
import { RemoteReceiver } from "./remote-receiver.js";
import { RemoteSender } from "./remote-sender.js";

/**
 * A channel whose queue this thread keeps. With a codec its senders take what the codec describes, as in shared memory;
 * throws a TypeError for what is no codec.
 */
export const openPort = <T>(
  capacity: number,
  codec?: Codec<unknown>,
): [SharedSender<T>, SharedReceiver<T>] => {
  if (codec !== undefined) wireOf(codec);
  const hub = new Hub<T>(capacity, codec);
  return [asSender(new PortSenderEnd(hub)), new PortReceiverEnd(hub)];
};

/** Opens the Sender that `handle` stands for. Rejects for a handle that was opened before or revoked. */
export const openPortSender = async <T>(handle: SenderHandle<T>): Promise<SharedSender<T>> => {
  const core = new RemoteSender<T>(claimPort(handle as PortHandle, "sender"), (handle as PortHandle).codec);
  await core.ready;
  return asSender(new PortSenderEnd(core));
};

/** Opens the Receiver that `handle` stands for. Rejects for a handle that was opened before or revoked. */
export const openPortReceiver = async <T>(handle: ReceiverHandle<T>): Promise<SharedReceiver<T>> => {
  const core = new RemoteReceiver<T>(
    claimPort(handle as PortHandle, "receiver"),
    (handle as PortHandle).codec,
  );
  await core.ready;
  return new PortReceiverEnd(core);
};

// The class is typed for transports that take every value; `SharedSender` widens the errors by `Encode`.
const asSender = <T>(end: PortSenderEnd<T>): SharedSender<T> => end as unknown as SharedSender<T>;
