/**
 * Where channels between threads plug in. This file is loaded when the first of them is made or opened, and loads no
 * more than their transport: who keeps to one thread loads none of it. They make their ends of `SenderEnd` and
 * `ReceiverEnd` over cores of their own (see flavour.ts), so that `select` and the combining functions work on them
 * as they are.
 */

import type { Codec } from "../threads/codec/codec.js";
import type { ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "../threads/types.js";

export interface SharedOptions {
  /** Slots of 16 bytes: 64 by default, 0 for a rendezvous, at most 2^23. */
  readonly capacity?: number | undefined;
  /** `true`: slots describe themselves. A codec: fixed layout, the fast way. */
  readonly shared: true | Codec<unknown>;
  /**
   * `"shared"` memory unless told, `"port"` where there is none: values then go through MessagePorts, one thread
   * keeps the queue, nothing can block, and `capacity` may be `Infinity`.
   */
  readonly transport?: "shared" | "port" | undefined;
}

const loadMemory = () => import("../threads/open.js");
const loadPort = () => import("../threads/port/index.js");

/** The two ends of a new channel. */
export const openShared = async <T>(
  capacity: number,
  { shared, transport = typeof SharedArrayBuffer === "undefined" ? "port" : "shared" }: SharedOptions,
): Promise<[SharedSender<T>, SharedReceiver<T>]> =>
  transport === "port"
    ? (await loadPort()).openPort<T>(capacity, shared === true ? undefined : shared)
    : (await loadMemory()).createShared<T>(capacity, undefined, shared === true ? undefined : shared);

/** The Sender that a handle stands for. */
export const openSender = async <T>(handle: SenderHandle<T>): Promise<SharedSender<T>> => {
  if (handle?.transport === "port") return (await loadPort()).openPortSender<T>(handle);
  const { openSender, known } = await loadMemory();
  const sender = openSender(handle);
  await known(handle);
  return sender;
};

/** The Receiver that a handle stands for. */
export const openReceiver = async <T>(handle: ReceiverHandle<T>): Promise<SharedReceiver<T>> => {
  if (handle?.transport === "port") return (await loadPort()).openPortReceiver<T>(handle);
  const { openReceiver, known } = await loadMemory();
  const receiver = openReceiver(handle);
  await known(handle);
  return receiver;
};
