import { CancelledError, Err, Ok, PanicError, type Result, Task } from "milost";
import { describe, expect, test } from "vitest";
import { gate, settledNow, turn } from "./support.js";

const forever = () => new Promise<never>(() => {});
const reasonOf = (result: Result<unknown, unknown>): unknown => {
  expect(result.error).toBeInstanceOf(CancelledError);
  return (result.error as CancelledError).cause;
};

describe("the mark", () => {
  test("a marked task gives CancelledError without entering the body, alone and as a child", async () => {
    let entered = 0;
    const task = Task.new(() => Ok(++entered));
    expect(task.isCancelled).toBe(false);
    task.cancel("first");
    task.cancel("second");
    expect(task.isCancelled).toBe(true);
    const gen = Task.gen(function* () {
      return yield* task;
    });
    for (const run of [
      task.run(),
      Task.all([task]).run(),
      Task.race([task]).run(),
      Task.ok(0)
        .flatMap(() => task)
        .run(),
      Task.err(0)
        .orElse(() => task)
        .run(),
      gen.run(),
    ]) {
      expect(reasonOf(await run)).toBe("first");
    }
    const any = await Task.any([task]).run();
    expect(any.error as unknown as unknown[]).toHaveLength(1);
    const [settled] = (await Task.allSettled([task]).run()).value as [Result<number, unknown>];
    expect(reasonOf(settled)).toBe("first");
    expect(entered).toBe(0);
  });

  test("derived tasks are untouched by it, in every way to derive one", async () => {
    const task: Task<number, string> = Task.new(() => Ok(1));
    task.cancel();
    for (const derived of [
      task.map((n) => n),
      task.flatMap((n) => Ok(n)),
      task.mapErr((e) => e),
      task.orElse((e) => Err(e)),
      task.tap(() => {}),
      task.tapErr(() => {}),
      task.ensure(() => {}),
      task.timeout(60_000),
      task.retry({ attempts: 2 }),
      task.delay(0),
    ]) {
      expect(derived.isCancelled).toBe(false);
      expect(await derived.run()).toEqual(Ok(1));
    }
  });

  test("a cancel of a task does not reach runs of what is derived from it", async () => {
    const opened = gate();
    const task = Task.new(async () => {
      await opened.promise;
      return Ok(1);
    });
    const run = task.map((n) => n + 1).run();
    task.cancel();
    opened.open();
    expect(await run).toEqual(Ok(2));
  });

  test("all runs in flight are cancelled, wherever they are part of", async () => {
    const child = Task.new(forever);
    const runs = [
      child.run(),
      child.run(),
      Task.all([Task.never(), child]).run(),
      Task.race([child, Task.never()]).run(),
      Task.ok(1)
        .flatMap(() => child)
        .map(() => 1)
        .run(),
      Task.gen(function* () {
        return yield* child;
      }).run(),
    ];
    child.cancel("all of you");
    for (const run of runs) expect(reasonOf(await run)).toBe("all of you");
  });

  test("a child's cancel passes mapErr and orElse of its parent", async () => {
    const child = Task.new(forever);
    const seen: unknown[] = [];
    const run = Task.ok(1)
      .flatMap(() => child)
      .mapErr((error) => seen.push(error))
      .orElse((error) => Ok(seen.push(error)))
      .run();
    child.cancel();
    reasonOf(await run);
    expect(seen).toEqual([]);
  });

  test("combinators cancel runs, not tasks", async () => {
    const loser = Task.new(forever);
    expect(await Task.race([loser, Task.ok(1)]).run()).toEqual(Ok(1));
    expect(loser.isCancelled).toBe(false);
    const parent = Task.all([loser]);
    const run = parent.run();
    parent.cancel();
    await run;
    expect(loser.isCancelled).toBe(false);
    expect(parent.isCancelled).toBe(true);
  });
});

