/**
 * Records: a fixed layout, then the characters and bytes of the fields that have no fixed size.
 *
 *     { id: "u32", ok: "bool", name: "string" }  ->  name: length, form | id | ok ... "Ada"
 *
 * Fields lie by falling size, so that each is aligned. A record of fixed fields alone that fits 8 bytes lies in the slot.
 * Two string forms share a word with the length: length << 2 | form.
 */

import { copy, isBytes } from "./bytes.js";
import type { Payloads } from "./payloads.js";
import { isI32, isU32, type ScalarName } from "./scalars.js";
import { readText, sizeOf, UTF16, writeNarrow, writeWide } from "./text.js";
import { INLINE, RECORD, RECORD_INLINE, type Wire } from "./wire.js";

export type Fields = readonly (readonly [name: string, type: ScalarName])[];

const SIZES: Record<ScalarName, number> = { f64: 8, u32: 4, i32: 4, string: 4, bytes: 4, bool: 1 };

/** What a property holds before it is set: of the representation that it will have. */
const BLANKS: Record<ScalarName, unknown> = { f64: 0.5, u32: 0, i32: 0, string: "", bytes: "", bool: false };

interface Field {
  readonly name: string;
  readonly type: ScalarName;
  /** From the first byte of the record. */
  readonly offset: number;
}

type Row = Record<string, unknown>;

const layOut = (fields: Fields): { layout: Field[]; fixed: number; varying: boolean } => {
  const sorted = [...fields].sort(([, a], [, b]) => SIZES[b] - SIZES[a]);
  const offsets = new Map<string, number>();
  let fixed = 0;
  for (const [name, type] of sorted) {
    offsets.set(name, fixed);
    fixed += SIZES[type];
  }
  const layout = fields.map(([name, type]) => ({ name, type, offset: offsets.get(name)! }));
  return { layout, fixed, varying: fields.some(([, type]) => type === "string" || type === "bytes") };
};

export const recordWire = (fields: Fields): Wire => {
  const { layout, fixed, varying } = layOut(fields);
  const inline = !varying && fixed <= INLINE;
  // Even, for what takes two bytes a character.
  const tail = fixed + (fixed & 1);

  // Copied for each record that comes in: the properties are there, in their order, before they are set.
  const template: Row = Object.fromEntries(layout.map(({ name, type }) => [name, BLANKS[type]]));

  /** Bytes of the record when narrow strings stay narrow; -1, and the refusal says why: a field does not fit. */
  const measure = (values: readonly unknown[], payloads: Payloads): number => {
    let size = tail;
    for (let i = 0; i < layout.length; i++) {
      const { name, type } = layout[i]!;
      const value = values[i];
      if (type === "string" && typeof value === "string") size += value.length;
      else if (type === "bytes" && isBytes(value)) size += value.length;
      else if (!fits(value, type)) {
        payloads.refusal = `ML3903: the codec cannot write this: the field "${name}" is no ${type}`;
        return -1;
      }
    }
    return size;
  };

  /** Writes all fields at byte `at`; false: a string needs two bytes a character and may not have them. */
  const put = (
    values: readonly unknown[],
    { u8, u16, u32, i32, f64 }: Payloads,
    at: number,
    wide: boolean,
  ): boolean => {
    let end = at + tail;
    for (let i = 0; i < layout.length; i++) {
      const { type, offset } = layout[i]!;
      const value = values[i];
      switch (type) {
        case "f64":
          f64[(at + offset) / 8] = value as number;
          break;
        case "u32":
          u32[(at + offset) / 4] = value as number;
          break;
        case "i32":
          i32[(at + offset) / 4] = value as number;
          break;
        case "bool":
          u8[at + offset] = value ? 1 : 0;
          break;
        case "bytes":
          u32[(at + offset) / 4] = (value as Uint8Array).length;
          u8.set(value as Uint8Array, end);
          end += (value as Uint8Array).length;
          break;
        default: {
          const text = value as string;
          let form = writeNarrow(u8, end, text);
          if (form < 0) {
            if (!wide) return false;
            end += end & 1;
            writeWide(u16, end, text);
            form = UTF16;
          }
          u32[(at + offset) / 4] = (text.length << 2) | form;
          end += sizeOf(text.length, form);
        }
      }
    }
    return true;
  };

  const get = ({ u8, u16, u32, i32, f64 }: Payloads, at: number): Row => {
    const row: Row = { ...template };
    let end = at + tail;
    for (let i = 0; i < layout.length; i++) {
      const { name, type, offset } = layout[i]!;
      switch (type) {
        case "f64":
          row[name] = f64[(at + offset) / 8]!;
          break;
        case "u32":
          row[name] = u32[(at + offset) / 4]!;
          break;
        case "i32":
          row[name] = i32[(at + offset) / 4]!;
          break;
        case "bool":
          row[name] = u8[at + offset] === 1;
          break;
        case "bytes": {
          const length = u32[(at + offset) / 4]!;
          row[name] = copy(u8, end, length);
          end += length;
          break;
        }
        default: {
          const word = u32[(at + offset) / 4]!;
          const form = word & 3;
          if (form === UTF16) end += end & 1;
          row[name] = readText(u8, u16, end, word >>> 2, form);
          end += sizeOf(word >>> 2, form);
        }
      }
    }
    return row;
  };

  return {
    write: () => undefined,
    read: (number) => number,
    pack(value, payloads, index) {
      if (typeof value !== "object" || value === null) return false;
      // Nothing is claimed while getters of the user may run.
      const values: unknown[] = [];
      for (let i = 0; i < layout.length; i++) values.push((value as Row)[layout[i]!.name]);
      const size = measure(values, payloads);
      if (size < 0) return false;
      if (inline) {
        put(values, payloads, payloads.inlineAt(index), false);
        return payloads.putInline(index, RECORD_INLINE);
      }
      if (!payloads.take(size)) return false;
      if (put(values, payloads, payloads.at, false)) return payloads.putBlock(index, RECORD, 0);
      payloads.drop();
      // Twice the characters, and a byte for each string that has to begin at an even one.
      if (!payloads.take(2 * size + layout.length)) return false;
      put(values, payloads, payloads.at, true);
      return payloads.putBlock(index, RECORD, 0);
    },
    unpack(payloads, kind, index) {
      if (kind > 0) return get(payloads, payloads.inlineAt(index));
      const row = get(payloads, payloads.payloadAt(index));
      payloads.done(index, kind);
      return row;
    },
  };
};

const fits = (value: unknown, type: ScalarName): boolean => {
  switch (type) {
    case "f64":
      return typeof value === "number";
    case "u32":
      return isU32(value);
    case "i32":
      return isI32(value);
    case "bool":
      return typeof value === "boolean";
    default:
      return false;
  }
};
