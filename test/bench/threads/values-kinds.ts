/** The values that the benchmark of values sends, and how each channel describes them. */
import { codec } from "../../../runtime/dist/threads/internal.js";

export interface Kind {
  /** `undefined`: `shared: true`. */
  readonly shared: unknown;
  make(i: number): unknown;
  /** How many bytes of it are to be moved, about: rounds are shorter for large ones. */
  readonly bytes: number;
  /** What has to be reached against `postMessage` one by one: one by one, and in batches. */
  readonly reach?: number;
}

const text = (length: number) => (i: number) =>
  `${(i % 8999) + 1000}`.padStart(length, "the quick brown fox jumps over the lazy dog ");

export const kinds = {
  "record of numbers { id, x, y }": {
    shared: codec.record({ id: "u32", x: "f64", y: "f64" }),
    make: (i) => ({ id: i, x: i / 3, y: i / 7 }),
    bytes: 20,
    reach: 6,
  },
  "record with a string { id, name }": {
    shared: codec.record({ id: "u32", name: "string" }),
    make: (i) => ({ id: i, name: "Ada Lovelace" }),
    bytes: 20,
    reach: 6,
  },
  "string of 8": { shared: codec.string, make: text(8), bytes: 8, reach: 2.5 },
  "string of 32": { shared: codec.string, make: text(32), bytes: 32, reach: 2.5 },
  "string of 256": { shared: codec.string, make: text(256), bytes: 256, reach: 2.5 },
  "string of 4096": { shared: codec.string, make: text(4096), bytes: 4096 },
  "bytes, 32 of them": { shared: codec.bytes, make: (i) => new Uint8Array(32).fill(i), bytes: 32 },
  "bytes, 1024 of them": { shared: codec.bytes, make: (i) => new Uint8Array(1024).fill(i), bytes: 1024 },
  "object { id, name, tags, at }, shared: true": {
    shared: undefined,
    make: (i) => ({ id: i, name: "Ada", tags: ["a", "b"], at: { x: 1, y: 2.5 } }),
    bytes: 100,
  },
} satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

/** One by one and in arrays over a port; one by one and in batches over a channel. */
export const WAYS = ["port", "ports", "one", "many"] as const;
export type Way = (typeof WAYS)[number];

/** Values of an array or a batch. */
export const CHUNK = 64;
