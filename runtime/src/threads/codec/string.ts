/** Strings: characters of Latin-1 that the slots of a message hold lie there, longer strings and all others in a block. */

import type { Payloads } from "./payloads.js";
import { readText, UTF16, writeNarrow, writeWide } from "./text.js";
import { INLINE, TEXT, TEXT_INLINE } from "./wire.js";

/** `room`: bytes that the slots of a message hold. */
export const packString = (text: string, payloads: Payloads, index: number, room = INLINE): boolean => {
  const { length } = text;
  if (length <= room) {
    const form = writeNarrow(payloads, payloads.inlineAt(index), text);
    if (form >= 0) return payloads.putInline(index, TEXT_INLINE | (form << 8) | (length << 16));
  } else {
    if (!payloads.take(length)) return false;
    const form = writeNarrow(payloads, payloads.at, text);
    if (form >= 0) return payloads.putBlock(index, TEXT | (form << 8), length);
    payloads.drop();
  }
  if (!payloads.take(2 * length)) return false;
  writeWide(payloads, payloads.at, text);
  return payloads.putBlock(index, TEXT | (UTF16 << 8), length);
};

export const unpackString = (payloads: Payloads, kind: number, index: number): string => {
  const form = (kind >> 8) & 3;
  if (kind > 0) return readText(payloads, payloads.inlineAt(index), (kind >> 16) & 0xff, form);
  const text = readText(payloads, payloads.payloadAt(index), payloads.high(index), form);
  payloads.done(index, kind);
  return text;
};
