/**
 * Why a channel refused, as small values to match on: no stack is captured, for a full or closed channel is
 * an everyday answer and not a defect.
 *
 *     Patterns.match(tx.trySend(1), { Ok: ..., Err: (e) => Patterns.match(e, { Full: ..., Closed: ... }) })
 */

/** Nobody will receive the value: it comes back. */
export interface SendClosed<T> {
  readonly _tag: "Closed";
  readonly value: T;
  readonly message: string;
}

/** No room now (for a rendezvous: no receiver waits). The value comes back. */
export interface SendFull<T> {
  readonly _tag: "Full";
  readonly value: T;
  readonly message: string;
}

/** The codec of a shared channel cannot write the value. The value comes back. */
export interface SendEncode<T> {
  readonly _tag: "Encode";
  readonly value: T;
  readonly message: string;
}

/** How far `sendAll` came: `sent` values went, `rest` are the others, lazily where the source was lazy. */
export interface CutShort<T> {
  readonly sent: number;
  readonly rest: Iterable<T>;
}

/** `sendAll` was cut short: nobody will receive `rest`. */
export interface SendAllClosed<T> extends CutShort<T> {
  readonly _tag: "Closed";
  readonly message: string;
}

/** Nothing there now, but more may come. */
export interface ReceiveEmpty {
  readonly _tag: "Empty";
  readonly message: string;
}

/** Nothing there, and nothing will come. */
export interface ReceiveClosed {
  readonly _tag: "Closed";
  readonly message: string;
}

/** What `send` may answer, on any transport; a local Sender answers `SendClosed` alone. */
export type SendError<T> = SendClosed<T> | SendEncode<T>;
export type TrySendError<T> = SendError<T> | SendFull<T>;
export type TryReceiveError = ReceiveEmpty | ReceiveClosed;

const refusal = <Tag extends string, T>(_tag: Tag, message: string, value: T) => ({ _tag, value, message });

export const sendClosed = <T>(value: T): SendClosed<T> =>
  refusal("Closed", "ML3901: the channel is closed", value);

export const sendFull = <T>(value: T): SendFull<T> =>
  refusal("Full", "ML3902: the channel is full, await send()", value);

export const sendEncode = <T>(value: T, reason = "ML3903: the codec cannot write this"): SendEncode<T> =>
  refusal("Encode", reason, value);

export const EMPTY_ERROR: ReceiveEmpty = {
  _tag: "Empty",
  message: "ML3904: the channel is empty, await receive()",
};

export const ENDED_ERROR: ReceiveClosed = {
  _tag: "Closed",
  message: "ML3905: the channel is closed and drained",
};
