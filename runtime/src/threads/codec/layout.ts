/**
 * How the fields of a record lie: its leaves (scalars, those of records in it among them), the objects that they are
 * properties of, and the bytes of the fixed part.
 *
 *     { id: "u32", at: { x: "f64" } }  ->  leaves: id (of object 0, byte 8), x (of object 1, byte 0); objects: 0, at of 0
 *
 * Leaves lie by falling size, so that each is aligned.
 */

import { BLANKS, SIZES, TYPES } from "./fields.js";
import type { ScalarName } from "./scalars.js";

/** A record's fields in the order of their declaration; a record in it is the list of its own. */
export type Fields = readonly (readonly [name: string, type: ScalarName | Fields])[];

export type Row = Record<string, unknown>;

export interface Leaf {
  readonly name: string;
  /** `name`, behind the names of the records that it lies in. */
  readonly path: string;
  readonly scalar: ScalarName;
  /** The scalar's number. */
  readonly type: number;
  /** Which object it is a property of. */
  readonly owner: number;
  /** From the first byte of the record. */
  readonly offset: number;
}

export interface Inner {
  readonly name: string;
  readonly path: string;
  readonly owner: number;
  /** Copied for each record that comes in: the properties are there, in their order, before they are set. */
  readonly template: Row;
}

export interface Layout {
  readonly leaves: readonly Leaf[];
  /** The records, the outermost first: each has its owner before it. */
  readonly objects: readonly Inner[];
  /** Bytes of the fixed part; even, for what takes two bytes a character. */
  readonly fixed: number;
  /** Fields that have no fixed size. */
  readonly varying: number;
}

export const layOut = (fields: Fields): Layout => {
  const found: Omit<Leaf, "offset">[] = [];
  const objects: Inner[] = [];
  const visit = (of: Fields, name: string, path: string, owner: number): Row => {
    const template: Row = {};
    const self = objects.push({ name, path, owner, template }) - 1;
    for (const [key, type] of of) {
      const at = path === "" ? key : `${path}.${key}`;
      if (typeof type === "string") {
        found.push({ name: key, path: at, scalar: type, type: TYPES[type], owner: self });
        template[key] = BLANKS[type];
      } else template[key] = visit(type, key, at, self);
    }
    return template;
  };
  visit(fields, "", "", 0);
  const offsets = new Map<(typeof found)[number], number>();
  let fixed = 0;
  for (const leaf of [...found].sort((a, b) => SIZES[b.scalar] - SIZES[a.scalar])) {
    offsets.set(leaf, fixed);
    fixed += SIZES[leaf.scalar];
  }
  return {
    leaves: found.map((leaf) => ({ ...leaf, offset: offsets.get(leaf)! })),
    objects,
    fixed: fixed + (fixed & 1),
    varying: found.filter(({ scalar }) => scalar === "string" || scalar === "bytes").length,
  };
};
