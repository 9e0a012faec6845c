/**
 * Structured clones in shared memory: what `structuredClone` copies, as bytes, so that values of all kinds keep their
 * order in one channel. The algorithm is the HTML standard's StructuredSerialize, its memory of objects included:
 * what occurs twice, or in itself, arrives so. Class instances arrive as plain objects.
 *
 * What would have to move, or only the platform can clone (ports, streams, blobs, values marked by `transfer`), is left to
 * a port; what belongs to one thread (functions, promises) is refused. The channel's own Memory passes, so handles of
 * ends in it can be sent.
 */

import { transferOf } from "../port/snapshot.js";
import { Reader } from "./clone-reader.js";
import * as tag from "./clone-tags.js";

/** The message names the fix. */
export class CannotClone extends Error {
  constructor(
    message: string,
    /** Whether a port may carry it. */
    readonly byPort: boolean,
  ) {
    super(message);
  }
}

const refuse = (what: string): never => {
  throw new CannotClone(`ML3903: ${what} cannot be sent to another thread: send data`, false);
};

export const needsPort = (what: string): string =>
  `ML3931: ${what} travels by port, and this thread has none: pass on handles with transferables(handle)`;

const leaveToPort = (what: string): never => {
  throw new CannotClone(needsPort(what), true);
};

/** What the language makes and no thread can give away, by its name. */
const OWN =
  /^(Promise|Weak\w+|(Async)?(Generator)?Function|(Async)?Generator|.* Iterator|FinalizationRegistry|Module)$/;

const encoder = new TextEncoder();

class Writer {
  private bytes = new Uint8Array(1024);
  private view = new DataView(this.bytes.buffer);
  private length = 0;
  private readonly seen = new Map<object, number>();

