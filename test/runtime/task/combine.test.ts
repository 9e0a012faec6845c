import { CancelledError, Err, Ok, PanicError, type Result, Task } from "milost";
import { describe, expect, test } from "vitest";
import { gate, settledNow, turn } from "./support.js";

const forever = () => new Promise<never>(() => {});
const panicking = Task.new((): Result<number, string> => {
  throw "boom";
});

/** What the four have in common; the checker cannot call a union of overloads. */
type Combine = (
  tasks: Task<number, never>[],
  options?: { readonly concurrency: number },
) => Task<unknown, unknown>;

/** A task that never ends by itself and notes what became of it. */
const witness = (trace: string[], name: string) =>
  Task.new((signal) => {
    trace.push(`${name} starts`);
    signal.addEventListener("abort", () => trace.push(`${name} aborts`));
    return forever();
  }).ensure(async () => {
    await null;
    trace.push(`${name} ends`);
  });

describe("all", () => {
  test("gives the values in order, whatever order they come in", async () => {
    const first = gate<Result<string, never>>();
    const run = Task.all([Task.new(() => first.promise), Task.ok(2), Task.sleep(1).map(() => 3)]).run();
    first.open(Ok("one"));
    expect(await run).toEqual(Ok(["one", 2, 3]));
    expect(await Task.all([]).run()).toEqual(Ok([]));
    expect(await Task.all(new Set([Task.ok(1), Task.ok(2)])).run()).toEqual(Ok([1, 2]));
  });

  test("the first Err cancels the others and awaits their finalizers", async () => {
    const trace: string[] = [];
    const result = await Task.all([
      witness(trace, "a"),
      Task.new(async () => Err("e")),
      witness(trace, "b"),
    ]).run();
    expect(result).toEqual(Err("e"));
    expect(trace).toEqual(["a starts", "b starts", "a aborts", "b aborts", "a ends", "b ends"]);
  });

  test("an Err at once keeps the rest from starting", async () => {
    const trace: string[] = [];
    expect(await Task.all([Task.err("e"), witness(trace, "a")]).run()).toEqual(Err("e"));
    expect(trace).toEqual([]);
  });

  test("a panic of a child is one of the run", async () => {
    const seen: unknown[] = [];
    const { error } = await Task.all([panicking, Task.never()])
      .mapErr((e) => seen.push(e))
      .run();
    expect(error).toBeInstanceOf(PanicError);
    expect(seen).toEqual([]);
  });

  test("the list is copied when the task is made", async () => {
    const tasks: Task<number, never>[] = [Task.ok(1)];
    const task = Task.all(tasks);
    tasks.push(Task.ok(2));
    expect(await task.run()).toEqual(Ok([1]));
    expect(await task.run()).toEqual(Ok([1]));
  });

  test("no more than `concurrency` run at a time, all of them in the end", async () => {
    for (const concurrency of [1, 2, 3, 7, 10, 100, Number.POSITIVE_INFINITY]) {
      let running = 0;
      let most = 0;
      const tasks = Array.from({ length: 10 }, (_, i) =>
        Task.new(async () => {
          most = Math.max(most, ++running);
          for (let k = 0; k <= i % 3; k++) await null;
          running--;
          return Ok(i);
        }),
      );
      const result = await Task.all(tasks, { concurrency }).run();
      expect(result).toEqual(Ok([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
      expect(most).toBe(Math.min(concurrency, 10));
    }
  });

  test("a hundred thousand synchronous tasks one at a time need no stack", async () => {
    const tasks = Array.from({ length: 100_000 }, (_, i) => Task.ok(i));
    const result = await Task.all(tasks, { concurrency: 1 }).run();
    expect(result.value).toHaveLength(100_000);
  });

  test.each([0, -1, 1.5, Number.NaN, "2", null])("concurrency %o is a RangeError at once", (concurrency) => {
    const options = { concurrency: concurrency as number };
    for (const combine of [Task.all, Task.allSettled, Task.any] as Combine[]) {
      expect(() => combine([Task.ok(1)], options)).toThrow(RangeError);
      expect(() => combine([Task.ok(1)], options)).toThrow("ML2908");
    }
  });

  test("something that is no task is a TypeError at once, which names it", () => {
    const wrong = [Task.ok(1), Promise.resolve(1)] as unknown as Task<number, never>[];
    for (const combine of [Task.all, Task.allSettled, Task.any, Task.race] as Combine[]) {
      expect(() => combine(wrong)).toThrow("number 1 is none");
    }
  });
});

describe("bare bodies under all", () => {
  /** A body that never ends by itself and puts its signal in the list. */
  const waiting = (signals: AbortSignal[]) =>
    Task.new((signal) => {
      signals.push(signal);
      return forever();
    });

  test("the cancel of one ends them all: it gets the reason, each of the others an error of its own", async () => {
    const signals: AbortSignal[] = [];
    const first = waiting(signals);
    const run = Task.all([first, waiting(signals)]).run();
    first.cancel("why");
    expect(((await run).error as CancelledError).cause).toBe("why");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(signals[0]?.reason).toBe("why");
    expect(signals[1]?.reason).toBeInstanceOf(CancelledError);
  });

  test("a signal asked for does not abort once its body has answered", async () => {
    const signals: AbortSignal[] = [];
    const answering = (result: Result<number, string>) =>
      Task.new(async (signal) => {
        signals.push(signal);
        await null;
        return result;
      });
    await Task.all([answering(Ok(1)), answering(Err("e")), waiting(signals)]).run();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, true]);
  });

  test("a body that declares no parameter gets a signal all the same", async () => {
    const signals: AbortSignal[] = [];
    const undeclared = Task.new((...[signal]: [AbortSignal]) => {
      signals.push(signal);
      return forever();
    });
    await Task.all([undeclared, Task.err("e")]).run();
    expect(signals[0]?.aborted).toBe(true);
  });

  test("a task may stand in the list twice, and run elsewhere meanwhile", async () => {
    const signals: AbortSignal[] = [];
    const task = waiting(signals);
    const outcomes = [
      Task.all([task, task]).run(),
      task.run(),
      Task.all([task]).run(),
      Task.all([waiting(signals), task]).run(),
    ];
    expect(signals).toHaveLength(6);
    task.cancel("why");
    for (const { error } of await Promise.all(outcomes)) expect((error as CancelledError).cause).toBe("why");
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  test("a task in flight outside is reached after its all is over", async () => {
    const signals: AbortSignal[] = [];
    const task = waiting(signals);
    const inside = Task.all([task, Task.err("e").delay(1)]).run();
    const alone = task.run();
    expect(await inside).toEqual(Err("e"));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    task.cancel();
    expect((await alone).error).toBeInstanceOf(CancelledError);
    expect(task.isCancelled).toBe(true);
  });

  test("can be run again after they are over", async () => {
    const task = Task.new(async () => Ok(1));
    const both = Task.all([task, task]);
    expect(await both.run()).toEqual(Ok([1, 1]));
    expect(await both.run()).toEqual(Ok([1, 1]));
    task.cancel();
    expect((await both.run()).error).toBeInstanceOf(CancelledError);
  });

  test.each([
    [
      "throws",
      () => {
        throw "boom";
      },
    ],
    ["rejects", () => Promise.reject("boom")],
    [
      "answers what throws when it is read",
      () => ({
        get _tag() {
          throw "boom";
        },
      }),
    ],
  ] as [string, () => never][])("one that %s is a panic of the run", async (_, body) => {
    const signals: AbortSignal[] = [];
    const { error } = await Task.all([waiting(signals), Task.new(body)]).run();
    expect(error).toBeInstanceOf(PanicError);
    expect((error as unknown as PanicError).cause).toBe("boom");
    expect(signals[0]?.aborted).toBe(true);
  });

  test("one that answers no Result is a panic that says so", async () => {
    const { error } = await Task.all([Task.new((async () => 1) as unknown as () => Result<1, never>)]).run();
    expect((error as unknown as PanicError).message).toContain("ML2904");
  });

  test("a listener of the user's may cancel what is being cancelled", async () => {
    const second = Task.new(forever);
    const first = Task.new((signal) => {
      signal.addEventListener("abort", () => second.cancel("by the listener"));
      return forever();
    });
    const run = Task.all([first, second]).run();
    first.cancel("first");
    expect(((await run).error as CancelledError).cause).toBe("by the listener");
  });
});

describe("allSettled", () => {
  test("gives every Result as run() would", async () => {
    const { value } = await Task.allSettled([Task.ok(1), Task.err("e"), panicking]).run();
    expect(value?.[0]).toEqual(Ok(1));
    expect(value?.[1]).toEqual(Err("e"));
    expect(value?.[2].error).toBeInstanceOf(PanicError);
    expect(await Task.allSettled([]).run()).toEqual(Ok([]));
  });
});

describe("any", () => {
  test("the first Ok wins and cancels the others", async () => {
    const trace: string[] = [];
    const result = await Task.any([witness(trace, "a"), Task.err("e"), Task.sleep(1).map(() => 7)]).run();
    expect(result).toEqual(Ok(7));
    expect(trace).toEqual(["a starts", "a aborts", "a ends"]);
  });

  test("without an Ok it gives all errors in order, and an empty list for none", async () => {
    const late = Task.sleep(1).flatMap(() => Err("late"));
    expect(await Task.any([late, Task.err("e")]).run()).toEqual(Err(["late", "e"]));
    expect(await Task.any([]).run()).toEqual(Err([]));
  });

  test("a panic does not keep another one from winning, and stands among the errors else", async () => {
    expect(await Task.any([panicking, Task.ok(1)]).run()).toEqual(Ok(1));
    const { error } = await Task.any([panicking, Task.err("e")]).run();
    expect((error as unknown[])[0]).toBeInstanceOf(PanicError);
    expect((error as unknown[])[1]).toBe("e");
  });
});

describe("race", () => {
  test("the first to settle wins, by value or by error", async () => {
    const trace: string[] = [];
    expect(await Task.race([witness(trace, "a"), Task.sleep(1).map(() => 7)]).run()).toEqual(Ok(7));
    expect(await Task.race([witness(trace, "b"), Task.sleep(1).flatMap(() => Err("e"))]).run()).toEqual(
      Err("e"),
    );
    expect(trace).toEqual(["a starts", "a aborts", "a ends", "b starts", "b aborts", "b ends"]);
  });

  test("of none never settles, but by a cancel", async () => {
    const task = Task.race([]);
    const run = task.run();
    expect(await settledNow(run)).toBe(false);
    task.cancel();
    expect((await run).error).toBeInstanceOf(CancelledError);
  });

  test("is not over before the losers' finalizers are", async () => {
    const finalizer = gate();
    const run = Task.race([Task.ok(1).delay(1), Task.never().ensure(() => finalizer.promise)]).run();
    await Task.sleep(10).run();
    expect(await settledNow(run)).toBe(false);
    finalizer.open();
    expect(await run).toEqual(Ok(1));
  });

  test("a panic in a loser's finalizer replaces the outcome", async () => {
    const loser = Task.never().ensure(() => {
      throw "finalizer";
    });
    const { error } = await Task.race([loser, Task.ok(1)]).run();
    expect((error as unknown as PanicError).cause).toBe("finalizer");
  });
});

describe("nothing outlives the parent", () => {
  test.each(["all", "any", "race", "allSettled"] as const)(
    "a cancel of %s reaches every child",
    async (name) => {
      const trace: string[] = [];
      const task: Task<unknown, unknown> = (Task[name] as Combine)([
        witness(trace, "a"),
        witness(trace, "b"),
      ]);
      const run = task.run();
      task.cancel("why");
      expect(((await run).error as CancelledError).cause).toBe("why");
      expect(trace).toEqual(["a starts", "b starts", "a aborts", "b aborts", "a ends", "b ends"]);
      await turn();
      expect(trace).toHaveLength(6);
    },
  );

  test("a cancel while children are started starts no further one", async () => {
    const trace: string[] = [];
    const task: Task<unknown, never> = Task.all([
      Task.new(() => {
        task.cancel("inside");
        return forever();
      }),
      witness(trace, "never"),
    ]);
    expect(((await task.run()).error as CancelledError).cause).toBe("inside");
    expect(trace).toEqual([]);
  });
});