describe("a run in flight", () => {
  test("settles at once although its body ignores the signal, and what the body does later is discarded", async () => {
    const body = gate<Result<number, string>>();
    const trace: unknown[] = [];
    const task = Task.new(() => body.promise).map((n) => trace.push(n));
    const run = task.run();
    task.cancel("why");
    expect(reasonOf(await run)).toBe("why");
    body.open(Ok(1));
    await turn();
    expect(trace).toEqual([]);
  });

  test("a body that rejects after its cancel leaves no unhandled rejection", async () => {
    const body = gate<Result<number, string>>();
    const task = Task.new(() => body.promise);
    const run = task.run();
    task.cancel();
    await run;
    body.fail(new Error("late"));
    await turn();
  });

  test("the body's signal aborts with the reason, or with the error where there is none", async () => {
    for (const reason of ["why", undefined]) {
      let seen: AbortSignal | undefined;
      const task = Task.new((signal) => {
        seen = signal;
        return forever();
      });
      const run = task.run();
      expect(seen?.aborted).toBe(false);
      task.cancel(reason);
      expect(seen?.aborted).toBe(true);
      const { error } = await run;
      expect(seen?.reason).toBe(reason ?? error);
    }
  });

  test("a body that honours its signal may answer as it likes: the run is cancelled", async () => {
    const task = Task.new(
      (signal) =>
        new Promise<Result<number, string>>((resolve) => {
          signal.addEventListener("abort", () => resolve(Ok(1)));
        }),
    );
    const run = task.run();
    task.cancel();
    reasonOf(await run);
  });

  test("a cancel from within a synchronous step stops before the next one", async () => {
    const trace: string[] = [];
    const task: Task<number, never> = Task.ok(1)
      .tap(() => trace.push("one"))
      .tap(() => task.cancel("here"))
      .tap(() => trace.push("two"))
      .ensure(() => trace.push("finalizer"))
      .map((n) => n);
    expect(reasonOf(await task.run())).toBe("here");
    expect(trace).toEqual(["one", "finalizer"]);
  });

  test("a cancel from within the body, the last step, or beside a throw wins", async () => {
    const inBody: Task<number, never> = Task.new(() => {
      inBody.cancel("body");
      return Ok(1);
    });
    expect(reasonOf(await inBody.run())).toBe("body");
    const last: Task<number, never> = Task.ok(1).map((n) => {
      last.cancel("last");
      return n;
    });
    expect(reasonOf(await last.run())).toBe("last");
    const throwing: Task<number, never> = Task.ok(1).map(() => {
      throwing.cancel("then thrown");
      throw "boom";
    });
    expect(reasonOf(await throwing.run())).toBe("then thrown");
    const asynchronous: Task<never, never> = Task.new(() => {
      asynchronous.cancel("then awaited");
      return forever();
    });
    expect(reasonOf(await asynchronous.run())).toBe("then awaited");
    const rejecting: Task<never, never> = Task.new(() => {
      rejecting.cancel("then rejected");
      return Promise.reject("boom");
    });
    expect(reasonOf(await rejecting.run())).toBe("then rejected");
  });

  test("a cancel after the end changes nothing", async () => {
    const task = Task.new(async () => Ok(1));
    const result = await task.run();
    task.cancel();
    expect(result).toEqual(Ok(1));
  });

  test("a listener that cancels again, or another task, does no harm", async () => {
    const other = Task.new(forever);
    const task = Task.new((signal) => {
      signal.addEventListener("abort", () => {
        task.cancel("again");
        other.cancel("other");
      });
      return forever();
    }) as Task<never, never>;
    const both = Task.allSettled([task, other]);
    const run = both.run();
    task.cancel("first");
    const [first, second] = (await run).value as Result<never, unknown>[];
    expect(reasonOf(first!)).toBe("first");
    expect(reasonOf(second!)).toBe("other");
  });

  test("a panic stays a panic when the cancel comes while its finalizers run", async () => {
    const finalizer = gate();
    const task = Task.ok(1)
      .map(() => {
        throw "boom";
      })
      .ensure(() => finalizer.promise);
    const run = task.run();
    task.cancel();
    finalizer.open();
    expect((await run).error).toBeInstanceOf(PanicError);
  });
});

describe("run({ signal })", () => {
  test("its reason is the cause; the task is not marked", async () => {
    const controller = new AbortController();
    const task = Task.new(forever);
    const run = task.run({ signal: controller.signal });
    const other = task.run();
    controller.abort("user");
    expect(reasonOf(await run)).toBe("user");
    expect(task.isCancelled).toBe(false);
    expect(await settledNow(other)).toBe(false);
    task.cancel();
    await other;
  });

  test("aborted before: the body is not entered", async () => {
    let entered = false;
    const task = Task.new(() => {
      entered = true;
      return Ok(1);
    });
    expect(reasonOf(await task.run({ signal: AbortSignal.abort("before") }))).toBe("before");
    expect(entered).toBe(false);
  });

  test("the body's signal is its own, and aborts with the same reason", async () => {
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const run = Task.new((signal) => {
      seen = signal;
      return forever();
    }).run({ signal: controller.signal });
    expect(seen).not.toBe(controller.signal);
    controller.abort("user");
    expect(seen?.reason).toBe("user");
    await run;
  });
});
