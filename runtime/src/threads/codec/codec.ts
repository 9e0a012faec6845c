/** `codec`: descriptions of what a shared channel carries. Plain data, so that a handle takes its codec along. */

import { isBytes, packBytes, unpackBytes } from "./bytes.js";
import { type Fields, recordWire } from "./record.js";
import { isF64, isI32, isU32, SCALARS, type ScalarName, type Scalars } from "./scalars.js";
import { packString, unpackString } from "./string.js";
import type { Wire } from "./wire.js";

/** What the fields of a record hold: `{ id: "u32" }` is `{ id: number }`. */
export type RecordOf<F extends { readonly [name: string]: ScalarName }> = {
  -readonly [K in keyof F]: Scalars[F[K]];
};

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
   * Objects with exactly these fields. The receiver gets a plain object with the fields in this order. Throws a
   * TypeError for a field of no known type.
   */
  record<const F extends { readonly [name: string]: ScalarName }>(fields: F): Codec<RecordOf<F>> {
    const list = Object.entries(fields);
    for (const [name, type] of list) {
      if (!SCALARS.includes(type) || name === "__proto__") {
        throw new TypeError(
          `ML3930: the field "${name}" of a record cannot be "${String(type)}": give it one of ${SCALARS.join(", ")}`,
        );
      }
    }
    return { "~codec": "record", fields: list };
  },
};

const same = (is: (value: unknown) => value is number): Wire => ({
  write: (value) => (is(value) ? value : undefined),
  read: (number) => number,
});

const WIRES: Record<ScalarName, Wire> = {
  f64: same(isF64),
  u32: same(isU32),
  i32: same(isI32),
  bool: {
    write: (value) => (typeof value === "boolean" ? Number(value) : undefined),
    read: (number) => number === 1,
  },
  string: {
    write: () => undefined,
    read: (number) => number,
    pack: (value, payloads, index) => typeof value === "string" && packString(value, payloads, index),
    unpack: unpackString,
  },
  bytes: {
    write: () => undefined,
    read: (number) => number,
    pack: (value, payloads, index) => isBytes(value) && packBytes(value, payloads, index),
    unpack: unpackBytes,
  },
};

/** The wire of a codec that came with the options or a handle. Throws a TypeError for what is none. */
export const wireOf = ({ "~codec": name, fields }: Codec<unknown>): Wire => {
  const wire = name === "record" && fields !== undefined ? recordWire(fields) : WIRES[name as ScalarName];
  if (wire === undefined) {
    throw new TypeError("ML3930: shared takes true or a codec: codec.f64, codec.record({ ... })");
  }
  return wire;
};
