/** Bytes: those that the slots of a message hold lie there, more in a block. They arrive as a `Uint8Array` of their own. */

import type { Payloads } from "./payloads.js";
import { BYTES, BYTES_INLINE, INLINE } from "./wire.js";

/** `room`: bytes that the slots of a message hold. */
export const packBytes = (bytes: Uint8Array, payloads: Payloads, index: number, room = INLINE): boolean => {
  const { length } = bytes;
  if (length <= room) {
    payloads.u8.set(bytes, payloads.inlineAt(index));
    return payloads.putInline(index, BYTES_INLINE | (length << 16));
  }
  if (!payloads.take(length)) return false;
  payloads.u8.set(bytes, payloads.at);
  return payloads.putBlock(index, BYTES, length);
};

export const unpackBytes = (payloads: Payloads, kind: number, index: number): Uint8Array<ArrayBuffer> => {
  if (kind > 0) return copy(payloads.u8, payloads.inlineAt(index), (kind >> 16) & 0xff);
  const bytes = copy(payloads.u8, payloads.payloadAt(index), payloads.high(index));
  payloads.done(index, kind);
  return bytes;
};

/** A copy in memory of this thread's own: `slice` of a shared array would be one. */
export const copy = (u8: Uint8Array, at: number, length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  bytes.set(u8.subarray(at, at + length));
  return bytes;
};

/** Whether a value arrives as what it is: a Node `Buffer` and other subclasses would not. */
export const isBytes = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array && Object.getPrototypeOf(value) === Uint8Array.prototype;
