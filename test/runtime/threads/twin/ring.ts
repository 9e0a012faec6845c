/** The bounded queue of `ring.rs`: positions are 32 bits and wrap, so all arithmetic on them ends with `| 0`. */
import type { Layout } from "./layout.ts";

const PATIENCE = 128;

interface Shape {
  readonly offset: number;
  readonly capacity: number;
  readonly mark: number;
  readonly lap: number;
}

const shapeOf = (at: Layout, channel: number): Shape => {
  const capacity = at.capacityOf(channel);
  const mark = 1 << (32 - Math.clz32(capacity));
  return { offset: at.i32[at.offset(channel)]!, capacity, mark, lap: mark * 2 };
};

const advance = ({ capacity, mark, lap }: Shape, position: number, count: number): number => {
  const index = (position & (mark - 1)) + count;
  return index < capacity ? (position + count) | 0 : ((position & ~(lap - 1)) + lap + index - capacity) | 0;
};

const stampOf = (at: Layout, { offset, mark }: Shape, position: number): number =>
  at.stamp(offset + (position & (mark - 1)));

/** How many slots from `position` on carry the stamp of their position plus `ahead`. */
const run = (at: Layout, shape: Shape, position: number, ahead: number, count: number): number => {
  let length = 1;
  let next = position;
  while (length < Math.min(count, shape.capacity)) {
    next = advance(shape, next, 1);
    if (Atomics.load(at.i32, stampOf(at, shape, next)) !== ((next + ahead) | 0)) break;
    length++;
  }
  return length;
};

/** Publishes up to `count` values of `source`; how many, -1: closed. */
export const pushMany = (
  at: Layout,
  channel: number,
  source: Float64Array,
  from: number,
  count: number,
): number => {
  const { i32, f64 } = at;
  const shape = shapeOf(at, channel);
  const tailAt = at.tail(channel);
  let patience = PATIENCE;
  for (;;) {
    const tail = Atomics.load(i32, tailAt);
    if ((tail & shape.mark) !== 0) return -1;
    const stamp = Atomics.load(i32, stampOf(at, shape, tail));
    if (stamp === tail) {
      const free = run(at, shape, tail, 0, count);
      if (Atomics.compareExchange(i32, tailAt, tail, advance(shape, tail, free)) !== tail) continue;
      let position = tail;
      for (let i = 0; i < free; i++) {
        const slot = shape.offset + (position & (shape.mark - 1));
        f64[at.value(slot)] = source[from + i]!;
        Atomics.store(i32, at.stamp(slot), (position + 1) | 0);
        position = advance(shape, position, 1);
      }
      return free;
    }
    const lapped = ((stamp + shape.lap) | 0) === ((tail + 1) | 0);
    if (lapped && ((Atomics.load(i32, at.head(channel)) + shape.lap) | 0) === tail) return 0;
    if (patience-- === 0) return 0;
  }
};

/** Takes up to `count` values into `sink`; how many, -1: closed and drained. */
export const popMany = (
  at: Layout,
  channel: number,
  sink: Float64Array,
  from: number,
  count: number,
): number => {
  const { i32, f64 } = at;
  const shape = shapeOf(at, channel);
  const headAt = at.head(channel);
  let patience = PATIENCE;
  for (;;) {
    const head = Atomics.load(i32, headAt);
    const stamp = Atomics.load(i32, stampOf(at, shape, head));
    if (stamp === ((head + 1) | 0)) {
      const ready = run(at, shape, head, 1, count);
      if (Atomics.compareExchange(i32, headAt, head, advance(shape, head, ready)) !== head) continue;
      let position = head;
      for (let i = 0; i < ready; i++) {
        const slot = shape.offset + (position & (shape.mark - 1));
        sink[from + i] = f64[at.value(slot)]!;
        Atomics.store(i32, at.stamp(slot), (position + shape.lap) | 0);
        position = advance(shape, position, 1);
      }
      return ready;
    }
    if (stamp === head) {
      const tail = Atomics.load(i32, at.tail(channel));
      if ((tail & ~shape.mark) === head) return tail === head ? 0 : -1;
    }
    if (patience-- === 0) return 0;
  }
};

export const ringReset = (at: Layout, channel: number, offset: number, capacity: number): void => {
  const { i32 } = at;
  for (let i = 0; i < capacity; i++) Atomics.store(i32, at.stamp(offset + i), i);
  i32[at.capacity(channel)] = capacity;
  i32[at.offset(channel)] = offset;
  Atomics.store(i32, at.head(channel), 0);
  Atomics.store(i32, at.tail(channel), 0);
};

export const ringClose = (at: Layout, channel: number): void => {
  Atomics.or(at.i32, at.tail(channel), shapeOf(at, channel).mark);
};

export const ringLength = (at: Layout, channel: number): number => {
  const { capacity, mark } = shapeOf(at, channel);
  for (;;) {
    const tail = Atomics.load(at.i32, at.tail(channel));
    const head = Atomics.load(at.i32, at.head(channel));
    if (Atomics.load(at.i32, at.tail(channel)) !== tail) continue;
    const first = head & (mark - 1);
    const end = tail & (mark - 1);
    if (first !== end) return first < end ? end - first : capacity - first + end;
    return (tail & ~mark) === head ? 0 : capacity;
  }
};
