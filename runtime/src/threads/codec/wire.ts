/** How one channel's values become slots and back. */

import type { Payloads } from "./payloads.js";

export interface Wire {
  /** The number that stands for the value; `undefined`: `pack` has to write it. */
  write(value: unknown): number | undefined;
  read(number: number): unknown;
  /** Writes the value to outgoing slot `index`; false: it cannot be written, and `payloads.refusal` may say why. */
  pack?(value: unknown, payloads: Payloads, index: number): boolean;
  /** Reads the value of this kind in incoming slot `index`, and frees what it lay in. */
  unpack?(payloads: Payloads, kind: number, index: number): unknown;
}

/** The types of values that are no numbers: the low byte of a slot's kind. */
export const CONSTANT = 1;
export const TEXT_INLINE = 2;
export const BYTES_INLINE = 3;
export const BIGINT = 4;
export const BIG_UNSIGNED = 5;
export const TEXT = 6;
export const BYTES = 7;
export const RECORD = 8;
export const RECORD_INLINE = 9;
export const CLONE = 10;
/** A ticket for a value that travels by port: its count below, maker << 16 | holder above. See mail.ts. */
export const LANE = 11;

/** The most bytes that a slot holds itself. */
export const INLINE = 8;
