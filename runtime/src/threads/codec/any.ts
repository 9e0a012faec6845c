/**
 * `shared: true`: slots that describe themselves. Numbers, `undefined`, `null`, booleans, bigints of 64 bits, and short
 * strings and bytes lie in the slot; longer ones in a block; data of other kinds as a clone in a block. What only the platform
 * can clone is left to a port (mail.ts).
 */

import { transferOf } from "../port/snapshot.js";
import { isBytes, packBytes, unpackBytes } from "./bytes.js";
import { CannotClone, needsPort, readClone, writeClone } from "./clone.js";
import type { Payloads } from "./payloads.js";
import { packString, unpackString } from "./string.js";
import {
  BIG_UNSIGNED,
  BIGINT,
  BYTES,
  BYTES_INLINE,
  CLONE,
  CONSTANT,
  TEXT,
  TEXT_INLINE,
  type Wire,
} from "./wire.js";

/** What a thread is told that has no port. */
const BY_PORT = needsPort("a value with something to transfer");
const CONSTANTS = [undefined, null, false, true];
const HALF = 0xffff_ffffn;

const packBigint = (value: bigint, payloads: Payloads, index: number): boolean => {
  const kind =
    BigInt.asIntN(64, value) === value ? BIGINT : BigInt.asUintN(64, value) === value ? BIG_UNSIGNED : 0;
  if (kind === 0) return packClone(value, payloads, index);
  return payloads.putBits(index, kind, Number(value & HALF), Number((value >> 32n) & HALF));
};

const packClone = (value: unknown, payloads: Payloads, index: number): boolean => {
  if (transferOf(value) !== undefined) {
    payloads.byPort = true;
    payloads.refusal = BY_PORT;
    return false;
  }
  let bytes: Uint8Array;
  try {
    bytes = writeClone(value, payloads.world.memory);
  } catch (error) {
    payloads.byPort = error instanceof CannotClone && error.byPort;
    // A getter may throw whatever it likes: the value cannot be written either way.
    payloads.refusal =
      error instanceof CannotClone ? error.message : `ML3903: the value cannot be cloned: ${String(error)}`;
    return false;
  }
  if (!payloads.take(bytes.length)) return false;
  payloads.u8.set(bytes, payloads.at);
  return payloads.putBlock(index, CLONE, bytes.length);
};

export const pack = (value: unknown, payloads: Payloads, index: number): boolean => {
  switch (typeof value) {
    case "string":
      return packString(value, payloads, index);
    case "undefined":
      return payloads.putBits(index, CONSTANT, 0);
    case "boolean":
      return payloads.putBits(index, CONSTANT, value ? 3 : 2);
    case "bigint":
      return packBigint(value, payloads, index);
    case "object":
      if (value === null) return payloads.putBits(index, CONSTANT, 1);
      // What is to be moved is not copied.
      if (isBytes(value) && transferOf(value) === undefined) return packBytes(value, payloads, index);
      return packClone(value, payloads, index);
    default:
      payloads.refusal = `ML3903: a ${typeof value} cannot be sent to another thread`;
      return false;
  }
};

export const unpack = (payloads: Payloads, kind: number, index: number): unknown => {
  switch (kind & 0xff) {
    case TEXT:
    case TEXT_INLINE:
      return unpackString(payloads, kind, index);
    case BYTES:
    case BYTES_INLINE:
      return unpackBytes(payloads, kind, index);
    case CONSTANT:
      return CONSTANTS[payloads.low(index)];
    case BIGINT:
    case BIG_UNSIGNED: {
      const bits = (BigInt(payloads.high(index)) << 32n) | BigInt(payloads.low(index));
      return (kind & 0xff) === BIGINT ? BigInt.asIntN(64, bits) : bits;
    }
    default: {
      const value = readClone(
        payloads.u8,
        payloads.payloadAt(index),
        payloads.high(index),
        payloads.world.memory,
      );
      payloads.done(index, kind);
      return value;
    }
  }
};

/** Numbers never come here: a channel without a codec writes them as they are. */
export const anything: Required<Wire> = { write: () => undefined, read: (number) => number, pack, unpack };
