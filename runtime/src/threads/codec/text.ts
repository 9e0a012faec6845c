/**
 * Strings as bytes of shared memory and back, exactly: lone surrogates, NUL and all. Three forms: ASCII and Latin-1 take
 * a byte a character, everything else two.
 *
 * Short strings are written and read by loops; long ASCII goes through `TextEncoder`, into a buffer of this thread's
 * own first, because browsers refuse shared views there (and in `TextDecoder`).
 */

export const ASCII = 0;
export const LATIN1 = 1;
export const UTF16 = 2;

const SHORT = 40;
/** The same for reading, where the loop makes a string a step. */
const READ = 12;
const CHUNK = 4096;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
let buffer = new Uint8Array(CHUNK);

interface NodeBuffer {
  toString(encoding: "latin1" | "utf16le", start: number, end: number): string;
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

/** Writes `text` at byte `at`, a byte a character. The form, or -1: some character does not fit. */
export const writeNarrow = (u8: Uint8Array, at: number, text: string): number => {
  const { length } = text;
  if (length > SHORT) {
    if (buffer.length < length) buffer = new Uint8Array(2 * length);
    const { read, written } = encoder.encodeInto(text, buffer);
    if (read === length && written === length) {
      u8.set(buffer.subarray(0, length), at);
      return ASCII;
    }
  }
  let all = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    u8[at + i] = code;
  }
  return all < 0x80 ? ASCII : all < 0x100 ? LATIN1 : -1;
};

/** Writes `text` at byte `at`, an even one, two bytes a character. */
export const writeWide = (u16: Uint16Array, at: number, text: string): void => {
  for (let i = 0, unit = at / 2; i < text.length; i++) u16[unit + i] = text.charCodeAt(i);
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

/** Short strings; four characters a step. */
const readUnits = (units: Uint8Array | Uint16Array, at: number, length: number): string => {
  let text = "";
  let i = at;
  for (const end = at + length - 3; i < end; i += 4) {
    text += fromCharCode(units[i]!, units[i + 1]!, units[i + 2]!, units[i + 3]!);
  }
  for (const end = at + length; i < end; i++) text += fromCharCode(units[i]!);
  return text;
};
