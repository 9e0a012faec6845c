/**
 * Four workers, two that send and two that receive, exchange numbers at four capacities; each number must come out
 * exactly once, and those of one sender in order. `MILOST_EXCHANGE` sets how many numbers: 200,000 unless told; the full
 * run is 4,000,000.
 */
import { createChannel } from "milost";
import { describe, expect, it } from "vitest";
import { play } from "./workers.js";

const TOTAL = Number(process.env.MILOST_EXCHANGE ?? 200_000);
const EACH = TOTAL / 2;

const exchange = async (capacity: number, mode: "sync" | "batch" | "await", each = EACH) => {
  const [tx, rx] = await createChannel<number>({ shared: true, capacity });
  const marks = new SharedArrayBuffer(2 * each);
  const consumers = [0, 1].map(() =>
    play<number>("consume", { rx: rx.handle(), tags: 2, stride: each, marks, mode }),
  );
  const producers = [0, 1].map((tag) => play<number>("produce", { tx: tx.handle(), tag, count: each, mode }));
  tx.close();
  rx.close();
  const reports = await Promise.all([...producers, ...consumers].map(({ report }) => report));
  expect(reports[2]! + reports[3]!).toBe(2 * each);
  expect(new Uint8Array(marks).every((mark) => mark === 1)).toBe(true);
};

describe("four workers", { timeout: 60_000 + TOTAL / 20 }, () => {
  for (const capacity of [1, 8, 64, 4096]) {
    it(`exchange ${TOTAL} numbers one by one at capacity ${capacity}`, () => exchange(capacity, "sync"));
  }
  for (const capacity of [1, 8, 64, 4096]) {
    it(`exchange ${TOTAL} numbers in batches at capacity ${capacity}`, () => exchange(capacity, "batch"));
  }
  for (const capacity of [0, 1, 64]) {
    it(`exchange 20000 numbers, awaited, at capacity ${capacity}`, () => exchange(capacity, "await", 10_000));
  }
});
