/** The wheel behind every wait, seen through `Task.sleep`: against a sorted list, and in a process of its own. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { Task } from "milost";
import { afterEach, describe, expect, test, vi } from "vitest";

afterEach(() => void vi.useRealTimers());

/** Milliseconds on every level of the wheel, and beyond its reach. */
const milliseconds = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 2000 }),
  fc.integer({ min: 0, max: 2 ** 21 }),
  fc.integer({ min: 0, max: 2 ** 34 }),
  fc.integer({ min: 2 ** 34, max: 2 ** 37 }),
);

const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("sleep" as const), ms: milliseconds }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 5000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("far" as const), ms: fc.integer({ min: 0, max: 2 ** 32 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat() }) },
);

describe("the wheel", () => {
  test("wakes every sleeper in its millisecond, in the order of time and then of start", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
        vi.useFakeTimers();
        try {
          const woken: number[] = [];
          const asleep: { id: number; at: number; task: Task<void, never> }[] = [];
          const expected: number[] = [];
          let id = 0;
          const pass = async (ms: number): Promise<void> => {
            await vi.advanceTimersByTimeAsync(ms);
            const now = Date.now();
            const due = asleep.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.id - b.id);
            for (const sleeper of due) {
              expected.push(sleeper.id);
              asleep.splice(asleep.indexOf(sleeper), 1);
            }
            expect(woken).toEqual(expected);
          };
          for (const step of operations) {
            if (step.kind === "sleep") {
              const own = id++;
              const task = Task.sleep(step.ms);
              void task.run().then((result) => result._tag === "Ok" && woken.push(own));
              // A timer of the platform waits a millisecond at least.
              asleep.push({ id: own, at: Date.now() + Math.max(step.ms, 1), task });
            } else if (step.kind === "cancel") {
              const [sleeper] = asleep.splice(step.pick % Math.max(asleep.length, 1), 1);
              sleeper?.task.cancel();
            } else await pass(step.ms);
          }
          for (const { at } of [...asleep].sort((a, b) => a.at - b.at))
            await pass(Math.max(0, at - Date.now()));
          expect(asleep).toEqual([]);
          expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
        } finally {
          vi.useRealTimers();
        }
      }),
      { numRuns: 300 },
    );
  });

  test("real time after fake time, and fake after real, are worlds of their own", async () => {
    vi.useFakeTimers();
    void Task.sleep(1).run();
    vi.useRealTimers();
    expect((await Task.sleep(1).run())._tag).toBe("Ok");
    vi.useFakeTimers();
    const run = Task.sleep(1000).run();
    await vi.advanceTimersByTimeAsync(1000);
    expect((await run)._tag).toBe("Ok");
  });

  test("never wakes early", async () => {
    for (const ms of [0, 1, 2, 5, 10]) {
      const start = performance.now();
      await Task.sleep(ms).run();
      expect(performance.now() - start).toBeGreaterThanOrEqual(ms);
    }
  });
});

describe("a process", () => {
  const run = promisify(execFile);
  const script = async (code: string): Promise<string> => {
    const source = `import { Task, Ok } from "milost"; process.on("exit", () => console.log("exit")); ${code}`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", source], {
      cwd: import.meta.dirname,
      timeout: 20_000,
    });
    return stdout.trim().replaceAll("\n", " ");
  };

  test("stays alive while somebody sleeps, and ends after", async () => {
    expect(await script("Task.sleep(50).tap(() => console.log('awake')).run();")).toBe("awake exit");
  });

  test("stays alive for the next sleeper although the timer of an earlier one was taken back", async () => {
    const code = `const far = Task.sleep(1e8); far.run(); const near = Task.sleep(30); near.run(); near.cancel(); far.cancel();
      await null; Task.sleep(60).tap(() => console.log('awake')).run();`;
    expect(await script(code)).toBe("awake exit");
  });

  test("ends when the only sleeper is cancelled, and is not held by never or by a timeout in time", async () => {
    const code = `const t = Task.sleep(1e8); t.run(); t.cancel(); Task.never().run(); await Task.ok(1).timeout(1e8).run();
      console.log('done');`;
    expect(await script(code)).toBe("done exit");
  });
});
