/** The types of fields and of simple codecs, and which values each takes. */

export type ScalarName = "f64" | "u32" | "i32" | "bool" | "string" | "bytes";

/** What each of them is in TypeScript. */
export interface Scalars {
  readonly f64: number;
  readonly u32: number;
  readonly i32: number;
  readonly bool: boolean;
  readonly string: string;
  readonly bytes: Uint8Array;
}

export const SCALARS: readonly string[] = ["f64", "u32", "i32", "bool", "string", "bytes"];

export const isF64 = (value: unknown): value is number => typeof value === "number";

// -0 would arrive as 0.
export const isU32 = (value: unknown): value is number =>
  typeof value === "number" && value >>> 0 === value && !Object.is(value, -0);
export const isI32 = (value: unknown): value is number =>
  typeof value === "number" && (value | 0) === value && !Object.is(value, -0);
