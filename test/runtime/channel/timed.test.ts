/** `batch`, `debounce`, `throttle` on a clock that the test turns. */
import { createChannel } from "milost";
import { batch, debounce, throttle } from "milost/channel";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drain, tracked, waiting } from "./suite/tracked.js";

const create = tracked(createChannel);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("by the clock", { timeout: 10_000 }, () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("batch: full lists at once, the rest at the end", async () => {
    const [tx, rx] = await create<number>(10);
    await tx.sendAll([0, 1, 2, 3, 4, 5, 6]);
    tx.close();
    expect(await drain(batch(rx, 3))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });

  it("batch: a list that is not full comes when its first value is so old", async () => {
    const [tx, rx] = await create<number>(10);
    const lists: number[][] = [];
    const reading = (async () => {
      for await (const list of batch(rx, 3, 100)) lists.push(list);
    })();
    await tx.send(1);
    await pass(60);
    await tx.send(2);
    await pass(39);
    expect(lists).toEqual([]);
    await pass(2);
    expect(lists).toEqual([[1, 2]]);
    await pass(500);
    expect(lists).toHaveLength(1);
    await tx.sendAll([3, 4, 5, 6]);
    await pass(0);
    expect(lists).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    tx.close();
    await reading;
    expect(lists.at(-1)).toEqual([6]);
  });

  it("batch: with 0 a list is what lies ready", async () => {
    const [tx, rx] = await create<number>(10);
    const lists = batch(rx, 100, 0);
    await tx.sendAll([1, 2, 3]);
    expect((await lists.receive()).unwrap()).toEqual([1, 2, 3]);
    await tx.sendAll([4]);
    expect(lists.tryReceive().value).toEqual([4]);
    expect(lists.tryReceive().error?._tag).toBe("Empty");
  });

  it("batch: what was pulled for a cancelled receive is in the next list", async () => {
    const [tx, rx] = await create<number>(10);
    const lists = batch(rx, 3, 50);
    const controller = new AbortController();
    const received = lists.receive(controller);
    await tx.sendAll([1, 2]);
    controller.abort("enough");
    await expect(received).rejects.toBe("enough");
    expect(waiting(tx, rx)).toBe(0);
    await tx.send(3);
    expect((await lists.receive()).unwrap()).toEqual([1, 2, 3]);
    for (const bad of [0, -1, 1.5]) expect(() => batch(rx, bad)).toThrow(RangeError);
    expect(() => batch(rx, 1, -1)).toThrow(RangeError);
  });

  it("debounce: the last of a burst, once it is quiet", async () => {
    const [tx, rx] = await create<number>(10);
    const got: number[] = [];
    const reading = (async () => {
      for await (const value of debounce(rx, 100)) got.push(value);
    })();
    for (const value of [1, 2, 3]) {
      await tx.send(value);
      await pass(60);
    }
    expect(got).toEqual([]);
    await pass(50);
    expect(got).toEqual([3]);
    await tx.send(4);
    await tx.send(5);
    tx.close();
    await reading;
    expect(got).toEqual([3, 5]);
  });

  it("throttle: the first at once, then the latest of each period, and the last", async () => {
    const [tx, rx] = await create<number>(10);
    const got: [number, number][] = [];
    const from = performance.now();
    const reading = (async () => {
      for await (const value of throttle(rx, 100))
        got.push([value, Math.floor((performance.now() - from) / 100)]);
    })();
    await tx.send(1);
    await pass(10);
    expect(got).toEqual([[1, 0]]);
    for (const value of [2, 3, 4]) {
      await tx.send(value);
      await pass(10);
    }
    expect(got).toHaveLength(1);
    await pass(70);
    expect(got).toEqual([
      [1, 0],
      [4, 1],
    ]);
    await pass(300);
    await tx.sendAll([5, 6]);
    await pass(1);
    expect(got.at(-1)?.[0]).toBe(5);
    tx.close();
    await reading;
    expect(got.at(-1)?.[0]).toBe(6);
  });
});

it("who waits longest is served first, also before a timer that is late has told", async () => {
  const [tx, rx] = await create<number>(4);
  const lists = batch(rx, 3, 2);
  tx.trySend(1);
  const first = lists.receive();
  const due = performance.now() + 5;
  while (performance.now() < due);
  const second = lists.receive();
  tx.close();
  expect((await first).unwrap()).toEqual([1]);
  expect((await second)._tag).toBe("None");
});
