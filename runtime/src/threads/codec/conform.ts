/**
 * Codecs where nothing is written: a channel over ports takes what the codec describes and nothing else, as the same
 * channel in shared memory would, and the receiver gets the same of it.
 *
 *     codec.record({ id: "u32" }), { id: 1, more: true }  ->  { id: 1 }        { id: -1 }  ->  a Misfit
 */

import { transferOf } from "../port/snapshot.js";
import type { Codec } from "./codec.js";
import { fits, TYPES } from "./fields.js";
import type { Fields, Row } from "./layout.js";
import { misfit, readingThrew } from "./misfit.js";
import type { ScalarName } from "./scalars.js";

/** Why a value is not what the codec describes. */
export class Misfit {
  constructor(readonly message: string) {}
}

/** The value as it is to be cloned, or a `Misfit`. */
export const conform = ({ "~codec": name, fields }: Codec<unknown>, value: unknown): unknown => {
  try {
    return name === "record" ? record(fields ?? [], value) : scalar(name, value);
  } catch (error) {
    return new Misfit(readingThrew(error));
  }
};

const scalar = (name: ScalarName, value: unknown, path?: string, optional?: boolean): unknown => {
  if (!fits(value, TYPES[name])) return new Misfit(misfit(value, name, path, optional));
  return name === "bytes" ? ownBytes(value as Uint8Array) : value;
};

const record = (fields: Fields, value: unknown, path?: string, optional?: boolean): Row | Misfit => {
  if (typeof value !== "object" || value === null) return new Misfit(misfit(value, "record", path, optional));
  const row: Row = {};
  for (const [name, type, optional] of fields) {
    const field = (value as Row)[name];
    if (optional && field === undefined) {
      row[name] = undefined;
      continue;
    }
    const at = path === undefined ? name : `${path}.${name}`;
    const item =
      typeof type === "string" ? scalar(type, field, at, optional) : record(type, field, at, optional);
    if (item instanceof Misfit) return item;
    row[name] = item;
  }
  return row;
};

/** A clone takes along all of the memory that a view is of, and would share memory that is shared. */
const ownBytes = (bytes: Uint8Array): Uint8Array =>
  transferOf(bytes) !== undefined ||
  (bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength)
    ? bytes
    : new Uint8Array(bytes);
