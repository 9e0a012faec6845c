/** Timers as cases: armed by the select that waits, taken back by the one that chose another. */
import { createChannel, after as idleFor, select, tick } from "milost";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tracked } from "../channel/suite/tracked.js";

const create = tracked(createChannel);

describe("time in select", { timeout: 10_000 }, () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("after fires when nothing else came in time, and is armed anew by each select", async () => {
    const [tx, rx] = await create<number>(1);
    const idle = idleFor(100);
    for (let i = 0; i < 3; i++) {
      let done = false;
      const chosen = select({ rx, idle }).then((outcome) => {
        done = true;
        return outcome;
      });
      await vi.advanceTimersByTimeAsync(99);
      expect(done).toBe(false);
      await vi.advanceTimersByTimeAsync(2);
      expect(await chosen).toEqual({ _tag: "idle", value: undefined });
    }
    tx.close();
  });

  it("an after that lost leaves no timer that does anything", async () => {
    const [tx, rx] = await create<number>(1);
    const chosen = select({ rx, idle: idleFor(50) });
    await tx.send(1);
    expect((await chosen)._tag).toBe("rx");
    const next = select({ rx, idle: idleFor(1000) });
    await vi.advanceTimersByTimeAsync(500);
    await tx.send(2);
    expect((await next)._tag).toBe("rx");
  });

  it("the earlier of two timers wins", async () => {
    const chosen = select({ late: idleFor(30), early: idleFor(10) });
    await vi.advanceTimersByTimeAsync(40);
    expect((await chosen)._tag).toBe("early");
  });

  it("tick keeps its phase over many selects", async () => {
    const beat = tick(100);
    const from = performance.now();
    const at: number[] = [];
    const running = (async () => {
      for (let i = 0; i < 4; i++) {
        const { value } = await select({ beat });
        expect(value).toBe(1);
        at.push(performance.now() - from);
      }
    })();
    await vi.advanceTimersByTimeAsync(450);
    await running;
    expect(at.map((ms) => Math.floor(ms / 100))).toEqual([1, 2, 3, 4]);
  });

  it("ticks that nobody waited for come as one, with their number", async () => {
    const beat = tick(10);
    await vi.advanceTimersByTimeAsync(35);
    expect(await select({ beat })).toEqual({ _tag: "beat", value: 3 });
    const next = select({ beat });
    await vi.advanceTimersByTimeAsync(6);
    expect(await next).toEqual({ _tag: "beat", value: 1 });
  });

  it("a tick goes to one of those who wait for it, the next one to the next", async () => {
    const ticks = tick(100);
    const got: string[] = [];
    for (const name of ["a", "b", "c"]) {
      void select({ ticks }).then(({ value }) => got.push(`${name}${value}`));
    }
    for (const expected of [["a1"], ["a1", "b1"], ["a1", "b1", "c1"]]) {
      await vi.advanceTimersByTimeAsync(100);
      expect(got).toEqual(expected);
    }
  });

  it("times that are none are RangeErrors", () => {
    for (const bad of [-1, Number.NaN]) expect(() => idleFor(bad)).toThrow(RangeError);
    for (const bad of [-1, 0, Number.NaN]) expect(() => tick(bad)).toThrow(/ML3911/);
  });
});
