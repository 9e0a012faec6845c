/** The seam that compiled code builds on, used as the transformer uses it: by itself, and as a part of another run. */
import { CancelledError, createScope, Err, Ok, PanicError, type Result, Task } from "milost";
import { compiled, enter, idleSignal, panic, settle } from "milost/abi";
import { describe, expect, test } from "vitest";
import { gate, settledNow, turn } from "./support.js";

const boom = Task.new((): Result<number, string> => {
  throw "boom";
});

/** Task.new(source).flatMap(() => next).map(f), by hand what the compiler emits. */
const chain = (
  source: () => Promise<Result<number, string>>,
  next: Task<number, string>,
  f: (n: number) => number = (n) => n,
) =>
  compiled<number, string>(async (activity) => {
    try {
      const first = await source();
      if (activity.over) return;
      if (first._tag !== "Ok") return activity.done(first);
      const second = await activity.enter(next);
      if (activity.over) return;
      if (second._tag !== "Ok") return activity.done(second);
      activity.done(Ok(f(second.value)));
    } catch (thrown) {
      activity.fail(thrown);
    }
  });

const one = async () => Ok(1);

describe.each([
  ["by itself", <T, E>(task: Task<T, E>) => task.run()],
  ["as a child", <T, E>(task: Task<T, E>) => Task.race([task]).run()],
  [
    "as a step",
    <T, E>(task: Task<T, E>) =>
      Task.ok(1)
        .flatMap(() => task)
        .run(),
  ],
  ["entered", <T, E>(task: Task<T, E>) => compiled<T, E>(async (a) => a.done(await a.enter(task))).run()],
] as [string, <T, E>(task: Task<T, E>) => Promise<Result<T, unknown>>][])("run %s", (_, run) => {
  test("settles as the chain it stands for", async () => {
    expect(await run(chain(one, Task.ok(2)))).toEqual(Ok(2));
    const later = Task.sleep(1).map(() => 3);
    expect(await run(chain(one, later))).toEqual(Ok(3));
    expect(await run(chain(async () => Err("e"), Task.ok(2)))).toEqual(Err("e"));
    const failing = chain(one, Task.err("e"));
    expect(await run(failing)).toEqual(Err("e"));
    expect(await run(failing.mapErr((e) => `${e}!`))).toEqual(Err("e!"));
    const sync = compiled<number, never>((activity) => activity.done(Ok(1)));
    expect(await run(sync)).toEqual(Ok(1));
    expect(await run(sync.map((n) => n + 1))).toEqual(Ok(2));
  });

  test("a throw is a panic that passes mapErr; so is a Fault of an entered task", async () => {
    const seen: unknown[] = [];
    const throwing = () => {
      throw "boom";
    };
    for (const task of [
      chain(() => Promise.reject("boom"), Task.ok(1)),
      chain(throwing, Task.ok(1)),
      chain(one, boom),
      chain(one, Task.ok(1), throwing),
      compiled<number, string>((activity) => activity.fail("boom")),
    ]) {
      for (const made of [task, task.mapErr((e) => `${seen.push(e)}`)]) {
        const { error } = await run(made);
        expect(error).toBeInstanceOf(PanicError);
        expect((error as PanicError).cause).toBe("boom");
      }
    }
    expect(seen).toEqual([]);
  });

  test("a cancel settles it at once while it awaits user code, and it takes no further step", async () => {
    const source = gate<Result<number, string>>();
    const trace: string[] = [];
    const next = Task.ok(1).tap(() => trace.push("entered"));
    const task = chain(() => source.promise, next);
    const running = run(task);
    task.cancel("why");
    expect(((await running).error as CancelledError).cause).toBe("why");
    source.open(Ok(1));
    await turn();
    expect(trace).toEqual([]);
    expect((await run(task)).error).toBeInstanceOf(CancelledError);
  });

  test("a rejection after its cancel is handled", async () => {
    const source = gate<Result<number, string>>();
    const task = chain(() => source.promise, Task.ok(1));
    const running = run(task);
    task.cancel();
    await running;
    source.fail("late");
    await turn();
  });

  test("a cancel reaches the entered task, and awaits its finalizers", async () => {
    const finalizer = gate();
    const started = gate();
    const next = Task.new(() => {
      started.open();
      return new Promise<never>(() => {});
    }).ensure(() => finalizer.promise);
    const task = chain(one, next);
    const running = run(task);
    await started.promise;
    task.cancel("why");
    expect(await settledNow(running)).toBe(false);
    finalizer.open();
    expect(((await running).error as CancelledError).cause).toBe("why");
  });

  test("a panicking finalizer of the entered task outweighs the cancel", async () => {
    const next = Task.never().ensure(() => {
      throw "finalizer";
    });
    const task = chain(one, next);
    const running = run(task);
    await turn();
    task.cancel();
    expect(((await running).error as PanicError).cause).toBe("finalizer");
  });

  test("a cancel of the entered task alone is one of the run", async () => {
    const next = Task.never();
    const task = chain(one, next);
    const running = run(task.mapErr(() => "not seen"));
    await turn();
    next.cancel("child");
    expect(((await running).error as CancelledError).cause).toBe("child");
    expect(task.isCancelled).toBe(false);
  });

  test("enters nothing once cancelled, also from within", async () => {
    const trace: string[] = [];
    const task: Task<number, string> = compiled(async (activity) => {
      task.cancel("inside");
      activity.done(await activity.enter(Task.ok(1).tap(() => trace.push("entered"))));
    });
    expect(((await run(task)).error as CancelledError).cause).toBe("inside");
    expect(trace).toEqual([]);
  });

  test("a patient one is awaited, with its finally blocks", async () => {
    const trace: string[] = [];
    const task: Task<number, string> = compiled(async (activity) => {
      try {
        const first = await activity.enter(Task.never());
        if (activity.cancelled) return;
        activity.done(first);
      } finally {
        await activity.enter(Task.sleep(5).tap(() => trace.push("cleaned")));
        if (activity.cancelled) activity.stop();
      }
    }, true);
    const running = run(task);
    await turn();
    task.cancel("why");
    expect(((await running).error as CancelledError).cause).toBe("why");
    expect(trace).toEqual(["cleaned"]);
  });

  test("its bodies get a real signal, which aborts with the reason", async () => {
    const signals: AbortSignal[] = [];
    const task = compiled<number, never>(async ({ signal }) => {
      signals.push(signal);
      await new Promise(() => {});
    });
    const running = run(task);
    expect(signals[0]).toBeInstanceOf(AbortSignal);
    task.cancel("why");
    expect(signals[0]?.reason).toBe("why");
    await running;
  });
});

