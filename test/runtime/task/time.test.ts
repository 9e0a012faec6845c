import {
  CancelledError,
  Err,
  exponential,
  fibonacci,
  jitter,
  linear,
  Ok,
  onlyIf,
  PanicError,
  Task,
  TimeoutError,
} from "milost";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

/** Fake clocks: what is measured here is order and arithmetic, never how long something really takes. */
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe("sleep", () => {
  test("wakes in the order of time, those of one time in the order of start", async () => {
    const trace: unknown[] = [];
    const times = [30, 10, 20, 10, 0, 10_000, 1000, 20, 3_000_000_000];
    for (const [index, ms] of times.entries())
      void Task.sleep(ms)
        .run()
        .then(() => trace.push([ms, index]));
    await pass(1);
    expect(trace).toEqual([[0, 4]]);
    await pass(28);
    expect(trace).toEqual([
      [0, 4],
      [10, 1],
      [10, 3],
      [20, 2],
      [20, 7],
    ]);
    await pass(1);
    expect(trace.at(-1)).toEqual([30, 0]);
    await pass(9_999);
    expect(trace.slice(-2)).toEqual([
      [1000, 6],
      [10_000, 5],
    ]);
    await pass(2_999_000_000);
    expect(trace).toHaveLength(8);
    await pass(1_000_000);
    expect(trace).toHaveLength(9);
  });

  test("one timer of the platform serves them all, and none is left behind", async () => {
    const tasks = Array.from({ length: 1000 }, (_, i) => Task.sleep(1000 + i));
    const all = Task.all(tasks);
    const run = all.run();
    expect(vi.getTimerCount()).toBe(1);
    all.cancel();
    expect((await run).error).toBeInstanceOf(CancelledError);
    await pass(5000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([-1, Number.NaN, "x"])("%o is a RangeError at once", (ms) => {
    const wrong = ms as number;
    for (const make of [
      () => Task.sleep(wrong),
      () => Task.ok(1).timeout(wrong),
      () => Task.ok(1).delay(wrong),
      () => Task.ok(1).retry({ attempts: 2, delay: Number.NaN }),
    ]) {
      expect(make).toThrow(RangeError);
      expect(make).toThrow("ML2905");
    }
  });

  test("never is never over by itself", async () => {
    const task = Task.never();
    let over = false;
    const run = task.run().finally(() => {
      over = true;
    });
    await pass(1e9);
    expect(over).toBe(false);
    task.cancel();
    expect((await run).error).toBeInstanceOf(CancelledError);
  });
});

describe("timeout", () => {
  test("fails with a TimeoutError, an E, after cancelling and awaiting finalizers", async () => {
    const trace: unknown[] = [];
    const run = Task.new((signal) => {
      signal.addEventListener("abort", () => trace.push(signal.reason));
      return new Promise<never>(() => {});
    })
      .ensure(() => Task.sleep(50).run())
      .timeout(100)
      .mapErr((error) => ["mapped", error] as const)
      .run()
      .finally(() => trace.push("over"));
    await pass(100);
    expect(trace).toHaveLength(1);
    await pass(50);
    const { error } = await run;
    const [mapped, timeout] = error as unknown as readonly [string, TimeoutError];
    expect(mapped).toBe("mapped");
    expect(timeout).toBeInstanceOf(TimeoutError);
    expect(timeout._tag).toBe("TimeoutError");
    expect(trace).toEqual([timeout, "over"]);
  });

  test("what is over in time is not touched, and its timer goes", async () => {
    expect(await Task.ok(1).timeout(100).run()).toEqual(Ok(1));
    expect(await Task.err("e").timeout(100).run()).toEqual(Err("e"));
    const run = Task.sleep(10).timeout(100).run();
    await pass(10);
    expect(await run).toEqual(Ok(undefined));
    await pass(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a cancel is no timeout", async () => {
    const task = Task.never().timeout(100);
    const run = task.run();
    task.cancel("why");
    expect(((await run).error as CancelledError).cause).toBe("why");
  });
});

describe("delay", () => {
  test("waits before the body starts", async () => {
    const body = vi.fn(() => Ok(1));
    const run = Task.new(body).delay(100).run();
    await pass(99);
    expect(body).not.toHaveBeenCalled();
    await pass(1);
    expect(await run).toEqual(Ok(1));
  });
});

describe("retry", () => {
  const failing = (until: number) => {
    let attempts = 0;
    return { task: Task.new(() => (++attempts < until ? Err(attempts) : Ok("done"))), made: () => attempts };
  };

  test("attempts counts all of them; the last error stays", async () => {
    const { task, made } = failing(10);
    expect(await task.retry({ attempts: 3 }).run()).toEqual(Err(3));
    expect(made()).toBe(3);
    const once = failing(10);
    expect(await once.task.retry({ attempts: 1 }).run()).toEqual(Err(1));
    const success = failing(3);
    expect(await success.task.retry({ attempts: Number.POSITIVE_INFINITY }).run()).toEqual(Ok("done"));
    expect(success.made()).toBe(3);
  });

  test("waits as the policy says, and hands it failures and error", async () => {
    const { task } = failing(5);
    const policy = vi.fn((failures: number) => failures * 100);
    const times: number[] = [];
    const start = Date.now();
    const run = task
      .tapErr(() => times.push(Date.now() - start))
      .retry({ attempts: 5, delay: policy })
      .run();
    await pass(1000);
    expect(await run).toEqual(Ok("done"));
    expect(policy.mock.calls).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    expect(times).toEqual([0, 100, 300, 600]);
  });

  test("a policy that answers undefined gives up, one that throws or answers nonsense panics", async () => {
    const giveUp = failing(10);
    expect(await giveUp.task.retry({ attempts: 9, delay: () => undefined }).run()).toEqual(Err(1));
    const boom = () => {
      throw "policy";
    };
    const thrown = await failing(10).task.retry({ attempts: 9, delay: boom }).run();
    expect((thrown.error as PanicError).cause).toBe("policy");
    const nonsense = await failing(10)
      .task.retry({ attempts: 9, delay: () => Number.NaN })
      .run();
    expect(nonsense.error).toBeInstanceOf(PanicError);
  });

  test("is cancelled while it waits, and in the policy", async () => {
    const { task, made } = failing(10);
    const waiting = task.retry({ attempts: 9, delay: 60_000 });
    const run = waiting.run();
    waiting.cancel("enough");
    expect(((await run).error as CancelledError).cause).toBe("enough");
    expect(made()).toBe(1);
    const inside: Task<string, number> = task.retry({
      attempts: 9,
      delay: () => {
        inside.cancel("inside");
        return 0;
      },
    });
    expect(((await inside.run()).error as CancelledError).cause).toBe("inside");
    expect(made()).toBe(2);
    await pass(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("every attempt has its own signal and its own finalizers", async () => {
    const signals = new Set<AbortSignal>();
    let finalizers = 0;
    await Task.new((signal) => {
      signals.add(signal);
      return Err("e");
    })
      .ensure(() => finalizers++)
      .retry({ attempts: 3 })
      .run();
    expect([signals.size, finalizers]).toEqual([3, 3]);
  });

  test.each([0, -1, 1.5, Number.NaN, undefined])("attempts %o is a RangeError at once", (attempts) => {
    expect(() => Task.err(1).retry({ attempts: attempts as number })).toThrow("ML2906");
  });
});

describe("policies", () => {
  const waits = (
    policy: (failures: number, error: unknown) => number | undefined,
    count: number,
    error?: unknown,
  ) => Array.from({ length: count }, (_, i) => policy(i + 1, error));

  test("grow as their names say, up to their maximum", () => {
    expect(waits(exponential(100), 4)).toEqual([100, 200, 400, 800]);
    expect(waits(exponential(100, { factor: 3, max: 500 }), 4)).toEqual([100, 300, 500, 500]);
    expect(waits(exponential(1, { max: 60_000 }), 5000).at(-1)).toBe(60_000);
    expect(waits(fibonacci(10), 7)).toEqual([10, 10, 20, 30, 50, 80, 130]);
    expect(waits(fibonacci(10, { max: 45 }), 6)).toEqual([10, 10, 20, 30, 45, 45]);
    expect(waits(linear(10), 3)).toEqual([10, 20, 30]);
    expect(waits(linear(10, { max: 25 }), 4)).toEqual([10, 20, 25, 25]);
  });

  test("jitter shortens by chance, within its ratio", () => {
    expect(waits(jitter(100, { random: () => 0.25 }), 2)).toEqual([75, 75]);
    expect(waits(jitter(linear(100), { ratio: 0.5, random: () => 0.5 }), 2)).toEqual([75, 150]);
    for (const wait of waits(jitter(100), 100)) expect(wait).toBeGreaterThanOrEqual(0);
    for (const wait of waits(jitter(100, { ratio: 0.1 }), 100)) expect(wait).toBeGreaterThanOrEqual(90);
    expect(jitter(() => undefined)(1, "e")).toBeUndefined();
  });

  test("onlyIf gives up at the first error that does not pass", async () => {
    expect(
      waits(
        onlyIf((error) => error === "busy", 5),
        2,
        "busy",
      ),
    ).toEqual([5, 5]);
    expect(
      waits(
        onlyIf((error) => error === "busy"),
        1,
        "other",
      ),
    ).toEqual([undefined]);
    let attempts = 0;
    const run = Task.new(() => Err(++attempts < 3 ? "busy" : "fatal"))
      .retry({ attempts: 9, delay: onlyIf((error) => error === "busy", linear(10)) })
      .run();
    await pass(100);
    expect(await run).toEqual(Err("fatal"));
    expect(attempts).toBe(3);
  });

  test.each([exponential, fibonacci, linear])("%o takes no negative wait", (policy) => {
    expect(() => policy(-1)).toThrow("ML2905");
  });
});
