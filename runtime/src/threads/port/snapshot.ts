/**
 * Values at the moment of the send. A port clones when it posts; to post many values at once they are gathered
 * first, and what the user does to them meanwhile must not be seen. Plain data (objects and arrays of primitives,
 * to a small size and depth) is copied here, which is several times cheaper than a structured clone; all else is
 * posted or cloned at once.
 *
 *     copyPlain({ id: 1, tags: ["a"] })  ->  a copy          copyPlain(new Map())  ->  NOT_PLAIN
 */

import { Parcel } from "./frames.js";

export const NOT_PLAIN: unique symbol = Symbol("not plain");

const MAX_DEPTH = 4;
const MAX_WIDTH = 32;
const MAX_OBJECTS = 16;

type Transfers = WeakMap<object, readonly Transferable[]>;
const KEY = Symbol.for("milost.transfers");
const registry = globalThis as { [KEY]?: Transfers };

/** Under a registered symbol: a pool function may have come with another copy of this package. */
const marks = (): Transfers => {
  registry[KEY] ??= new WeakMap();
  return registry[KEY];
};
let transfers: Transfers | undefined;

/**
 * Marks `value` so that sending it moves the listed objects (ArrayBuffers, MessagePorts, streams) instead of
 * cloning them. They are detached once the value has been sent; a send that answers `Err` leaves them as they are.
 *
 *     await tx.send(transfer(pixels, [pixels.buffer]));
 *
 * Answers `value` itself. Over shared memory and ports alike; a channel in one thread passes values as they are.
 */
export const transfer = <T extends object>(value: T, list: readonly object[]): T => {
  // What is no such object is refused by the port, and the send answers `Encode`.
  transfers = marks();
  transfers.set(value, list as readonly Transferable[]);
  return value;
};

/** What `value` was marked to transfer. */
export const transferOf = (value: unknown): readonly Transferable[] | undefined =>
  typeof value === "object" && value !== null ? (transfers ?? registry[KEY])?.get(value) : undefined;

/** A copy that a structured clone could not be told from, or `NOT_PLAIN`. */
export const copyPlain = (value: unknown): unknown => {
  switch (typeof value) {
    case "object":
      return value === null ? null : transferOf(value) !== undefined ? NOT_PLAIN : copyObject(value, [], 0);
    case "function":
    case "symbol":
      return NOT_PLAIN;
    default:
      return value;
  }
};

/** `seen`: every object met so far. An object met twice stays one object in a clone, so it is not copied here. */
const copyObject = (value: object, seen: object[], depth: number): unknown => {
  if (depth === MAX_DEPTH || seen.length === MAX_OBJECTS || seen.includes(value)) return NOT_PLAIN;
  const isArray = Array.isArray(value);
  if (!isArray) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return NOT_PLAIN;
  }
  const keys = Object.keys(value);
  // An array with holes or further properties has not as many keys as elements.
  if (keys.length > MAX_WIDTH || (isArray && keys.length !== value.length)) return NOT_PLAIN;
  seen.push(value);
  const source = value as Record<string, unknown>;
  const copy = (isArray ? [] : {}) as Record<string, unknown>;
  for (const key of keys) {
    let item = source[key];
    if (typeof item === "object" && item !== null) {
      item = copyObject(item, seen, depth + 1);
      if (item === NOT_PLAIN) return NOT_PLAIN;
    } else if (typeof item === "function" || typeof item === "symbol") return NOT_PLAIN;
    // Assigning to this name would set the prototype.
    if (key === "__proto__") return NOT_PLAIN;
    copy[key] = item;
  }
  return copy;
};

/**
 * What is kept of a value whose way is not known yet: a copy, with what it transfers if it does. Throws a
 * `DataCloneError` for what cannot be cloned.
 */
export const snapshot = <T>(value: T): T | Parcel<T> => {
  const copy = copyPlain(value);
  if (copy !== NOT_PLAIN) return copy as T;
  const list = transferOf(value);
  if (list === undefined || list.length === 0) return structuredClone(value);
  // Cloned together, so that the objects of the list are found again on the other side.
  const [cloned, moved] = structuredClone([value, list] as const, { transfer: [...list] });
  return new Parcel(cloned, [...moved]);
};