  constructor(private readonly memory: object) {}

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Where `count` bytes may be written; `bytes` and `view` are others from then on. */
  private room(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length));
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }

  private byte(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  private count(value: number): void {
    const at = this.room(4);
    this.view.setUint32(at, value, true);
  }

  private double(value: number): void {
    const at = this.room(8);
    this.view.setFloat64(at, value, true);
  }

  private raw(bytes: Uint8Array): void {
    this.count(bytes.length);
    const at = this.room(bytes.length);
    this.bytes.set(bytes, at);
  }

  private text(text: string): void {
    const { length } = text;
    if (length > 40) {
      const encoded = encoder.encode(text);
      // ASCII: everything else has to keep what may be no well-formed Unicode.
      if (encoded.length === length) {
        this.byte(tag.ASCII);
        this.raw(encoded);
        return;
      }
    }
    const form = this.room(1);
    this.count(length);
    const at = this.room(length);
    let all = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      all |= code;
      this.bytes[at + i] = code;
    }
    this.bytes[form] = all < 0x100 ? tag.LATIN1 : tag.UTF16;
    if (all < 0x100) return;
    this.length = at;
    const wide = this.room(2 * length);
    for (let i = 0; i < length; i++) this.view.setUint16(wide + 2 * i, text.charCodeAt(i), true);
  }

  write(value: unknown): void {
    switch (typeof value) {
      case "number":
        if ((value | 0) === value && !Object.is(value, -0)) {
          this.byte(tag.INT32);
          const at = this.room(4);
          this.view.setInt32(at, value, true);
        } else {
          this.byte(tag.DOUBLE);
          this.double(value);
        }
        return;
      case "string":
        this.byte(tag.STRING);
        this.text(value);
        return;
      case "boolean":
        this.byte(value ? tag.TRUE : tag.FALSE);
        return;
      case "undefined":
        this.byte(tag.UNDEFINED);
        return;
      case "bigint":
        this.byte(tag.BIGINT);
        this.text(value.toString());
        return;
      case "object":
        if (value === null) this.byte(tag.NULL);
        else this.object(value);
        return;
      default:
        refuse(`a ${typeof value}`);
    }
  }

  private object(value: object): void {
    const known = this.seen.get(value);
    if (known !== undefined) {
      this.byte(tag.AGAIN);
      this.count(known);
      return;
    }
    if (transferOf(value) !== undefined) leaveToPort("a value with something to transfer");
    this.seen.set(value, this.seen.size);
    if (Array.isArray(value)) this.array(value);
    else {
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null) this.fields(value);
      else this.special(value);
    }
  }

  private array(value: readonly unknown[]): void {
    const keys = Object.keys(value);
    const dense =
      keys.length === value.length && (keys.length === 0 || keys[keys.length - 1] === `${keys.length - 1}`);
    this.byte(dense ? tag.ARRAY : tag.SPARSE);
    this.count(value.length);
    if (dense) for (let i = 0; i < keys.length; i++) this.write(value[i]);
    else this.entries(value, keys);
  }

  private fields(value: object): void {
    this.byte(tag.OBJECT);
    this.entries(value, Object.keys(value));
  }

  private entries(value: object, keys: readonly string[]): void {
    this.count(keys.length);
    for (const key of keys) {
      this.text(key);
      this.write((value as Record<string, unknown>)[key]);
    }
  }

  private special(value: object): void {
    if (value instanceof Date) {
      this.byte(tag.DATE);
      this.double(value.getTime());
    } else if (value instanceof Map) {
      this.byte(tag.MAP);
      const entries = [...value];
      this.count(entries.length);
      for (const [key, item] of entries) {
        this.write(key);
        this.write(item);
      }
    } else if (value instanceof Set) {
      this.byte(tag.SET);
      const items = [...value];
      this.count(items.length);
      for (const item of items) this.write(item);
    } else if (value instanceof RegExp) {
      this.byte(tag.REGEXP);
      this.text(value.source);
      this.text(value.flags);
    } else if (value instanceof Error) this.error(value);
    else if (value instanceof ArrayBuffer) {
      this.byte(tag.BUFFER);
      this.raw(new Uint8Array(value));
    } else if (ArrayBuffer.isView(value)) this.arrayView(value);
    else if (value === this.memory) this.byte(tag.MEMORY);
    else if (
      value instanceof Number ||
      value instanceof String ||
      value instanceof Boolean ||
      value instanceof BigInt
    ) {
      this.byte(tag.BOXED);
      this.write(value.valueOf());
    } else {
      const name = Object.prototype.toString.call(value).slice(8, -1);
      // Instances of classes; what the platform makes has a name of its own.
      if (name === "Object") this.fields(value);
      else if (OWN.test(name)) refuse(`a ${name}`);
      else leaveToPort(`a ${name}`);
    }
  }

  private error(value: Error): void {
    this.byte(tag.ERROR);
    this.write(tag.ERRORS.includes(value.name) ? value.name : "Error");
    const { message, stack } = value;
    this.write(typeof message === "string" ? message : String(message));
    this.write(typeof stack === "string" ? stack : undefined);
    this.byte("cause" in value ? tag.TRUE : tag.FALSE);
    if ("cause" in value) this.write(value.cause);
  }

  private arrayView(value: ArrayBufferView): void {
    const type = tag.VIEWS.findIndex((View) => value instanceof View);
    if (type < 0 || !(value.buffer instanceof ArrayBuffer)) leaveToPort("a view of shared memory");
    this.byte(tag.VIEW);
    this.byte(type);
    this.count(value.byteOffset);
    this.count(value.byteLength);
    // The buffer goes whole, for other views of it may be there too.
    this.write(value.buffer);
  }
}

/** The bytes of a clone of `value`; throws a `CannotClone` that says what is in the way, and what a getter throws. */
export const writeClone = (value: unknown, memory: object): Uint8Array => {
  const writer = new Writer(memory);
  writer.write(value);
  return writer.finish();
};

/** The value of `length` bytes at `at`. */
export const readClone = (u8: Uint8Array, at: number, length: number, memory: object): unknown => {
  // Out of shared memory first: the platform's decoder refuses it.
  const bytes = new Uint8Array(length);
  bytes.set(u8.subarray(at, at + length));
  return new Reader(bytes, memory).read();
};
