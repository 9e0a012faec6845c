/**
 * Flat records of up to eight fields, the usual ones: each field has a place of its own in the code. What an engine
 * learns about a property it keeps by the place where the property is read or set, so with one codec in a program this
 * is as fast as code written for it, and with several still twice as fast as a loop over the fields; a generated
 * function would need a Content-Security-Policy that allows `eval`.
 */

import { get, put, seek, tailOf } from "./fields.js";
import type { Layout, Leaf, Row } from "./layout.js";
import type { Payloads } from "./payloads.js";
import { RECORD, RECORD_INLINE, type Wire } from "./wire.js";

export const EIGHT = 8;

const NO_LEAF: Pick<Leaf, "name" | "type" | "offset"> = { name: "", type: 0, offset: 0 };

/** `others` packs what does not fit here: wrong values, and strings that take two bytes a character. */
export const eightWire = (
  { leaves, objects, fixed, varying }: Layout,
  room: number,
  others: (values: readonly unknown[], payloads: Payloads, index: number) => boolean,
): Pick<Required<Wire>, "pack" | "unpack"> => {
  const count = leaves.length;
  const template = objects[0]!.template;
  const leaf = (index: number) => leaves[index] ?? NO_LEAF;
  const { name: n0, type: t0, offset: o0 } = leaf(0);
  const { name: n1, type: t1, offset: o1 } = leaf(1);
  const { name: n2, type: t2, offset: o2 } = leaf(2);
  const { name: n3, type: t3, offset: o3 } = leaf(3);
  const { name: n4, type: t4, offset: o4 } = leaf(4);
  const { name: n5, type: t5, offset: o5 } = leaf(5);
  const { name: n6, type: t6, offset: o6 } = leaf(6);
  const { name: n7, type: t7, offset: o7 } = leaf(7);

  return {
    pack(value, payloads, index) {
      const row = value as Row;
      // All are read before anything is written: getters of the user may run, and may send.
      const v0 = count > 0 ? row[n0] : undefined;
      const v1 = count > 1 ? row[n1] : undefined;
      const v2 = count > 2 ? row[n2] : undefined;
      const v3 = count > 3 ? row[n3] : undefined;
      const v4 = count > 4 ? row[n4] : undefined;
      const v5 = count > 5 ? row[n5] : undefined;
      const v6 = count > 6 ? row[n6] : undefined;
      const v7 = count > 7 ? row[n7] : undefined;
      let size = fixed;
      if (varying > 0) {
        size += tailOf(v0, t0);
        if (count > 1) size += tailOf(v1, t1);
        if (count > 2) size += tailOf(v2, t2);
        if (count > 3) size += tailOf(v3, t3);
        if (count > 4) size += tailOf(v4, t4);
        if (count > 5) size += tailOf(v5, t5);
        if (count > 6) size += tailOf(v6, t6);
        if (count > 7) size += tailOf(v7, t7);
      }
      const inline = size <= room;
      if (!inline && !payloads.take(size)) return false;
      const at = inline ? payloads.inlineAt(index) : payloads.at;
      let end = at + fixed;
      if (count > 0) end = put(payloads, v0, t0, at + o0, end);
      if (count > 1) end = put(payloads, v1, t1, at + o1, end);
      if (count > 2) end = put(payloads, v2, t2, at + o2, end);
      if (count > 3) end = put(payloads, v3, t3, at + o3, end);
      if (count > 4) end = put(payloads, v4, t4, at + o4, end);
      if (count > 5) end = put(payloads, v5, t5, at + o5, end);
      if (count > 6) end = put(payloads, v6, t6, at + o6, end);
      if (count > 7) end = put(payloads, v7, t7, at + o7, end);
      if (end >= 0) {
        return inline ? payloads.putInline(index, RECORD_INLINE) : payloads.putBlock(index, RECORD, 0);
      }
      if (!inline) payloads.drop();
      return others([v0, v1, v2, v3, v4, v5, v6, v7], payloads, index);
    },

    unpack(payloads, kind, index) {
      const at = kind > 0 ? payloads.inlineAt(index) : payloads.payloadAt(index);
      if (varying > 0) seek(at + fixed);
      const row: Row = { ...template };
      if (count > 0) row[n0] = get(payloads, t0, at + o0);
      if (count > 1) row[n1] = get(payloads, t1, at + o1);
      if (count > 2) row[n2] = get(payloads, t2, at + o2);
      if (count > 3) row[n3] = get(payloads, t3, at + o3);
      if (count > 4) row[n4] = get(payloads, t4, at + o4);
      if (count > 5) row[n5] = get(payloads, t5, at + o5);
      if (count > 6) row[n6] = get(payloads, t6, at + o6);
      if (count > 7) row[n7] = get(payloads, t7, at + o7);
      if (kind < 0) payloads.done(index, kind);
      return row;
    },
  };
};
