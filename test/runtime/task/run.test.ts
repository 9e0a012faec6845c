import { CancelledError, Err, Ok, PanicError, type Result, Task } from "milost";
import { describe, expect, test } from "vitest";
import { gate } from "./support.js";

describe("run", () => {
  test("nothing happens before it, and the body starts before it returns", async () => {
    const trace: string[] = [];
    const task = Task.new(() => {
      trace.push("body");
      return Ok(1);
    });
    expect(trace).toEqual([]);
    const promise = task.run();
    expect(trace).toEqual(["body"]);
    expect(promise).toBeInstanceOf(Promise);
    expect(await promise).toEqual(Ok(1));
  });

  test("a task can be run again, and by two at a time", async () => {
    let runs = 0;
    const task = Task.new(async () => Ok(++runs)).map((n) => n * 10);
    expect(await task.run()).toEqual(Ok(10));
    expect(await Promise.all([task.run(), task.run()])).toEqual([Ok(20), Ok(30)]);
  });

  test("a task is no thenable", async () => {
    const task = Task.ok(1);
    expect("then" in task).toBe(false);
    expect(await task).toBe(task);
    expect(task._tag).toBe("Task");
  });

  test.each([
    [
      "a throw",
      () => {
        throw "boom";
      },
    ],
    ["a rejection", () => Promise.reject("boom")],
    [
      "a thenable that throws",
      () => ({
        then() {
          throw "boom";
        },
      }),
    ],
    [
      "a thenable whose then is a getter that throws",
      () => ({
        get then() {
          throw "boom";
        },
      }),
    ],
  ] as [string, () => Promise<Result<number, string>>][])(
    "%s in the body is a panic with its cause",
    async (_, body) => {
      const result = await Task.new(body).run();
      expect(result._tag).toBe("Err");
      expect(result.error).toBeInstanceOf(PanicError);
      expect((result.error as PanicError).cause).toBe("boom");
    },
  );

  test.each([undefined, null, 1, "Ok", {}, { _tag: "Some", value: 1 }, Task.ok(1)])(
    "a body that answers %o panics",
    async (answer) => {
      const result = await Task.new(() => answer as unknown as Result<number, string>).run();
      expect(result.error).toBeInstanceOf(PanicError);
      expect(String((result.error as PanicError).cause)).toContain("ML2904");
    },
  );

  test("a thenable body is awaited, and its second answer ignored", async () => {
    const thenable = {
      then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
        resolve(Ok(1));
        resolve(Ok(2));
        reject("late");
      },
    };
    const task = Task.new(() => thenable as unknown as Promise<Result<number, never>>);
    expect(await task.map((n) => n + 1).run()).toEqual(Ok(2));
  });

  test("a body always gets a real signal, however it declares it", async () => {
    const signals: unknown[] = [];
    const see = (signal: unknown) => {
      signals.push(signal);
      return Ok(0);
    };
    await Task.new((...all) => see(all[0])).run();
    await Task.new((signal = undefined as never) => see(signal)).run();
    await Task.new(function () {
      // biome-ignore lint/complexity/noArguments: that `arguments` holds the signal is what is tested
      return see(arguments[0]);
    }).run();
    for (const signal of signals) expect(signal).toBeInstanceOf(AbortSignal);
    expect(new Set(signals).size).toBe(3);
    await fetch("data:,x", { signal: signals[0] as AbortSignal });
  });

  test("callbacks are plain calls with one argument", async () => {
    const seen: unknown[] = [];
    const look = function (this: unknown, ...all: unknown[]) {
      seen.push(this, all.length);
      return all[0];
    };
    await Task.ok(1).map(look).tap(look).run();
    await Task.err(1).mapErr(look).tapErr(look).run();
    expect(seen).toEqual([undefined, 1, undefined, 1, undefined, 1, undefined, 1]);
    await Task.ok(1)
      .ensure(function (this: unknown, ...all: unknown[]) {
        expect(this).toBeUndefined();
        expect(all).toEqual([]);
      })
      .run();
  });
});

describe("provenance", () => {
  const cancelled = new CancelledError("a value");

  test("an Err that user code returns is E, whatever it holds", async () => {
    const task = Task.new(() => Err(cancelled)).mapErr((error) => ["mapped", error] as const);
    expect(await task.run()).toEqual(Err(["mapped", cancelled]));
    const inner = Task.new((): Result<number, string> => {
      throw "inner";
    });
    // Handing on the very Result of an inner run makes its TaskError an E.
    const outer = Task.new(() => inner.run()).mapErr((error) =>
      typeof error === "string" ? error : error._tag,
    );
    expect(await outer.run()).toEqual(Err("PanicError"));
  });

  test("a panic of the run passes mapErr, orElse, tapErr and retry", async () => {
    const seen: unknown[] = [];
    let attempts = 0;
    const result = await Task.new((): Result<number, string> => {
      attempts++;
      throw "boom";
    })
      .retry({ attempts: 3 })
      .mapErr((error) => seen.push(error))
      .tapErr((error) => seen.push(error))
      .orElse((error) => Ok(seen.push(error)))
      .map(() => seen.push("map"))
      .run();
    expect(result.error).toBeInstanceOf(PanicError);
    expect(attempts).toBe(1);
    expect(seen).toEqual([]);
  });

  test("a panic of a task that a step answers is one of the run", async () => {
    const seen: unknown[] = [];
    const result = await Task.ok(1)
      .flatMap(() =>
        Task.new((): Result<number, string> => {
          throw "inner";
        }),
      )
      .mapErr((error) => seen.push(error))
      .run();
    expect((result.error as unknown as PanicError).cause).toBe("inner");
    expect(seen).toEqual([]);
  });
});

describe("long chains", () => {
  test("a hundred thousand tasks that answer tasks need no stack", async () => {
    const count = (n: number): Task<string, never> =>
      n === 0 ? Task.ok("done") : Task.ok(n).flatMap((m) => count(m - 1));
    expect(await count(100_000).run()).toEqual(Ok("done"));
    const waited = gate();
    const late = (n: number): Task<string, never> =>
      n === 0
        ? Task.new(async () => {
            await waited.promise;
            return Ok("late");
          })
        : Task.ok(n).flatMap((m) => late(m - 1));
    const promise = late(100_000).run();
    waited.open();
    expect(await promise).toEqual(Ok("late"));
    const cancelledLate = late(100_000);
    const cancelledRun = cancelledLate.run();
    cancelledLate.cancel("enough");
    expect((await cancelledRun).error).toBeInstanceOf(CancelledError);
  });

  test("ten thousand steps on one task", async () => {
    let task: Task<number, never> = Task.ok(0);
    for (let i = 0; i < 10_000; i++) task = task.map((n) => n + 1);
    expect(await task.run()).toEqual(Ok(10_000));
  });
});
