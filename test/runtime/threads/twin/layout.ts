/** Where the twin's tables lie in its SharedArrayBuffer: indices of 4 and 8 byte words. */

const BATCH = 256;
const WORKERS = 64;
const WORKER_WORDS = 16;
const CHANNEL_WORDS = 64;
const BYTES_PER_CHANNEL = 8192;

export interface Layout {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly batch: number;
  readonly channels: number;
  readonly ends: number;
  readonly slots: number;
  /** `used` of a worker. */
  worker(worker: number): number;
  parking(worker: number): number;
  /** Index of 8-byte words; the status lies behind the batch. */
  scratch(worker: number): number;
  /** `used` of a channel; the other words of it lie behind. */
  used(channel: number): number;
  head(channel: number): number;
  tail(channel: number): number;
  capacity(channel: number): number;
  offset(channel: number): number;
  /** Two words of bits, one for each worker. */
  gate(channel: number, side: number): number;
  count(channel: number, side: number): number;
  rows(channel: number): number;
  demand(channel: number): number;
  /** 64 bytes. */
  shares(channel: number): number;
  /** The word that `create` was given. */
  layoutOf(channel: number): number;
  /** Two words: state and generation. */
  end(row: number): number;
  stamp(slot: number): number;
  /** Index of 8-byte words. */
  value(slot: number): number;
  /** A lock around the arena, and behind it how many slots were given out, and a free list for each power of two. */
  readonly arena: number;
  capacityOf(channel: number): number;
  mark(channel: number): number;
  isClosed(channel: number): boolean;
}

export const layout = (buffer: SharedArrayBuffer): Layout => {
  const i32 = new Int32Array(buffer);
  const channels = Math.min(1 << 16, Math.floor(buffer.byteLength / BYTES_PER_CHANNEL));
  const ends = Math.min(1 << 15, channels * 4);
  const arena = 64;
  const workers = 256;
  const scratch = (workers + WORKERS * WORKER_WORDS) / 2;
  const table = (scratch + WORKERS * (BATCH + 8)) * 2;
  const endTable = table + channels * CHANNEL_WORDS;
  const rest = endTable + ends * 2;
  const slots = Math.floor((i32.length - rest - 2) / 3);
  const values = Math.ceil(rest / 2);
  const stamps = (values + slots) * 2;
  const channel = (index: number) => table + index * CHANNEL_WORDS;
  const capacityOf = (index: number) => i32[channel(index) + 1]!;
  const mark = (index: number) => 2 ** Math.ceil(Math.log2(capacityOf(index) + 1));
  return {
    i32,
    f64: new Float64Array(buffer),
    batch: BATCH,
    channels,
    ends,
    slots,
    worker: (worker) => workers + worker * WORKER_WORDS,
    parking: (worker) => workers + worker * WORKER_WORDS + 1,
    scratch: (worker) => scratch + worker * (BATCH + 8),
    used: channel,
    capacity: (index) => channel(index) + 1,
    offset: (index) => channel(index) + 2,
    count: (index, side) => channel(index) + 3 + side,
    rows: (index) => channel(index) + 5,
    demand: (index) => channel(index) + 6,
    layoutOf: (index) => channel(index) + 7,
    gate: (index, side) => channel(index) + 8 + side * 2,
    shares: (index) => channel(index) + 20,
    // On lines of their own, as in the core.
    head: (index) => channel(index) + 16,
    tail: (index) => channel(index) + 48,
    end: (row) => endTable + row * 2,
    stamp: (slot) => stamps + slot,
    value: (slot) => values + slot,
    arena,
    capacityOf,
    mark,
    isClosed: (index) => (Atomics.load(i32, channel(index) + 48) & mark(index)) !== 0,
  };
};
