/** Channels, ends and slots of the twin: `channel.rs`, `ends.rs`, and a locked free list instead of `arena.rs`. */
import type { Layout } from "./layout.ts";
import { ringReset } from "./ring.ts";

const FREE = 0;
const OPEN = 1;
const TICKET = 2;
const INDEX_BITS = 15;
const GENERATIONS = 1 << 16;

interface Entry {
  readonly channel: number;
  readonly side: number;
  readonly owner: number;
  readonly travels: boolean;
}

/** `channel` (16), `owner` (8), `side` (1), `state` (2), from the highest. */
const pack = ({ channel, side, owner, travels }: Entry): number =>
  (channel << 16) | (owner << 8) | (side << 2) | (travels ? TICKET : OPEN);
const unpack = (word: number): Entry => ({
  channel: word >>> 16,
  owner: (word >>> 8) & 0xff,
  side: (word >>> 2) & 1,
  travels: (word & 3) === TICKET,
});

const enter = (at: Layout, entry: Entry): number => {
  for (let row = 0; row < at.ends; row++) {
    const word = at.end(row);
    if (Atomics.compareExchange(at.i32, word, FREE, pack(entry)) === FREE) {
      return (Atomics.load(at.i32, word + 1) << INDEX_BITS) | row;
    }
  }
  return -2;
};

/** The row of a live end with this token, or -1. */
const rowOf = (at: Layout, end: number): number => {
  const row = end & ((1 << INDEX_BITS) - 1);
  const live = Atomics.load(at.i32, at.end(row)) !== FREE;
  return live && Atomics.load(at.i32, at.end(row) + 1) === end >>> INDEX_BITS ? row : -1;
};

const classOf = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));

const locked = <R>(at: Layout, body: () => R): R => {
  while (Atomics.compareExchange(at.i32, at.arena, 0, 1) !== 0);
  try {
    return body();
  } finally {
    Atomics.store(at.i32, at.arena, 0);
  }
};

const allocate = (at: Layout, count: number): number =>
  locked(at, () => {
    const { i32, arena } = at;
    const list = arena + 2 + classOf(count);
    const first = i32[list]! - 1;
    if (first >= 0) {
      i32[list] = i32[at.stamp(first)]!;
      return first;
    }
    const used = i32[arena + 1]!;
    const next = used + 2 ** classOf(count);
    if (next > at.slots) return -1;
    i32[arena + 1] = next;
    return used;
  });

const release = (at: Layout, first: number, count: number): void =>
  locked(at, () => {
    const list = at.arena + 2 + classOf(count);
    at.i32[at.stamp(first)] = at.i32[list]!;
    at.i32[list] = first + 1;
  });

export const create = (at: Layout, me: number, capacity: number, layout: number): number => {
  const { i32 } = at;
  let channel = 0;
  while (Atomics.compareExchange(i32, at.used(channel), 0, 1) !== 0) if (++channel === at.channels) return -1;
  const offset = allocate(at, capacity);
  if (offset < 0) {
    Atomics.store(i32, at.used(channel), 0);
    return -3;
  }
  ringReset(at, channel, offset, capacity);
  i32[at.layoutOf(channel)] = layout;
  for (const word of [0, 1, 2, 3]) Atomics.store(i32, at.gate(channel, 0) + word, 0);
  Atomics.store(i32, at.demand(channel), 0);
  Atomics.store(i32, at.count(channel, 0), 1);
  Atomics.store(i32, at.count(channel, 1), 1);
  Atomics.store(i32, at.rows(channel), 2);
  for (const side of [0, 1]) {
    const end = enter(at, { channel, side, owner: me, travels: false });
    if (end < 0) return -2;
    at.f64[at.scratch(me) + side] = end;
  }
  return channel;
};

export const fork = (at: Layout, me: number, end: number, ticket: 0 | 1): number => {
  const row = rowOf(at, end);
  if (row < 0) return -1;
  const entry = unpack(Atomics.load(at.i32, at.end(row)));
  Atomics.add(at.i32, at.count(entry.channel, entry.side), 1);
  Atomics.add(at.i32, at.rows(entry.channel), 1);
  return enter(at, { ...entry, owner: me, travels: ticket === 1 });
};

export const redeem = (at: Layout, me: number, ticket: number): number => {
  const row = rowOf(at, ticket);
  if (row < 0) return -1;
  const before = Atomics.load(at.i32, at.end(row));
  const entry = unpack(before);
  if (!entry.travels) return -1;
  const after = pack({ ...entry, owner: me, travels: false });
  return Atomics.compareExchange(at.i32, at.end(row), before, after) === before
    ? at.i32[at.layoutOf(entry.channel)]!
    : -1;
};

/** Frees the row; `last` is called when the channel has no other end of that side. */
export const close = (at: Layout, end: number, ticket: 0 | 1, last: (channel: number) => void): boolean => {
  const { i32 } = at;
  const row = rowOf(at, end);
  if (row < 0) return false;
  const before = Atomics.load(i32, at.end(row));
  const { channel, side, travels } = unpack(before);
  if (travels !== (ticket === 1)) return false;
  // The next generation first: a token of this one is worth nothing from here on.
  const generation = end >>> INDEX_BITS;
  const next = (generation + 1) % GENERATIONS;
  if (Atomics.compareExchange(i32, at.end(row) + 1, generation, next) !== generation) return false;
  Atomics.store(i32, at.end(row), FREE);
  if (Atomics.sub(i32, at.count(channel, side), 1) === 1) last(channel);
  if (Atomics.sub(i32, at.rows(channel), 1) === 1) {
    release(at, i32[at.offset(channel)]!, at.capacityOf(channel));
    Atomics.store(i32, at.used(channel), 0);
  }
  return true;
};
