/**
 * How many slots a message of a channel takes, and the word by which all ends of the channel know it.
 *
 *     codec.record({ id: "u32", x: "f64", y: "f64" })  ->  20 bytes, 3 slots of 8         codec.u32  ->  1 slot
 *
 * A fixed layout lies in the queue as a whole. Strings and bytes lie there up to a length; a longer value takes a block.
 */

import type { Codec } from "./codec.js";
import { layOut } from "./layout.js";
import { INLINE } from "./wire.js";

/** What strings and bytes may have in the slots: a UUID has 36 characters. */
const TEXT = 40;
/** The same in a record, for each of them. */
const FIELD = 24;
/** A message with fields of no fixed size is no larger, for it is copied as a whole. */
const VARYING = 64;
const FIXED = 128;
/** A queue takes no more than this part of the memory for the sake of wide messages. */
const SHARE = 1 / 8;
const SLOT = 16;

const bytesOf = ({ "~codec": name, fields }: Codec<unknown>): number => {
  if (name === "string" || name === "bytes") return TEXT;
  if (name !== "record" || fields === undefined) return INLINE;
  const { fixed, varying } = layOut(fields);
  if (varying === 0) return fixed <= FIXED ? fixed : INLINE;
  return fixed <= VARYING ? Math.min(fixed + varying * FIELD, VARYING) : INLINE;
};

/** Slots of a message: 1 where the codec, or the memory of `memory` bytes, has no use for more. */
export const strideOf = (codec: Codec<unknown>, capacity: number, memory: number): number => {
  const stride = Math.max(1, Math.ceil(bytesOf(codec) / INLINE));
  return capacity > 0 && capacity * stride * SLOT <= memory * SHARE ? stride : 1;
};

const STRIDE_BITS = 8;

/** The word that the core keeps of a channel: the stride, and what tells one codec from another. */
export const layoutWord = (stride: number, codec: Codec<unknown> | undefined): number => {
  const text = codec === undefined ? "" : JSON.stringify([codec["~codec"], codec.fields]);
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return stride | ((hash >>> 9) << STRIDE_BITS);
};

export const strideIn = (layout: number): number => layout & ((1 << STRIDE_BITS) - 1);
