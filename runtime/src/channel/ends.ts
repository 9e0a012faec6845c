/**
 * The public faces of a channel's two ends, whatever lies behind them; and `Sender.from` and `Receiver.from`, which open an end
 * of a shared channel that came from another thread.
 */
import type { Option } from "../option/index.js";
import type { Result } from "../result/index.js";
import type { ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "../threads/types.js";
import type { CutShort, SendAllClosed, SendClosed, SendFull, TryReceiveError } from "./errors.js";
import type { Transport } from "./flavour.js";
import type { Sending, WaitOptions } from "./types.js";

// Types beside their values: see `result/statics.ts`.

/**
 * The end that values go in at. Any number of clones may be open; the channel closes when the last one does.
 *
 * `X` is what a transport adds to the errors: nothing in one thread, `SendEncode<T>` for a shared channel.
 */
export interface Sender<T, X = never> {
  readonly "~milost"?: "Sender";

  /**
   * Hands over one value: resolves once it is in the buffer, for a rendezvous once a receiver took it.
   * Values of one Sender arrive in the order of the calls, awaited or not.
   *
   * `Err({ _tag: "Closed", value })` when nobody will receive it: every Receiver is closed, this end is closed,
   * or either happens while the send waits. Rejects only for an aborted `signal`; the value was then not sent.
   *
   * @ignorable The outcome may be dropped: a producer that does not care whether anybody listens.
   */
  send(value: T, options?: WaitOptions): Promise<Result<void, SendClosed<T> | X>>;

  /** `send` that never waits: `Err({ _tag: "Full", value })` where `send` would have. */
  trySend(value: T): Result<void, SendClosed<T> | SendFull<T> | X>;

  /**
   * Sends one value after the other, pulling each from `values` only when there is room for it. `Ok(count)`;
   * cut short by a close, `Err({ _tag: "Closed", sent, rest })`: `rest` begins with the value that did not go
   * and goes on with what `values` still holds (a slice of an array, the same iterator otherwise). Aborted, it pulls
   * no more and calls the iterator's `return`, as a `for ... of` that is left; a value already pulled for the send
   * that was given up is not handed back.
   */
  sendAll(
    values: Iterable<T>,
    options?: WaitOptions,
  ): Promise<Result<number, SendAllClosed<T> | (X extends unknown ? X & CutShort<T> : never)>>;

  /** This send as a case of `select`. Nothing is sent unless `select` chooses it. */
  sending(value: T): Sending<T, X>;

  /** One more Sender of the same channel. The clone of a closed Sender is closed. */
  clone(): Sender<T, X>;

  /**
   * Closes this end, once. Its own waiting sends get their values back as `Err`; clones go on. The last close
   * of a channel lets receivers drain what is buffered and gives them `None` for ever after.
   */
  close(): void;

  /** True when every further `send` would answer `Closed`. */
  readonly closed: boolean;
  /** Values in the buffer now. */
  readonly length: number;
  /** Values that fit without a receiver. */
  readonly capacity: number;
  readonly transport: Transport;

  [Symbol.dispose](): void;
}

/**
 * The end that values come out at. Clones share the values between them: each value goes to one of them. The
 * channel closes when the last one does; what is buffered then is dropped, waiting sends get theirs back.
 */
export interface Receiver<T> {
  readonly "~milost"?: "Receiver";

  /**
   * Takes the next value: `Some(value)`, waiting for one if need be; `None` once every Sender is closed and
   * the buffer is drained, and after this end was closed. Who waits longest is served first. Rejects for an
   * aborted `signal`, and then has taken nothing.
   */
  receive(options?: WaitOptions): Promise<Option<T>>;

  /** `receive` that never waits: `Err` with `_tag` `"Empty"` or `"Closed"`. */
  tryReceive(): Result<T, TryReceiveError>;

  /**
   * Waits for one value, then takes what else is there, `max` in all (any number by default). `[]` at the end.
   * Rejects with a RangeError when `max` is no positive integer or `Infinity`.
   */
  receiveMany(max?: number, options?: WaitOptions): Promise<T[]>;

  /** One more Receiver of the same channel. The clone of a closed Receiver is closed. */
  clone(): Receiver<T>;

  /** Closes this end, once. Its own waiting receives get `None`; clones go on. */
  close(): void;

  /**
   * True once the end was *seen* through this Receiver: it answered `None` (or `Closed`, `[]`, the end of its
   * iterator), or was closed itself. So `while (!rx.closed)` sees the end exactly once, however it is timed.
   */
  readonly closed: boolean;
  /** Values in the buffer now. */
  readonly length: number;
  readonly transport: Transport;

  /** Receives to the end. Leaving the loop early does not close the Receiver: go on with it, or close it. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T>;
  [Symbol.dispose](): void;
}

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