test("run({ signal }) cancels it, and leaves no listener", async () => {
  const controller = new AbortController();
  const task = compiled<number, never>(async () => {
    await new Promise(() => {});
  });
  const running = task.run({ signal: controller.signal });
  controller.abort("user");
  expect(((await running).error as CancelledError).cause).toBe("user");
  expect(task.isCancelled).toBe(false);
  expect(((await task.run({ signal: controller.signal })).error as CancelledError).cause).toBe("user");
});

test("a scope waits for the function itself", async () => {
  const body = gate();
  const scope = createScope();
  const run = scope.run(
    compiled<number, never>(async (activity) => {
      await body.promise;
      activity.done(Ok(1));
    }),
  );
  scope.cancel();
  expect((await run).error).toBeInstanceOf(CancelledError);
  const end = scope[Symbol.asyncDispose]();
  expect(await settledNow(end)).toBe(false);
  body.open();
  await end;
});

describe("without a run", () => {
  test("enter gives the outcome with its provenance, settle the Result that run() gives", async () => {
    expect(enter(Task.ok(1))).toEqual(Ok(1));
    expect(await enter(Task.sleep(1).flatMap(() => Err("e")))).toEqual(Err("e"));
    const outcome = await enter(boom);
    expect(outcome._tag).toBe("Fault");
    const result = settle(outcome);
    expect(result._tag).toBe("Err");
    expect(result.error).toBeInstanceOf(PanicError);
    const marked = Task.ok(1);
    marked.cancel();
    expect((await enter(marked))._tag).toBe("Fault");
  });

  test("panic is the Err of run(), idleSignal a fresh real signal", () => {
    expect((panic("boom").error as PanicError).cause).toBe("boom");
    expect(idleSignal()).toBeInstanceOf(AbortSignal);
    expect(idleSignal()).not.toBe(idleSignal());
  });
});

describe("tasks entered inside one another, deeper than a stack", () => {
  /** `bottom` below so many levels, each of which adds one. */
  const down = (
    levels: number,
    bottom: Task<number, string>,
    made: Task<number, string>[] = [],
  ): Task<number, string> =>
    levels === 0
      ? bottom
      : compiled(async (activity) => {
          try {
            made.push(down(levels - 1, bottom, made));
            const below = await activity.enter(made.at(-1)!);
            if (activity.over) return;
            if (below._tag !== "Ok") return activity.done(below);
            activity.done(Ok(below.value + 1));
          } catch (thrown) {
            activity.fail(thrown);
          }
        });

  test("give what they give, the next time too", async () => {
    const task = down(20_000, Task.ok(0));
    expect(await task.run()).toEqual(Ok(20_000));
    expect(await task.run()).toEqual(Ok(20_000));
    expect(await down(20_000, Task.err("e")).run()).toEqual(Err("e"));
    expect((await down(20_000, boom).run()).error).toBeInstanceOf(PanicError);
  });

  test("are cancelled wherever they are by then", async () => {
    let entered = 0;
    const bottom = Task.new(() => Ok(++entered));
    for (let turns = 0; turns < 12; turns++) {
      const task = down(1_000, bottom);
      const run = task.run();
      for (let i = 0; i < turns; i++) await Promise.resolve();
      const before = entered;
      task.cancel("stop");
      const { error } = await run;
      if (before === 0) expect(error).toBeInstanceOf(CancelledError);
      expect(entered).toBe(before);
    }
  });

  test("are not entered once they are marked", async () => {
    let entered = 0;
    const made: Task<number, string>[] = [];
    const run = down(
      1_000,
      Task.new(() => Ok(++entered)),
      made,
    ).run();
    const { length } = made;
    expect(length).toBeLessThan(1_000);
    made.at(-1)!.cancel("stop");
    expect((await run).error).toBeInstanceOf(CancelledError);
    expect(made.length).toBe(length);
    expect(entered).toBe(0);
  });
});
