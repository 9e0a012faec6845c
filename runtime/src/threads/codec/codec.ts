/** `codec`: descriptions of what a shared channel carries. Plain data, so that a handle takes its codec along. */

import { isBytes, packBytes, unpackBytes } from "./bytes.js";
import type { Fields } from "./layout.js";
import { misfit } from "./misfit.js";
import type { Payloads } from "./payloads.js";
import { recordWire } from "./record.js";
import { isF64, isI32, isU32, SCALARS, type ScalarName, type Scalars } from "./scalars.js";
import { packString, unpackString } from "./string.js";
import { INLINE, type Wire } from "./wire.js";

/** What a field holds that is always there: a scalar, by its name or its codec, or a record in the record. */
export type RequiredField = ScalarName | Codec<unknown>;

/** A field that may be missing. Made by `codec.optional`. */
export interface OptionalField<F extends RequiredField = RequiredField> {
  readonly "~optional": F;
}

/** What a field of a record is. */
export type Field = RequiredField | OptionalField;

type Held<F> = F extends ScalarName ? Scalars[F] : F extends Codec<infer T> ? T : never;

/** What the fields of a record hold: `{ id: "u32", age: codec.optional("f64") }` is `{ id: number; age?: number | undefined }`. */
export type RecordOf<F extends { readonly [name: string]: Field }> = Flat<
  { -readonly [K in keyof F as F[K] extends OptionalField ? never : K]: Held<F[K]> } & {
    -readonly [K in keyof F as F[K] extends OptionalField ? K : never]?: F[K] extends OptionalField<infer T>
      ? Held<T> | undefined
      : never;
  }
>;

type Flat<T> = { [K in keyof T]: T[K] };

/** How the values of one channel lie in memory. Made by `codec`. */
export interface Codec<T> {
  readonly "~codec": ScalarName | "record";
  /** A record's fields, in the order of their declaration. */
  readonly fields?: Fields;
  /** Never there: what the codec carries. */
  readonly "~value"?: T;
}

const scalar = <T>(name: ScalarName): Codec<T> => ({ "~codec": name });

/**
 * The layouts of values between threads. What does not fit comes back from `send` as `Err` with `_tag` `"Encode"`.
 *
 *     createChannel({ shared: codec.record({ id: "u32", name: "string" }), capacity: 256 })
 */
export const codec = {
  /** Any number. */
  f64: scalar<number>("f64"),
  /** Integers from 0 to 2^32 - 1. */
  u32: scalar<number>("u32"),
  /** Integers from -2^31 to 2^31 - 1. */
  i32: scalar<number>("i32"),
  bool: scalar<boolean>("bool"),
  /** Any string, lone surrogates included. */
  string: scalar<string>("string"),
  /** A `Uint8Array`; the receiver gets one of its own. */
  bytes: scalar<Uint8Array>("bytes"),

  /**
   * Objects with these fields, all of them: none may be missing or undefined unless it is `optional`, and what else an
   * object has stays behind. The receiver gets a plain object with the fields in this order. A field may be a record itself.
   * Throws a TypeError for a field of no known type.
   */
  record<const F extends { readonly [name: string]: Field }>(fields: F): Codec<RecordOf<F>> {
    return { "~codec": "record", fields: Object.entries(fields).map(fieldOf) };
  },

  /**
   * A field that an object may leave out, or have as `undefined`. All objects that arrive have the property, so that they are of
   * one shape: `undefined` stands for what was left out.
   *
   *     codec.record({ name: "string", age: codec.optional("u32") })
   */
  optional<const F extends RequiredField>(field: F): OptionalField<F> {
    return { "~optional": field };
  },
};

const fieldOf = ([name, field]: [string, Field]): Fields[number] => {
  const optional = typeof field === "object" && field !== null && "~optional" in field;
  const given = optional ? field["~optional"] : field;
  const type = name === "__proto__" ? undefined : typeOf(given);
  if (type !== undefined) return optional ? [name, type, true] : [name, type];
  const what = typeof given === "object" ? "this" : `"${String(given)}"`;
  throw new TypeError(
    `ML3930: the field "${name}" of a record cannot be ${what}: give it one of ${SCALARS.join(", ")}, a codec.record, or ` +
      "codec.optional of one of those",
  );
};

/** `undefined`: there is no such type. */
const typeOf = (field: RequiredField): ScalarName | Fields | undefined => {
  if (typeof field === "string") return SCALARS.includes(field) ? field : undefined;
  if (typeof field !== "object") return undefined;
  const { "~codec": name, fields } = field ?? {};
  if (name === "record") return fields;
  return name !== undefined && SCALARS.includes(name) ? name : undefined;
};

/** A scalar that is a number in the slot. */
const numeric = (
  name: ScalarName,
  is: (value: unknown) => boolean,
  read: (number: number) => unknown = (number) => number,
): Wire => ({
  write: (value) => (is(value) ? Number(value) : undefined),
  read,
  pack(value, payloads) {
    payloads.refusal = misfit(value, name);
    return false;
  },
});

/** A scalar that `packs` into a slot or a block. */
const packed = <T>(
  name: ScalarName,
  is: (value: unknown) => value is T,
  pack: (value: T, payloads: Payloads, index: number, room: number) => boolean,
  unpack: (payloads: Payloads, kind: number, index: number) => T,
  room: number,
): Wire => ({
  write: () => undefined,
  read: (number) => number,
  pack(value, payloads, index) {
    if (is(value)) return pack(value, payloads, index, room);
    payloads.refusal = misfit(value, name);
    return false;
  },
  unpack,
});

const isString = (value: unknown): value is string => typeof value === "string";

/**
 * The wire of a codec that came with the options or a handle, over messages that hold `room` bytes in their slots. Throws
 * a TypeError for what is none.
 */
export const wireOf = ({ "~codec": name, fields }: Codec<unknown>, room = INLINE): Wire => {
  switch (name) {
    case "f64":
      return numeric(name, isF64);
    case "u32":
      return numeric(name, isU32);
    case "i32":
      return numeric(name, isI32);
    case "bool":
      return numeric(
        name,
        (value) => typeof value === "boolean",
        (number) => number === 1,
      );
    case "string":
      return packed(name, isString, packString, unpackString, room);
    case "bytes":
      return packed(name, isBytes, packBytes, unpackBytes, room);
    case "record":
      if (fields !== undefined) return recordWire(fields, room);
  }
  throw new TypeError("ML3930: shared takes true or a codec: codec.f64, codec.record({ ... })");
};
