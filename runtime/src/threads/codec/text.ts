/**
 * Strings as bytes of shared memory and back, exactly: lone surrogates, NUL and all. Three forms: ASCII and Latin-1 take
 * a byte a character, everything else two.
 *
 * Short strings are written and read by loops, long ones by the platform: by `Buffer` where it writes shared memory as it
 * lies, else ASCII by `TextEncoder` and `TextDecoder`, by way of a buffer of this thread's own, because browsers refuse
 * shared views there.
 */

import { isDeno } from "../port/liveness.js";

export const ASCII = 0;
export const LATIN1 = 1;
export const UTF16 = 2;

/** From so many characters on `Buffer` writes faster than a loop; where there is none, `TextEncoder`. */
const WRITE = 16;
const ENCODE = 40;
/** Up to so many a loop reads faster. */
const READ = 24;
const CHUNK = 4096;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

interface NodeBuffer {
  toString(encoding: "latin1" | "utf16le", start: number, end: number): string;
  write(text: string, offset: number, length: number, encoding: "latin1" | "utf16le"): number;
}
interface Host {
  readonly Buffer?: { from(memory: ArrayBufferLike): NodeBuffer };
}
const nodeBuffers = new WeakMap<ArrayBufferLike, NodeBuffer>();

/** Node, Bun and Deno read shared memory as it lies. */
const nodeBuffer = (memory: ArrayBufferLike): NodeBuffer | undefined => {
  let known = nodeBuffers.get(memory);
  if (known === undefined) {
    known = (globalThis as Host).Buffer?.from(memory);
    if (known !== undefined) nodeBuffers.set(memory, known);
  }
  return known;
};

/** Deno's takes longer to write than a loop. */
const writes = !isDeno;

/** A character that takes two bytes. Of a string that is stored with one byte a character, none is looked at. */
const WIDE = /[^\0-\xff]/;

export const isWide = (text: string): boolean => WIDE.test(text);

/** Writes `text` at byte `at`, a byte a character. The form, or -1: some character does not fit. */
export const writeNarrow = (u8: Uint8Array, at: number, text: string): number => {
  const { length } = text;
  if (length >= WRITE) {
    const node = writes ? nodeBuffer(u8.buffer) : undefined;
    if (node !== undefined) {
      if (isWide(text)) return -1;
      node.write(text, at, length, "latin1");
      return LATIN1;
    }
    if (length >= ENCODE && writeAscii(u8, at, text)) return ASCII;
  }
  let all = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    u8[at + i] = code;
  }
  return all < 0x80 ? ASCII : all < 0x100 ? LATIN1 : -1;
};

let buffer = new Uint8Array(CHUNK);

/** Writes `text` as UTF-8 at byte `at`, if it is all ASCII. */
const writeAscii = (u8: Uint8Array, at: number, text: string): boolean => {
  const { length } = text;
  if (buffer.length < length) buffer = new Uint8Array(2 * length);
  const { read, written } = encoder.encodeInto(text, buffer);
  if (read !== length || written !== length) return false;
  u8.set(buffer.subarray(0, length), at);
  return true;
};

/** Writes `text` at byte `at`, an even one, two bytes a character. */
export const writeWide = (u16: Uint16Array, at: number, text: string): void => {
  const { length } = text;
  const node = writes && length >= WRITE ? nodeBuffer(u16.buffer) : undefined;
  if (node !== undefined) node.write(text, at, 2 * length, "utf16le");
  else for (let i = 0, unit = at / 2; i < length; i++) u16[unit + i] = text.charCodeAt(i);
};

/** Bytes of `length` characters in a form. */
export const sizeOf = (length: number, form: number): number => (form === UTF16 ? 2 * length : length);

/** Reads `length` characters at byte `at`. */
export const readText = (
  u8: Uint8Array,
  u16: Uint16Array,
  at: number,
  length: number,
  form: number,
): string => {
  if (length <= READ) return readUnits(form === UTF16 ? u16 : u8, form === UTF16 ? at / 2 : at, length);
  const node = nodeBuffer(u8.buffer);
  if (node !== undefined) {
    return node.toString(form === UTF16 ? "utf16le" : "latin1", at, at + sizeOf(length, form));
  }
  if (form === ASCII) return decoder.decode(u8.slice(at, at + length));
  let text = "";
  const [units, first] = form === UTF16 ? ([u16, at / 2] as const) : ([u8, at] as const);
  for (let done = 0; done < length; done += CHUNK) {
    const chunk = units.subarray(first + done, first + Math.min(length, done + CHUNK));
    text += String.fromCharCode.apply(null, chunk as unknown as number[]);
  }
  return text;
};

const { fromCharCode } = String;

/** For each length an array of so many characters. */
const CHARACTERS = Array.from({ length: READ + 1 }, (_, length) => new Array<number>(length).fill(0));

/** Short strings, in one piece. */
const readUnits = (units: Uint8Array | Uint16Array, at: number, length: number): string => {
  const characters = CHARACTERS[length]!;
  for (let i = 0; i < length; i++) characters[i] = units[at + i]!;
  return fromCharCode.apply(null, characters);
};
