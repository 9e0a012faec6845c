/**
 * Values that need no structured clone, as bytes in memory that threads share.
 *
 *     [1.5, "ab"]   ->   | number, 0 | 1.5 | string, 2 | 61 00 62 00 .. .. .. .. |      each | is 8 bytes
 *
 * Numbers, strings (UTF-16, lone surrogates too), booleans, `undefined`, `null` and Uint8Arrays. What is read
 * belongs to the reader: bytes are copied.
 */

import { transferOf } from "../port/snapshot.js";

const NUMBER = 0;
const STRING = 1;
const BYTES = 2;
const UNDEFINED = 3;
const NULL = 4;
const FALSE = 5;
const TRUE = 6;

/** Beyond this a clone is as fast as a copy by hand. */
const LONGEST = 1 << 16;
const CHUNK = 4096;

/** Bytes that a list of values takes; -1: not all can be written. */
export const measure = (values: readonly unknown[]): number => {
  let bytes = 0;
  for (const value of values) {
    switch (typeof value) {
      case "number":
        bytes += 16;
        break;
      case "string":
        bytes += 8 + ((2 * value.length + 7) & ~7);
        break;
      case "boolean":
      case "undefined":
        bytes += 8;
        break;
      default:
        if (value === null) bytes += 8;
        // Of shared bytes a clone would share them, too.
        else if (
          value instanceof Uint8Array &&
          value.buffer instanceof ArrayBuffer &&
          // What is to be moved is not copied.
          transferOf(value) === undefined
        ) {
          bytes += 8 + ((value.length + 7) & ~7);
        } else return -1;
    }
    if (bytes > LONGEST) return -1;
  }
  return bytes;
};

/** One thread's views of a memory. */
export class Values {
  readonly i32: Int32Array;
  private readonly f64: Float64Array;
  private readonly u16: Uint16Array;
  private readonly u8: Uint8Array;

  constructor(buffer: ArrayBufferLike) {
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u8 = new Uint8Array(buffer);
  }

  /** Writes what `measure` found room for, from a multiple of 8 on. */
  write(values: readonly unknown[], from: number): void {
    let at = from;
    for (const value of values) {
      switch (typeof value) {
        case "number":
          this.head(at, NUMBER, 0);
          this.f64[(at + 8) >> 3] = value;
          at += 16;
          break;
        case "string": {
          const { length } = value;
          this.head(at, STRING, length);
          const first = (at + 8) >> 1;
          for (let i = 0; i < length; i++) this.u16[first + i] = value.charCodeAt(i);
          at += 8 + ((2 * length + 7) & ~7);
          break;
        }
        case "boolean":
          this.head(at, value ? TRUE : FALSE, 0);
          at += 8;
          break;
        case "undefined":
          this.head(at, UNDEFINED, 0);
          at += 8;
          break;
        default:
          if (value instanceof Uint8Array) {
            this.head(at, BYTES, value.length);
            this.u8.set(value, at + 8);
            at += 8 + ((value.length + 7) & ~7);
          } else {
            this.head(at, NULL, 0);
            at += 8;
          }
      }
    }
  }

  private head(at: number, kind: number, length: number): void {
    this.i32[at >> 2] = kind;
    this.i32[(at >> 2) + 1] = length;
  }

  read(from: number, count: number): unknown[] {
    const values: unknown[] = [];
    let at = from;
    for (let i = 0; i < count; i++) {
      const kind = this.i32[at >> 2];
      const length = this.i32[(at >> 2) + 1]!;
      at += 8;
      if (kind === NUMBER) {
        values.push(this.f64[at >> 3]);
        at += 8;
      } else if (kind === STRING) {
        values.push(this.string(at >> 1, length));
        at += (2 * length + 7) & ~7;
      } else if (kind === BYTES) {
        values.push(new Uint8Array(this.u8.subarray(at, at + length)));
        at += (length + 7) & ~7;
      } else values.push(kind === UNDEFINED ? undefined : kind === NULL ? null : kind === TRUE);
    }
    return values;
  }

  private string(from: number, length: number): string {
    let text = "";
    for (let i = 0; i < length; i += CHUNK) {
      const units = this.u16.subarray(from + i, from + Math.min(i + CHUNK, length));
      text += String.fromCharCode.apply(null, units as unknown as number[]);
    }
    return text;
  }
}
