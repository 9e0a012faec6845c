/**
 * Memory stays flat under one long-lived parent: a million tasks that are cancelled, that time out, that lose a race, that
 * wait for one pending promise, or that follow one signal; and a million that sleep at once. Each in a process of its own, with
 * the collector at hand. `MILOST_MILLION=1` makes it a million throughout; unless told, the slower ones stop at a part of that.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);

const prelude = `
import { Task, Ok, createSemaphore, createScope } from "milost";
import { compiled, ok } from "milost/abi";
import { getEventListeners } from "node:events";
const forever = new Promise(() => {});
const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const controller = new AbortController();
const semaphore = createSemaphore(1);
semaphore.tryAcquire();
const pending = Task.fromPromise(forever);
`;

/** Runs \`step\` in batches; answers by how many bytes the heap grew per step between a warm state and the end. */
const grows = async (step: string, steps: number): Promise<number> => {
  const script = `${prelude}
const step = ${step};
const many = async (count) => {
  for (let done = 0; done < count; done += 1000) {
    const all = [];
    for (let i = 0; i < 1000; i++) all.push(step(done + i));
    await Promise.all(all);
    await turn();
  }
};
await many(${steps / 10});
const before = heap();
await many(${steps});
await turn();
const after = heap();
const listeners = getEventListeners(controller.signal, "abort").length;
console.log(JSON.stringify({ perStep: (after - before) / ${steps}, listeners }));
process.exit(0);`;
  const { stdout } = await run(
    process.execPath,
    ["--expose-gc", "--input-type=module", "--no-warnings", "-e", script],
    { cwd: import.meta.dirname, timeout: PATIENCE },
  );
  const { perStep, listeners } = JSON.parse(stdout) as { perStep: number; listeners: number };
  expect(listeners).toBe(0);
  return perStep;
};

const MILLION = 1_000_000;
/** A part of a million, or all of it on demand. */
const part = (share: number): number => (process.env.MILOST_MILLION === "1" ? MILLION : MILLION / share);
const PATIENCE = process.env.MILOST_MILLION === "1" ? 400_000 : 60_000;

describe("memory", () => {
  const parent = "Task.never().ensure(() => {})";
  test.each([
    [
      "cancelled, the body ignores its signal",
      part(4),
      "() => { const t = Task.new(() => new Promise(() => {})); const r = t.run(); t.cancel(); return r; }",
    ],
    [
      "cancelled while asleep",
      MILLION,
      "() => { const t = Task.sleep(1e9); const r = t.run(); t.cancel(); return r; }",
    ],
    ["timed out", part(4), "() => Task.never().timeout(0).run()"],
    ["in time, the timer taken back", MILLION, "() => Task.ok(1).timeout(1e9).run()"],
    [
      "following one signal that never aborts",
      part(4),
      "() => Task.ok(1).run({ signal: controller.signal })",
    ],
    ["losing a race", part(4), `() => Task.race([${parent}, Task.ok(1)]).run()`],
    [
      "waiting for one pending promise, cancelled",
      part(4),
      "() => { const t = pending.map((n) => n); const r = t.run(); t.cancel(); return r; }",
    ],
    [
      "waiting for a semaphore, cancelled",
      part(4),
      "() => { const t = semaphore.acquire(); const r = t.run(); t.cancel(); return r; }",
    ],
    [
      "run again and again",
      MILLION,
      "(() => { const t = Task.ok(1).map((n) => n); return () => t.run(); })()",
    ],
  ] as [string, number, string][])("is flat: %s", { timeout: PATIENCE }, async (_, steps, step) => {
    // A leak of one small object per step would be 16 bytes at the least.
    expect(await grows(step, steps)).toBeLessThan(2);
  });

  test("a promise that never settles keeps little of a run that was cancelled", {
    timeout: 60_000,
  }, async () => {
    // What `await` itself leaves on such a promise, and no run, error, task or result with it.
    const step = "() => { const t = Task.new(() => forever); const r = t.run(); t.cancel(); return r; }";
    expect(await grows(step, MILLION / 20)).toBeLessThan(600);
  });

  test("nor of one that was a child of all", { timeout: 60_000 }, async () => {
    const step = "(i) => Task.all([Task.new(() => forever), Task.err(new Array(100).fill(i))]).run()";
    expect(await grows(step, MILLION / 20)).toBeLessThan(800);
  });

  test("nor of one that was a compiled child of all", { timeout: 60_000 }, async () => {
    const step = `(i) => Task.all([
      compiled(async (activity) => { await forever; activity.done(ok(1)); }),
      Task.err(new Array(100).fill(i)),
    ]).run()`;
    expect(await grows(step, MILLION / 20)).toBeLessThan(800);
  });

  test("sleepers leave nothing once they are awake", { timeout: PATIENCE }, async () => {
    const step = `async () => {
      const all = [];
      for (let i = 0; i < ${part(10) / 1000}; i++) all.push(Task.sleep(1 + (i % 40)).run());
      await Promise.all(all);
    }`;
    // A thousand of these at once.
    expect(await grows(step, 1000)).toBeLessThan(part(10) / 1000);
  });

  test("is flat under one run that never ends", { timeout: PATIENCE }, async () => {
    // The parent takes its children from a queue: all are part of the one run in flight.
    const step = `(() => {
      const jobs = [];
      let wake = () => {};
      const parent = Task.gen(function* () {
        for (;;) {
          const job = jobs.pop();
          if (job === undefined) yield* Task.fromPromise(() => new Promise((resolve) => { wake = resolve; }));
          else {
            yield* Task.allSettled([Task.race([Task.sleep(1e9), Task.new(() => new Promise(() => {})), Task.ok(1)])]);
            job();
          }
        }
      });
      void parent.run();
      return () => new Promise((done) => { jobs.push(done); wake(); });
    })()`;
    expect(await grows(step, part(10))).toBeLessThan(2);
  });
});
