/**
 * Fields of a record as bytes: scalars lie in the fixed part, each aligned to its size; strings and bytes have a word
 * there, and lie one behind the other in the tail.
 *
 *     { id: "u32", ok: "bool", name: "string" }  ->  name: length << 2 | form | id | ok ... "Ada"
 */

import { copy, isBytes } from "./bytes.js";
import type { Payloads } from "./payloads.js";
import { isI32, isU32, type ScalarName } from "./scalars.js";
import { readText, sizeOf, UTF16, writeNarrow, writeWide } from "./text.js";

const F64 = 0;
const U32 = 1;
const I32 = 2;
const BOOL = 3;
const STRING = 4;
const BYTES = 5;

/** The types by number: what a field is, is asked for each value. */
export const TYPES: Record<ScalarName, number> = {
  f64: F64,
  u32: U32,
  i32: I32,
  bool: BOOL,
  string: STRING,
  bytes: BYTES,
};

/** Added to the type of a field that may be undefined. */
export const OPTIONAL = 8;
const SCALAR = OPTIONAL - 1;

/** Bytes in the fixed part. */
export const SIZES: Record<ScalarName, number> = { f64: 8, u32: 4, i32: 4, string: 4, bytes: 4, bool: 1 };
/** The same of what may be undefined: integers have a second word that says so, all others a value that is none. */
export const OPTIONAL_SIZES: Record<ScalarName, number> = { ...SIZES, u32: 8, i32: 8 };

/** What a property holds before it is set: of the representation that it will have. */
export const BLANKS: Record<ScalarName, unknown> = {
  f64: 0.5,
  u32: 0,
  i32: 0,
  string: "",
  bytes: "",
  bool: false,
};

/** What stands for a field of an object that is not there. */
export const FILLERS: Record<ScalarName, unknown> = { ...BLANKS, bytes: new Uint8Array(0) };

/** Bytes that the value takes in the tail when a string stays narrow; 0 when it is not of the type. */
export const tailOf = (value: unknown, type: number): number => {
  if ((type & SCALAR) === STRING) return typeof value === "string" ? value.length : 0;
  return (type & SCALAR) === BYTES && isBytes(value) ? value.length : 0;
};

/** Whether the value is of the type. */
export const fits = (value: unknown, type: number): boolean => {
  switch (type) {
    case F64:
      return typeof value === "number";
    case U32:
      return isU32(value);
    case I32:
      return isI32(value);
    case BOOL:
      return typeof value === "boolean";
    case STRING:
      return typeof value === "string";
    case BYTES:
      return isBytes(value);
    default:
      return value === undefined || fits(value, type & SCALAR);
  }
};

/** `put`: the value is none of this type, or a string that would take two bytes a character. */
const MISFIT = -1;

/**
 * Writes a value at byte `at`, and its tail, for which there is room, at `end`. Where the next tail begins; negative: it
 * did not, or `end` was negative already. A string of two bytes a character is written only where `wide`.
 */
export const put = (
  payloads: Payloads,
  value: unknown,
  type: number,
  at: number,
  end: number,
  wide = false,
): number => {
  switch (type) {
    case F64:
      if (typeof value !== "number") return MISFIT;
      payloads.f64[at / 8] = value;
      return end;
    case U32:
      if (!isU32(value)) return MISFIT;
      payloads.u32[at / 4] = value;
      return end;
    case I32:
      if (!isI32(value)) return MISFIT;
      payloads.i32[at / 4] = value;
      return end;
    case BOOL:
      if (typeof value !== "boolean") return MISFIT;
      payloads.u8[at] = value ? 1 : 0;
      return end;
    case STRING:
      if (typeof value !== "string" || end < 0) return MISFIT;
      return putString(payloads, value, at, end, wide);
    case BYTES:
      if (!isBytes(value) || end < 0) return MISFIT;
      payloads.u32[at / 4] = value.length;
      payloads.u8.set(value, end);
      return end + value.length;
    default:
      return putOptional(payloads, value, type & SCALAR, at, end, wide);
  }
};

/** The NaN that stands for no number, by halves; all others are written as `NaN` itself. */
const ABSENT_LOW = 1;
const ABSENT_HIGH = 0xfff8_0000;
/** What no bool, no string's form and no bytes' length is. */
const ABSENT_BOOL = 2;
const ABSENT_FORM = 3;
const ABSENT_LENGTH = 0xffff_ffff;

const putOptional = (
  payloads: Payloads,
  value: unknown,
  type: number,
  at: number,
  end: number,
  wide: boolean,
): number => {
  const { u8, u32 } = payloads;
  const word = at / 4;
  if (value === undefined) {
    if (type === BOOL) u8[at] = ABSENT_BOOL;
    else if (type === STRING) u32[word] = ABSENT_FORM;
    else if (type === BYTES) u32[word] = ABSENT_LENGTH;
    else {
      u32[word] = type === F64 ? ABSENT_LOW : 0;
      u32[word + 1] = type === F64 ? ABSENT_HIGH : 0;
    }
    return end;
  }
  if (type === U32 || type === I32) u32[word + 1] = 1;
  // Engines keep the bits of a NaN, and one may have been made with just those.
  return put(payloads, Number.isNaN(value) ? Number.NaN : value, type, at, end, wide);
};

const putString = (payloads: Payloads, text: string, at: number, end: number, wide: boolean): number => {
  const form = writeNarrow(payloads, end, text);
  if (form >= 0) {
    payloads.u32[at / 4] = (text.length << 2) | form;
    return end + text.length;
  }
  if (!wide) return MISFIT;
  const even = end + (end & 1);
  writeWide(payloads, even, text);
  payloads.u32[at / 4] = (text.length << 2) | UTF16;
  return even + sizeOf(text.length, UTF16);
};

/** Where `get` finds the next tail. Moves with each string and bytes that it reads. */
let cursor = 0;

/** Says where the tail of the record that is read next begins. */
export const seek = (tail: number): void => {
  cursor = tail;
};

/** Reads the field at byte `at`. */
export const get = (payloads: Payloads, type: number, at: number): unknown => {
  switch (type) {
    case F64:
      return payloads.f64[at / 8]!;
    case U32:
      return payloads.u32[at / 4]!;
    case I32:
      return payloads.i32[at / 4]!;
    case BOOL:
      return payloads.u8[at] === 1;
    case STRING: {
      const word = payloads.u32[at / 4]!;
      const form = word & 3;
      if (form === UTF16) cursor += cursor & 1;
      const begin = cursor;
      cursor += sizeOf(word >>> 2, form);
      return readText(payloads, begin, word >>> 2, form);
    }
    case BYTES: {
      const length = payloads.u32[at / 4]!;
      const begin = cursor;
      cursor += length;
      return copy(payloads.u8, begin, length);
    }
    default:
      return isAbsent(payloads, type & SCALAR, at) ? undefined : get(payloads, type & SCALAR, at);
  }
};

const isAbsent = ({ u8, u32 }: Payloads, type: number, at: number): boolean => {
  const word = at / 4;
  switch (type) {
    case F64:
      return u32[word + 1] === ABSENT_HIGH && u32[word] === ABSENT_LOW;
    case BOOL:
      return u8[at] === ABSENT_BOOL;
    case STRING:
      return u32[word] === ABSENT_FORM;
    case BYTES:
      return u32[word] === ABSENT_LENGTH;
    default:
      return u32[word + 1] === 0;
  }
};
