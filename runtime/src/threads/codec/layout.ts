/**
 * How the fields of a record lie: its leaves (scalars, those of records in it among them), the objects that they are
 * properties of, and the bytes of the fixed part.
 *
 *     { id: "u32", at: { x: "f64" } }  ->  leaves: id (of object 0, byte 8), x (of object 1, byte 0); objects: 0, at of 0
 *
 * Leaves lie by falling size, so that each is aligned.
 */

import { BLANKS, OPTIONAL, OPTIONAL_SIZES, SIZES, TYPES } from "./fields.js";
import type { ScalarName } from "./scalars.js";

/** A record's fields in the order of their declaration; a record in it is the list of its own. `optional`: may be undefined. */
export type Fields = readonly (readonly [name: string, type: ScalarName | Fields, optional?: true])[];

export type Row = Record<string, unknown>;

export interface Leaf {
  readonly name: string;
  /** `name`, behind the names of the records that it lies in. */
  readonly path: string;
  readonly scalar: ScalarName;
  /** The scalar's number, and whether it is optional. */
  readonly type: number;
  readonly optional: boolean;
  /** A leaf of no property: a bool that says whether there is the object of this number, an optional one. Else 0. */
  readonly tells: number;
  /** Which object it is a property of. */
  readonly owner: number;
  /** From the first byte of the record. */
  readonly offset: number;
}

export interface Inner {
  readonly name: string;
  readonly path: string;
  readonly owner: number;
  readonly optional: boolean;
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

const sizeOf = ({ scalar, optional }: Pick<Leaf, "scalar" | "optional">): number =>
  (optional ? OPTIONAL_SIZES : SIZES)[scalar];

export const layOut = (fields: Fields): Layout => {
  const found: Omit<Leaf, "offset">[] = [];
  const objects: Inner[] = [];
  const visit = (of: Fields, name: string, path: string, owner: number, optional: boolean): Row => {
    const template: Row = {};
    const self = objects.push({ name, path, owner, optional, template }) - 1;
    if (optional) {
      found.push({ name, path, scalar: "bool", type: TYPES.bool, optional: false, owner, tells: self });
    }
    for (const [key, type, optional = false] of of) {
      const at = path === "" ? key : `${path}.${key}`;
      if (typeof type === "string") {
        const number = TYPES[type] + (optional ? OPTIONAL : 0);
        found.push({ name: key, path: at, scalar: type, type: number, optional, owner: self, tells: 0 });
        template[key] = optional ? undefined : BLANKS[type];
      } else template[key] = visit(type, key, at, self, optional);
    }
    return template;
  };
  visit(fields, "", "", 0, false);
  const offsets = new Map<(typeof found)[number], number>();
  let fixed = 0;
  for (const leaf of [...found].sort((a, b) => sizeOf(b) - sizeOf(a))) {
    offsets.set(leaf, fixed);
    fixed += sizeOf(leaf);
  }
  return {
    leaves: found.map((leaf) => ({ ...leaf, offset: offsets.get(leaf)! })),
    objects,
    fixed: fixed + (fixed & 1),
    varying: found.filter(({ scalar }) => scalar === "string" || scalar === "bytes").length,
  };
};
