/** `createChannel`: chooses the flavour and opens the first end of each side. */

import type { Codec } from "../threads/codec/codec.js";
import type { SharedReceiver, SharedSender } from "../threads/types.js";
import { Bounded } from "./bounded.js";
import { isCount } from "./count.js";
import { ReceiverEnd } from "./receiver.js";
import { Rendezvous } from "./rendezvous.js";
import { SenderEnd } from "./sender.js";
import type { SharedOptions } from "./shared.js";
import type { Receiver, Sender } from "./types.js";
import { Unbounded } from "./unbounded.js";

export interface ChannelOptions {
  /** Values that fit without a receiver: 64 by default, 0 for a rendezvous, `Infinity` for no limit. */
  readonly capacity?: number | undefined;
  readonly shared?: false | undefined;
}

export interface CreateChannel {
  readonly "~milost"?: "ChannelStatic";

  /**
   * A channel between activities of one thread. Rejects with a RangeError when the capacity is neither a
   * non-negative integer nor `Infinity`.
   *
   *     const [tx, rx] = await createChannel<number>(16);
   */
  <T>(capacity?: number | ChannelOptions): Promise<[Sender<T>, Receiver<T>]>;

  /** A channel in shared memory, or over ports where there is none, whose ends may be opened in other workers. */
  <T>(options: SharedOptions & { readonly shared: Codec<T> }): Promise<[SharedSender<T>, SharedReceiver<T>]>;
  <T>(options: SharedOptions): Promise<[SharedSender<T>, SharedReceiver<T>]>;
}

const create = async <T>(
  options: number | ChannelOptions | SharedOptions = {},
): Promise<[Sender<T>, Receiver<T>] | [SharedSender<T>, SharedReceiver<T>]> => {
  const { capacity = 64, shared } = typeof options === "object" ? options : { capacity: options };
  if (!isCount(capacity, 0)) {
    throw new RangeError(
      `ML3906: capacity must be a non-negative integer or Infinity, not ${String(capacity)}`,
    );
  }
  if (shared) {
    const { openShared } = await import("./shared.js");
    return openShared<T>(capacity, options as SharedOptions);
  }
  const core =
    capacity === 0
      ? new Rendezvous<T>()
      : capacity === Infinity
        ? new Unbounded<T>()
        : new Bounded<T>(capacity);
  return [new SenderEnd(core), new ReceiverEnd(core)];
};

// Which of the two comes out is decided by `shared`, as the overloads say.
export const createChannel = create as CreateChannel;
