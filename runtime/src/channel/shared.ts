/**
 * Where channels in shared memory plug in. Nothing here loads WebAssembly before it is asked for: the threads' part
 * of the package is imported when the first shared channel is made or opened. It makes its ends of `SenderEnd` and
 * `ReceiverEnd` over cores of its own (see flavour.ts), so that `select` and the combining functions work on them
 * as they are.
 */

import type { Codec } from "../threads/codec/codec.js";
import type { SharedReceiver, SharedSender } from "../threads/types.js";

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

export const openShared = async <T>(
  capacity: number,
  { shared, transport = typeof SharedArrayBuffer === "undefined" ? "port" : "shared" }: SharedOptions,
): Promise<[SharedSender<T>, SharedReceiver<T>]> => {
  if (transport === "port") {
    const { openPort } = await import("../threads/port/index.js");
    return openPort<T>(capacity);
  }
  const { createShared } = await import("../threads/open.js");
  return createShared<T>(capacity, undefined, shared === true ? undefined : shared);
};
