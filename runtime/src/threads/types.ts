/** The public faces of a shared channel's ends, and of what travels between threads to open them. */

import type { CutShort, SendAllClosed, SendClosed, SendEncode } from "../channel/errors.js";
import type { Receiver, Sender } from "../channel/types.js";
import type { Option } from "../option/index.js";
import type { Result } from "../result/index.js";
import type { Codec } from "./codec/codec.js";
import type { SharedMemory } from "./core.js";
import type { LaneHandle } from "./port/circle.js";
import type { PortHandle } from "./port/handle.js";

/**
 * An end on its way to another thread: plain data for `postMessage` and `workerData`, to be sent with
 * `transferables(handle)`. It opens once, and counts as an open end until then.
 */
export type Handle = MemoryHandle | PortHandle;

/** An end of a channel in shared memory. */
export interface MemoryHandle {
  readonly "~milost": "sender" | "receiver";
  readonly transport?: undefined;
  readonly memory: SharedMemory;
  readonly channel: number;
  /** Which of the channels of that number it is, for they are numbered anew (port/lane-frames.ts). */
  readonly birth: number;
  readonly capacity: number;
  readonly ticket: number;
  /** For values that only a port can carry: there once `transferables` was asked. */
  readonly lane?: LaneHandle | undefined;
  /** How the channel's values lie in memory; slots describe themselves unless told. */
  readonly codec?: Codec<unknown> | undefined;
}

/** What `Sender.from` opens. */
export type SenderHandle<T> = Handle & {
  readonly "~milost": "sender";
  /** Never there: what the channel carries. */
  readonly "~value"?: (value: T) => void;
};

/** What `Receiver.from` opens. */
export type ReceiverHandle<T> = Handle & {
  readonly "~milost": "receiver";
  /** Never there: what the channel carries. */
  readonly "~value"?: () => T;
};

/** A Sender of a channel between threads. Values that the channel cannot carry come back as `Encode`. */
export interface SharedSender<T> extends Sender<T, SendEncode<T>> {
  /** Another Sender of this channel, to be opened in any thread by `Sender.from`. Throws when this one is closed. */
  handle(): SenderHandle<T>;
  clone(): SharedSender<T>;

  /**
   * `send` that blocks the thread while the channel is full, and answers at once after; for workers, where it is
   * several times faster than awaiting. Nothing else of the thread runs meanwhile. Throws on a main thread, and where `transport` is "port".
   */
  sendSync(value: T): Result<void, SendClosed<T> | SendEncode<T>>;

  /** `sendAll` that blocks: up to 256 values in one call of the core. Throws on a main thread. */
  sendAllSync(values: ArrayLike<T>): Result<number, SendAllClosed<T> | (SendEncode<T> & CutShort<T>)>;
}

/** A Receiver of a channel between threads. */
export interface SharedReceiver<T> extends Receiver<T> {
  /** Another Receiver of this channel, to be opened in any thread by `Receiver.from`. Throws when this one is closed. */
  handle(): ReceiverHandle<T>;
  clone(): SharedReceiver<T>;

  /**
   * `receive` that blocks the thread while the channel is empty. See `sendSync`. Throws at a value that is still on its way by
   * port, for a blocked thread cannot read one; the next `receive` gets it.
   */
  receiveSync(): Option<T>;

  /** `receiveMany` that blocks: up to 256 values in one call of the core. `[]` at the end. See `sendSync`. */
  receiveManySync(max?: number): T[];
}
