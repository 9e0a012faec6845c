/** What a codec says of a value that it cannot write: which field, what it should be, and what it is. */

import type { ScalarName } from "./scalars.js";

const EXPECTED: Record<ScalarName | "record", string> = {
  f64: "a number",
  u32: "an integer from 0 to 4294967295",
  i32: "an integer from -2147483648 to 2147483647",
  bool: "a boolean",
  string: "a string",
  bytes: "a Uint8Array, and of no subclass",
  record: "an object",
};

/** `path`: the field, with the names of the records that it lies in; none: the value itself. `optional`: it may be undefined. */
export const misfit = (
  value: unknown,
  type: ScalarName | "record",
  path?: string,
  optional = false,
): string => {
  const what = path === undefined ? "the value" : `the field "${path}"`;
  return `ML3903: the codec cannot write this: ${what} is no ${type} (${EXPECTED[type]}${optional ? ", or undefined" : ""}) but ${nameOf(value)}`;
};

/** The same for a value that has a getter of the user's. */
export const readingThrew = (error: unknown): string =>
  `ML3903: the codec cannot write this: reading it threw ${String(error)}`;

const nameOf = (value: unknown): string => {
  switch (typeof value) {
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "undefined":
      return String(value);
    case "object":
      return value === null ? "null" : "another object";
    default:
      return `a ${typeof value}`;
  }
};
