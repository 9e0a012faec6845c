/**
 * Records: a fixed part, then the characters and bytes of the fields that have no fixed size (see `layout` and `fields`).
 * What fits the channel's slots lies in them, all else in a block.
 */

import { EIGHT, eightWire } from "./eight.js";
import { FILLERS, fits, get, put, seek, tailOf } from "./fields.js";
import { type Fields, type Layout, layOut, type Row } from "./layout.js";
import { misfit, readingThrew } from "./misfit.js";
import type { Payloads } from "./payloads.js";
import { isWide } from "./text.js";
import { RECORD, RECORD_INLINE, type Wire } from "./wire.js";

export const recordWire = (fields: Fields, room: number): Wire => {
  const layout = layOut(fields);
  const store = storing(layout, room);
  const flat = layout.objects.length === 1 && layout.leaves.length <= EIGHT;
  const wire = flat ? eightWire(layout, room, store) : loopWire(layout, store);
  return {
    write: () => undefined,
    read: (number) => number,
    pack(value, payloads, index) {
      if (typeof value !== "object" || value === null) {
        payloads.refusal = misfit(value, "record");
        return false;
      }
      try {
        return wire.pack(value, payloads, index);
      } catch (error) {
        // A getter of the user's: all fields are read before anything is taken.
        payloads.refusal = readingThrew(error);
        return false;
      }
    },
    unpack: wire.unpack,
  };
};

type Store = (values: readonly unknown[], payloads: Payloads, index: number) => boolean;

/** Writes the values of the leaves to slot `index`, wide strings among them; false, and the refusal says why. */
const storing = ({ leaves, fixed, varying }: Layout, room: number): Store => {
  const write = (values: readonly unknown[], payloads: Payloads, at: number, wide: boolean): void => {
    let end = at + fixed;
    for (let i = 0; i < leaves.length; i++) {
      const { type, offset } = leaves[i]!;
      end = put(payloads, values[i], type, at + offset, end, wide);
    }
  };

  return (values, payloads, index) => {
    let size = fixed;
    let wide = false;
    for (let i = 0; i < leaves.length; i++) {
      const { type, scalar, path, optional } = leaves[i]!;
      const value = values[i];
      if (!fits(value, type)) {
        payloads.refusal = misfit(value, scalar, path, optional);
        return false;
      }
      size += tailOf(value, type);
      wide ||= typeof value === "string" && isWide(value);
    }
    // Twice the characters, and a byte for each string that has to begin at an even one.
    if (wide) size = 2 * size + varying;
    if (size <= room) {
      write(values, payloads, payloads.inlineAt(index), wide);
      return payloads.putInline(index, RECORD_INLINE);
    }
    if (!payloads.take(size)) return false;
    write(values, payloads, payloads.at, wide);
    return payloads.putBlock(index, RECORD, 0);
  };
};

/** Records in records, and those of many fields. */
const loopWire = (
  { leaves, objects, fixed }: Layout,
  store: Store,
): Pick<Required<Wire>, "pack" | "unpack"> => ({
  pack(value, payloads, index) {
    const rows: (Row | undefined)[] = [value as Row];
    for (let i = 1; i < objects.length; i++) {
      const { name, owner, path, optional } = objects[i]!;
      const outer = rows[owner];
      const inner = outer?.[name];
      if (outer === undefined || (optional && inner === undefined)) {
        rows.push(undefined);
        continue;
      }
      if (typeof inner !== "object" || inner === null) {
        payloads.refusal = misfit(inner, "record", path, optional);
        return false;
      }
      rows.push(inner as Row);
    }
    const values: unknown[] = [];
    for (let i = 0; i < leaves.length; i++) {
      const { name, owner, scalar, tells } = leaves[i]!;
      const row = rows[owner];
      if (tells > 0) values.push(rows[tells] !== undefined);
      else values.push(row === undefined ? FILLERS[scalar] : row[name]);
    }
    return store(values, payloads, index);
  },

  unpack(payloads, kind, index) {
    const at = kind > 0 ? payloads.inlineAt(index) : payloads.payloadAt(index);
    const rows: Row[] = [];
    for (let i = 0; i < objects.length; i++) {
      const { name, owner, template } = objects[i]!;
      const row = { ...template };
      if (i > 0) rows[owner]![name] = row;
      rows.push(row);
    }
    seek(at + fixed);
    for (let i = 0; i < leaves.length; i++) {
      const { name, owner, type, offset, tells } = leaves[i]!;
      const value = get(payloads, type, at + offset);
      if (tells === 0) rows[owner]![name] = value;
      else if (value === false) rows[owner]![name] = undefined;
    }
    if (kind < 0) payloads.done(index, kind);
    return rows[0];
  },
});
