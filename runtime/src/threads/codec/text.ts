/**
 * Strings as bytes of shared memory and back, exactly: lone surrogates, NUL and all. Three forms: ASCII and Latin-1 take
 * a byte a character, everything else two.
 *
 * Short strings are written by loops and read in one call, long ones by the platform: by `Buffer` where it writes shared memory as it
 * lies, else ASCII by `TextEncoder` and `TextDecoder`, by way of a buffer of this thread's own, because browsers refuse
 * shared views there.
 */

import { isDeno } from "../port/liveness.js";

export const ASCII = 0;
export const LATIN1 = 1;
export const UTF16 = 2;

/** From so many characters on `Buffer` writes faster than a loop; where there is none, `TextEncoder`. */
const WRITE = 20;
const ENCODE = 40;
/** Up to so many are read by `readShort`. */
const READ = 24;
const CHUNK = 4096;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A `Buffer`. The methods without an encoding are what the others call, and take half as long. */
interface NodeBuffer {
  toString(encoding: "latin1" | "utf16le", start: number, end: number): string;
  write(text: string, offset: number, length: number, encoding: "latin1" | "utf16le"): number;
  latin1Slice?(start: number, end: number): string;
  latin1Write?(text: string, offset: number, length: number): number;
}
interface Host {
  readonly Buffer?: { from(memory: ArrayBufferLike): NodeBuffer };
}

/** A memory that holds text. */
export interface TextMemory {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  /** From `nativeText`. */
  readonly native: NativeText | undefined;
}

/** How the platform reads and writes a memory as it lies; addresses and lengths are in bytes. */
export interface NativeText {
  readLatin1(start: number, end: number): string;
  readUtf16(start: number, end: number): string;
  /** Absent where a loop is faster. */
  readonly writeLatin1: ((text: string, at: number) => void) | undefined;
  readonly writeUtf16: ((text: string, at: number) => void) | undefined;
}

/** Node, Bun and Deno read shared memory as it lies. */
export const nativeText = (memory: ArrayBufferLike): NativeText | undefined => {
  const buffer = (globalThis as Host).Buffer?.from(memory);
  if (buffer === undefined) return undefined;
  return {
    readLatin1:
      buffer.latin1Slice === undefined
        ? (start, end) => buffer.toString("latin1", start, end)
        : (start, end) => buffer.latin1Slice!(start, end),
    readUtf16: (start, end) => buffer.toString("utf16le", start, end),
    // Deno's takes longer to write than a loop.
    writeLatin1: isDeno
      ? undefined
      : buffer.latin1Write === undefined
        ? (text, at) => buffer.write(text, at, text.length, "latin1")
        : (text, at) => buffer.latin1Write!(text, at, text.length),
    writeUtf16: isDeno ? undefined : (text, at) => buffer.write(text, at, 2 * text.length, "utf16le"),
  };
};

/** A character that takes two bytes. Of a string that is stored with one byte a character, none is looked at. */
const WIDE = /[^\0-\xff]/;

export const isWide = (text: string): boolean => WIDE.test(text);

/** Writes `text` at byte `at`, a byte a character. The form, or -1: some character does not fit. */
export const writeNarrow = ({ u8, native }: TextMemory, at: number, text: string): number => {
  const { length } = text;
  if (length >= WRITE) {
    const write = native?.writeLatin1;
    if (write !== undefined) {
      if (isWide(text)) return -1;
      write(text, at);
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
export const writeWide = ({ u16, native }: TextMemory, at: number, text: string): void => {
  const { length } = text;
  if (length >= WRITE && native?.writeUtf16 !== undefined) native.writeUtf16(text, at);
  else for (let i = 0, unit = at / 2; i < length; i++) u16[unit + i] = text.charCodeAt(i);
};

/** Bytes of `length` characters in a form. */
export const sizeOf = (length: number, form: number): number => (form === UTF16 ? 2 * length : length);

/** Reads `length` characters at byte `at`. */
export const readText = (memory: TextMemory, at: number, length: number, form: number): string => {
  if (length <= READ)
    return form === UTF16 ? readUnits(memory.u16, at / 2, length) : readShort(memory.u8, at, length);
  const { native } = memory;
  if (native === undefined) return readLong(memory, at, length, form);
  return form === UTF16 ? native.readUtf16(at, at + 2 * length) : native.readLatin1(at, at + length);
};

const readLong = ({ u8, u16 }: TextMemory, at: number, length: number, form: number): string => {
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

/**
 * At most `READ` characters of a byte each. Arguments that are written out are half as expensive as those of an array; what
 * is read beyond the end, whatever it is, is cut off again.
 */
// biome-ignore format: a line a length
const readShort = (u: Uint8Array, a: number, length: number): string => {
  if (length <= 8) {
    return fromCharCode(u[a]!, u[a + 1]!, u[a + 2]!, u[a + 3]!, u[a + 4]!, u[a + 5]!, u[a + 6]!, u[a + 7]!).substring(0, length);
  }
  if (length <= 12) {
    return fromCharCode(
      u[a]!, u[a + 1]!, u[a + 2]!, u[a + 3]!, u[a + 4]!, u[a + 5]!, u[a + 6]!, u[a + 7]!,
      u[a + 8]!, u[a + 9]!, u[a + 10]!, u[a + 11]!,
    ).substring(0, length);
  }
  if (length <= 16) {
    return fromCharCode(
      u[a]!, u[a + 1]!, u[a + 2]!, u[a + 3]!, u[a + 4]!, u[a + 5]!, u[a + 6]!, u[a + 7]!,
      u[a + 8]!, u[a + 9]!, u[a + 10]!, u[a + 11]!, u[a + 12]!, u[a + 13]!, u[a + 14]!, u[a + 15]!,
    ).substring(0, length);
  }
  return fromCharCode(
    u[a]!, u[a + 1]!, u[a + 2]!, u[a + 3]!, u[a + 4]!, u[a + 5]!, u[a + 6]!, u[a + 7]!,
    u[a + 8]!, u[a + 9]!, u[a + 10]!, u[a + 11]!, u[a + 12]!, u[a + 13]!, u[a + 14]!, u[a + 15]!,
    u[a + 16]!, u[a + 17]!, u[a + 18]!, u[a + 19]!, u[a + 20]!, u[a + 21]!, u[a + 22]!, u[a + 23]!,
  ).substring(0, length);
};

/** Short strings of two bytes a character, in one piece. */
const readUnits = (units: Uint16Array, at: number, length: number): string => {
  const characters = CHARACTERS[length]!;
  for (let i = 0; i < length; i++) characters[i] = units[at + i]!;
  return fromCharCode.apply(null, characters);
};

/** For each length an array of so many characters. */
const CHARACTERS = Array.from({ length: READ + 1 }, (_, length) => new Array<number>(length).fill(0));
