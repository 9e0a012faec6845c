/** What a pool promises, whatever the transport. */
import { createChannel, type Err, Task } from "milost";
import {
  createPool,
  type Pool,
  type PoolOptions,
  type PoolTaskOptions,
  transfer,
  type WorkerLostError,
} from "milost/threads";
import { afterEach, describe, expect, it } from "vitest";
import type * as Work from "./work.mjs";

const url = new URL("./work.mjs", import.meta.url);
const open = new Set<Pool>();

/** Everything in `work.mjs`, by name, as the functions that a test wants. */
type Functions = typeof Work;

const failed = (result: { readonly _tag: string }): unknown => (result as Err<unknown>).error;
const cause = (result: { readonly _tag: string }): unknown => (failed(result) as Error).cause;

/** Waits until a thread has set the word. */
const until = async (words: Int32Array, index: number): Promise<number> => {
  while (Atomics.load(words, index) === 0) await Task.sleep(1).run();
  return Atomics.load(words, index);
};
const shared = (words: number): Int32Array => new Int32Array(new SharedArrayBuffer(words * 4));

export const poolSuite = (transport: "shared" | "port"): void => {
  const pooled = (options: PoolOptions = {}) => {
    const pool = createPool({ size: 2, transport, ...options });
    open.add(pool);
    const fn = <K extends keyof Functions & string>(name: K, options?: PoolTaskOptions) =>
      pool.task<Extract<Functions[K], (...args: never[]) => unknown>>(url, name, options);
    return { pool, fn };
  };

  afterEach(async () => {
    await Promise.all([...open].map((pool) => pool.close({ now: true })));
    open.clear();
  });

  describe("answers", () => {
    it("gives values of every kind back, encoded or cloned", async () => {
      const { pool, fn } = pooled();
      expect(pool.transport).toBe(transport);
      const values = [
        0,
        -0,
        Number.NaN,
        1.5,
        "",
        "aé\ud800",
        "x".repeat(500),
        "y".repeat(70_000),
        true,
        false,
        null,
        undefined,
        new Uint8Array([1, 2, 3]),
        new Uint8Array(1000).fill(7),
        10n,
        { a: [1, { b: "c" }] },
        new Map([[1, 2]]),
      ];
      for (const value of values) expect(await fn("echo")(value).run()).toMatchObject({ _tag: "Ok", value });
      expect(await fn("echo")(...values).run()).toMatchObject({ _tag: "Ok", value: values });
      expect(await fn("types")(1, "a", new Uint8Array(2), null, [1]).run()).toMatchObject({
        value: "Number,String,Uint8Array,null,Array",
      });
    });

    it("takes Results and Tasks, sync and async", async () => {
      const { fn } = pooled();
      for (const name of ["half", "halfLater", "halfTask"] as const) {
        expect(await fn(name)(8).run()).toMatchObject({ _tag: "Ok", value: 4 });
        expect(await fn(name)(7).run()).toMatchObject({ _tag: "Err", error: { _tag: "Odd", n: 7 } });
      }
    });

    it("makes a panic of a throw, with what was thrown as its cause", async () => {
      const { fn } = pooled();
      const thrown = await fn("fail")("boom").run();
      expect(failed(thrown)).toMatchObject({ _tag: "PanicError" });
      expect(cause(thrown)).toMatchObject({ name: "TypeError", message: "boom" });
      expect(cause(await fn("rejectWith")("text").run())).toBe("text");
      expect(cause(await fn("panicTask")().run())).toMatchObject({ message: "inside" });
    });

    it("moves what `transfer` marks, there and back, once", async () => {
      const { fn } = pooled();
      const bytes = new Uint8Array(100).fill(1);
      const more = new Uint8Array(10).fill(2);
      const task = fn("moveOn")(transfer(bytes, [bytes.buffer]), transfer({ more }, [more.buffer]));
      expect([bytes.length, more.length]).toEqual([100, 10]);
      const moved = await task.run();
      expect([bytes.length, more.length]).toEqual([0, 0]);
      expect(moved).toMatchObject({
        value: { bytes: new Uint8Array(100).fill(1), more: new Uint8Array(10).fill(2) },
      });
      // There is nothing left to move.
      expect(cause(await task.run())).toMatchObject({ message: expect.stringContaining("ML3943") });
      // Unmarked, they are copied.
      const copied = new Uint8Array(8);
      expect(await fn("lengthOf")(copied).run()).toMatchObject({ value: 8 });
      expect(copied).toHaveLength(8);
    });

    it("lets jobs tell how far they are through a channel", async () => {
      const { fn } = pooled();
      const [tx, rx] = await createChannel<number>({ shared: true });
      const run = fn("inSteps")(tx.handle(), 4).run();
      tx.close();
      const steps: number[] = [];
      for await (const step of rx) steps.push(step);
      expect(steps).toEqual([0.25, 0.5, 0.75, 1]);
      expect(await run).toMatchObject({ value: "done" });
    });

    it("says what cannot be sent and what is no function", async () => {
      const { pool, fn } = pooled();
      expect(cause(await fn("echo")(() => 1).run())).toMatchObject({
        message: expect.stringContaining("ML3943"),
      });
      expect(cause(await fn("uncloneable")().run())).toMatchObject({
        message: expect.stringContaining("ML3943"),
      });
      expect(cause(await pool.task(url, "notAFunction")().run())).toMatchObject({
        message: expect.stringContaining('exports no function "notAFunction"'),
      });
      expect(failed(await pool.task(new URL("./nowhere.mjs", url), "f")().run())).toMatchObject({
        _tag: "PanicError",
      });
      expect(await fn("add")(1, 2).run()).toMatchObject({ value: 3 });
    });

    it("is lazy, and runs again", async () => {
      const { pool, fn } = pooled();
      const task = fn("add")(1, 2);
      expect(pool.stats).toMatchObject({ waiting: 0, running: 0, done: 0 });
      expect([await task.run(), await task.run()]).toMatchObject([{ value: 3 }, { value: 3 }]);
      expect(pool.stats).toMatchObject({ size: 2, idle: 2, waiting: 0, running: 0, done: 2, failed: 0 });
    });
  });

  describe("order", () => {
    it("is larger priority first, then first come first served, for encoded and cloned arguments alike", async () => {
      const { fn } = pooled({ size: 1 });
      const [gate, log] = [shared(2), shared(64)];
      const holding = fn("hold")(gate).run();
      await until(gate, 1);
      await 0;
      const runs = [0, 5, -3, 5, 0, 1_000_000, -1_000_000, -3].map((priority, index) =>
        fn("note", { priority })(log, index + 1).run(),
      );
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
      await Promise.all([holding, ...runs]);
      expect([...log.subarray(1, 9)]).toEqual([6, 2, 4, 1, 5, 3, 8, 7]);
    });

    it("holds for what waits outside the run queue, and nothing is lost", async () => {
      const { pool, fn } = pooled({ queue: 3 });
      const runs = Array.from({ length: 200 }, (_, index) =>
        fn("add", { priority: index % 7 })(index, 1).run(),
      );
      expect(pool.stats.waiting + pool.stats.running).toBe(200);
      const results = await Promise.all(runs);
      results.forEach((result, index) => {
        expect(result).toMatchObject({ _tag: "Ok", value: index + 1 });
      });
      expect(pool.stats).toMatchObject({ waiting: 0, running: 0, done: 200 });
    });
  });

  describe("cancel", () => {
    it("takes a waiting job off, in the run queue and outside", async () => {
      const { pool, fn } = pooled({ size: 1, queue: 3 });
      const [gate, log] = [shared(2), shared(16)];
      const holding = fn("hold")(gate).run();
      await until(gate, 1);
      const tasks = [1, 2, 3, 4, 5, 6].map((entry) => fn("note")(log, entry));
      const runs = tasks.map((task) => task.run());
      for (const index of [1, 4]) tasks[index]!.cancel("enough");
      expect(failed((await runs[1])!)).toMatchObject({ _tag: "CancelledError", cause: "enough" });
      expect(failed((await runs[4])!)).toMatchObject({ _tag: "CancelledError" });
      Atomics.store(gate, 0, 1);
      await Promise.all([holding, ...runs]);
      expect([...log.subarray(0, 6)]).toEqual([4, 1, 3, 4, 6, 0]);
      expect(pool.stats).toMatchObject({ cancelled: 2, done: 5, waiting: 0, running: 0 });
    });

    it("settles at once and asks a running job to stop", async () => {
      const { pool, fn } = pooled({ size: 1 });
      const flags = shared(3);
      const task = fn("untilAborted")(flags);
      const run = task.run();
      await until(flags, 0);
      task.cancel("enough");
      expect(failed(await run)).toMatchObject({ _tag: "CancelledError", cause: "enough" });
      expect(await until(flags, 1)).toBe(2);
      expect(await fn("add")(1, 1).run()).toMatchObject({ value: 2 });
      expect(pool.stats).toMatchObject({ replaced: 0, cancelled: 1, done: 1 });
    });

    it.runIf(transport === "shared")("is seen by a loop that never awaits", async () => {
      const { fn } = pooled({ size: 1 });
      const flags = shared(3);
      const task = fn("untilCancelled")(flags);
      const run = task.run();
      await until(flags, 0);
      task.cancel();
      await run;
      expect(await until(flags, 1)).toBe(1);
      expect(await fn("add")(1, 1).run()).toMatchObject({ value: 2 });
    });

    it("ends the thread if it was told to, and no other job with it", async () => {
      const { pool, fn } = pooled({ size: 1 });
      for (let round = 0; round < 3; round++) {
        const flags = shared(3);
        const task = fn("forever", { onCancel: "terminate" })(flags);
        const run = task.run();
        await until(flags, 0);
        const after = fn("add")(round, 1).run();
        task.cancel();
        expect(failed(await run)).toMatchObject({ _tag: "CancelledError" });
        expect(await after).toMatchObject({ value: round + 1 });
      }
      expect(pool.stats).toMatchObject({ replaced: 3, cancelled: 3, done: 3, failed: 0 });
    });

    it("never takes another job's thread", async () => {
      const { fn } = pooled();
      // Each cancel races with the end of its job and the start of the next.
      const runs = Array.from({ length: 300 }, (_, index) => {
        const task = fn("add", index % 3 === 0 ? { onCancel: "terminate" } : {})(index, 0);
        const run = task.run();
        if (index % 3 === 0) setTimeout(() => task.cancel(), index / 20);
        return run;
      });
      const results = await Promise.all(runs);
      results.forEach((result, index) => {
        if (index % 3 === 0 && result._tag === "Err")
          expect(result.error).toMatchObject({ _tag: "CancelledError" });
        else expect(result).toMatchObject({ _tag: "Ok", value: index });
      });
    });
  });

  describe("death of a thread", () => {
    it.each([
      ["exit", 3],
      ["uncaught", undefined],
    ] as const)("by %s is an Err of its job, and heals", async (name, arg) => {
      const { pool, fn } = pooled();
      const lost = await (name === "exit" ? fn(name)(arg as number) : fn(name)()).run();
      expect(failed(lost)).toMatchObject({ _tag: "PanicError" });
      expect(cause(lost)).toMatchObject({ _tag: "WorkerLost" });
      if (name === "exit") expect((cause(lost) as WorkerLostError).exitCode).toBe(3);
      expect(await Promise.all([1, 2, 3, 4].map((n) => fn("add")(n, 1).run()))).toMatchObject(
        [2, 3, 4, 5].map((value) => ({ value })),
      );
      expect(pool.stats).toMatchObject({ replaced: 1, failed: 1, done: 4, running: 0 });
    });

    it("by lack of memory is an Err of its job, and heals", async () => {
      const { pool, fn } = pooled({ size: 1, resourceLimits: { maxOldGenerationSizeMb: 24 } });
      const runs = [
        fn("add")(1, 1).run(),
        fn("hoard")().run(),
        fn("add")(2, 2).run(),
        fn("echo")({ n: 1 }).run(),
      ];
      const [before, hoarded, after, cloned] = await Promise.all(runs);
      expect(before).toMatchObject({ value: 2 });
      expect(cause(hoarded!)).toMatchObject({ _tag: "WorkerLost", message: expect.stringMatching(/memory/) });
      expect(after).toMatchObject({ value: 4 });
      expect(cloned).toMatchObject({ value: { n: 1 } });
      expect(pool.stats).toMatchObject({ replaced: 1, failed: 1, done: 3 });
    }, 30_000);

    it("at any moment loses no other job", async () => {
      const { pool, fn } = pooled({ size: 3, queue: 16 });
      const deaths = 60;
      const runs = Array.from({ length: deaths * 5 }, (_, index) =>
        index % 5 === 4 ? fn("exit")(index).run() : fn("add")(index, index % 5).run(),
      );
      const results = await Promise.all(runs);
      results.forEach((result, index) => {
        if (index % 5 === 4) expect(cause(result)).toMatchObject({ _tag: "WorkerLost", exitCode: index });
        else expect(result).toMatchObject({ _tag: "Ok", value: index + (index % 5) });
      });
      expect(pool.stats).toMatchObject({
        replaced: deaths,
        failed: deaths,
        done: deaths * 4,
        running: 0,
        waiting: 0,
      });
    }, 120_000);
  });

  describe("close", () => {
    it("waits for what is under way and refuses the rest", async () => {
      const { pool, fn } = pooled();
      const runs = [1, 2, 3, 4, 5].map((n) => fn("spin")(n).run());
      const closed = pool.close();
      const refused = await fn("add")(1, 2).run();
      expect(cause(refused)).toMatchObject({ _tag: "PoolClosed" });
      for (const run of runs) expect(await run).toMatchObject({ _tag: "Ok" });
      await closed;
      await pool.close();
    });

    it("now cancels what is under way", async () => {
      const { pool, fn } = pooled({ size: 1, queue: 2 });
      const flags = shared(3);
      const runs = [fn("forever")(flags).run(), ...[1, 2, 3].map((n) => fn("add")(n, 1).run())];
      await until(flags, 0);
      const draining = pool.close();
      await pool.close({ now: true });
      await draining;
      for (const run of runs) {
        expect(failed(await run)).toMatchObject({ _tag: "CancelledError", cause: { _tag: "PoolClosed" } });
      }
    });

    it("comes with `await using`", async () => {
      let run: Promise<unknown>;
      {
        await using pool = createPool({ size: 1, transport });
        run = pool.task(url, "add")(1, 2).run();
      }
      expect(await run).toMatchObject({ value: 3 });
    });
  });

  it.each([
    { size: 0 },
    { size: 64 },
    { size: 1.5 },
    { queue: 0 },
    { memory: 1 },
    { transport: "pigeon" as "port" },
  ])("refuses %o", (options) => {
    expect(() => createPool({ transport, ...options })).toThrow(/ML3944/);
  });

  it("refuses bad options of a task", () => {
    const { pool } = pooled({ size: 1 });
    expect(() => pool.task(url, "add", { priority: 0.5 })).toThrow(/ML3944/);
    expect(() => pool.task(url, "add", { onCancel: "shrug" as "wait" })).toThrow(/ML3944/);
  });
};
