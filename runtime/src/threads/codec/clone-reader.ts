/** Reads what `writeClone` wrote. Objects are numbered in the order in which they begin, as they were written. */

import * as tag from "./clone-tags.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Reader {
  private at = 0;
  private readonly view: DataView;
  private readonly seen: object[] = [];

  constructor(
    private readonly bytes: Uint8Array<ArrayBuffer>,
    private readonly memory: object,
  ) {
    this.view = new DataView(bytes.buffer);
  }

  private skip(count: number): number {
    const at = this.at;
    this.at += count;
    return at;
  }

  private byte(): number {
    return this.bytes[this.skip(1)]!;
  }

  private count(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  private text(): string {
    const form = this.byte();
    const length = this.count();
    if (form === tag.ASCII) {
      const at = this.skip(length);
      return decoder.decode(this.bytes.subarray(at, at + length));
    }
    const at = this.skip(form === tag.UTF16 ? 2 * length : length);
    let text = "";
    for (let i = 0; i < length; i++) {
      text += String.fromCharCode(
        form === tag.UTF16 ? this.view.getUint16(at + 2 * i, true) : this.bytes[at + i]!,
      );
    }
    return text;
  }

  private know<T extends object>(value: T): T {
    this.seen.push(value);
    return value;
  }

  read(): unknown {
    switch (this.byte()) {
      case tag.UNDEFINED:
        return undefined;
      case tag.NULL:
        return null;
      case tag.FALSE:
        return false;
      case tag.TRUE:
        return true;
      case tag.INT32:
        return this.view.getInt32(this.skip(4), true);
      case tag.DOUBLE:
        return this.view.getFloat64(this.skip(8), true);
      case tag.BIGINT:
        return BigInt(this.text());
      case tag.STRING:
        return this.text();
      case tag.OBJECT:
        return this.entries(this.know({}));
      case tag.ARRAY:
        return this.array();
      case tag.SPARSE:
        return this.entries(this.know(new Array(this.count())));
      case tag.MAP: {
        const map = this.know(new Map());
        for (let left = this.count(); left > 0; left--) map.set(this.read(), this.read());
        return map;
      }
      case tag.SET: {
        const set = this.know(new Set());
        for (let left = this.count(); left > 0; left--) set.add(this.read());
        return set;
      }
      case tag.DATE:
        return this.know(new Date(this.view.getFloat64(this.skip(8), true)));
      case tag.REGEXP:
        return this.know(new RegExp(this.text(), this.text()));
      case tag.ERROR:
        return this.error();
      case tag.BUFFER: {
        const length = this.count();
        const at = this.skip(length);
        return this.know(this.bytes.buffer.slice(at, at + length));
      }
      case tag.VIEW:
        return this.arrayView();
      case tag.BOXED: {
        const number = this.seen.push({}) - 1;
        const boxed = Object(this.read()) as object;
        this.seen[number] = boxed;
        return boxed;
      }
      case tag.MEMORY:
        return this.know(this.memory);
      default:
        return this.seen[this.count()];
    }
  }

  private array(): unknown[] {
    const length = this.count();
    const array: unknown[] = this.know([]);
    for (let i = 0; i < length; i++) array.push(this.read());
    return array;
  }

  private entries<T extends object>(into: T): T {
    for (let left = this.count(); left > 0; left--) {
      const key = this.text();
      const value = this.read();
      // Assigning to this name would set the prototype.
      if (key === "__proto__") {
        Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true });
      } else (into as Record<string, unknown>)[key] = value;
    }
    return into;
  }

  private error(): Error {
    const number = this.seen.push({}) - 1;
    const name = this.read() as "Error";
    const error = new globalThis[name](this.read() as string);
    this.seen[number] = error;
    const stack = this.read();
    Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
    if (this.byte() === tag.TRUE) {
      Object.defineProperty(error, "cause", { value: this.read(), writable: true, configurable: true });
    }
    return error;
  }

  private arrayView(): ArrayBufferView {
    const number = this.seen.push({}) - 1;
    const View = tag.VIEWS[this.byte()]!;
    const offset = this.count();
    const length = this.count();
    const buffer = this.read() as ArrayBuffer;
    const size = "BYTES_PER_ELEMENT" in View ? (View.BYTES_PER_ELEMENT as number) : 1;
    const view = new View(buffer, offset, length / size);
    this.seen[number] = view;
    return view;
  }
}
