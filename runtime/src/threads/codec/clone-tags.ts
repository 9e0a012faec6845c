/** The bytes that tell apart what lies in a clone. */

export const UNDEFINED = 0;
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
export const INT32 = 4;
export const DOUBLE = 5;
export const BIGINT = 6;
export const STRING = 7;
export const OBJECT = 8;
export const ARRAY = 9;
/** An array with holes or further properties. */
export const SPARSE = 10;
export const MAP = 11;
export const SET = 12;
export const DATE = 13;
export const REGEXP = 14;
export const ERROR = 15;
export const BUFFER = 16;
export const VIEW = 17;
export const BOXED = 18;
/** An object that was met before, by its number. */
export const AGAIN = 19;
/** The memory that the clone lies in. */
export const MEMORY = 20;

/** Forms of strings. */
export const LATIN1 = 0;
export const UTF16 = 1;
export const ASCII = 2;

/** The names of errors that arrive as what they were; all others arrive as `Error`. */
export const ERRORS: readonly string[] = [
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
];

type ViewOf = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

export const VIEWS: readonly ViewOf[] = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigUint64Array,
  BigInt64Array,
  DataView,
];
