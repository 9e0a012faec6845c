/** The seam that compiled code builds on, used as the transformer uses it. */
import { CancelledError, createScope, Err, Ok, PanicError, type Result, Task } from "milost";
import { type Activity, compiled, enter, fault, idleSignal, type Outcome, panic, settle } from "milost/abi";
import { describe, expect, test } from "vitest";
import { gate, settledNow, turn } from "./support.js";

const boom = Task.new((): Result<number, string> => {
  throw "boom";
});

/** Task.new(source).map(n => n + 1).flatMap(next).map(f), by hand what the compiler emits. */
const chain = (
  source: () => Promise<Result<number, string>>,
  next: Task<number, string>,
  f: (n: number) => number = (n) => n,
) =>
  compiled(async (activity: Activity): Promise<Outcome<number, string> | undefined> => {
    const first = await source();
    if (activity.cancelled) return undefined;
    if (first._tag !== "Ok") return first;
    const second = await activity.enter(next);
    if (activity.cancelled || second._tag !== "Ok") return second;
    return Ok(f(second.value));
  });

describe("compiled", () => {
  test("settles as the chain it stands for", async () => {
    const source = async () => Ok(1);
    expect(await chain(source, Task.ok(2)).run()).toEqual(Ok(2));
    expect(
      await chain(
        source,
        Task.sleep(1).map(() => 3),
      ).run(),
    ).toEqual(Ok(3));
    expect(await chain(async () => Err("e"), Task.ok(2)).run()).toEqual(Err("e"));
    expect(
      await chain(source, Task.err("e"))
        .mapErr((e) => `${e}!`)
        .run(),
    ).toEqual(Err("e!"));
    expect(
      await compiled(() => Ok(1))
        .map((n) => n + 1)
        .run(),
    ).toEqual(Ok(2));
  });

  test("a throw, sync or async, is a panic that passes mapErr; so is a Fault of an entered task", async () => {
    const seen: unknown[] = [];
    const throwing = () => {
      throw "boom";
    };
    for (const task of [
      compiled(throwing),
      chain(() => Promise.reject("boom"), Task.ok(1)),
      chain(async () => Ok(1), boom),
      chain(async () => Ok(1), Task.ok(1), throwing),
      compiled(async () => fault("boom")),
    ] as Task<number, string>[]) {
      const { error } = await task.mapErr((e) => seen.push(e)).run();
      expect(error).toBeInstanceOf(PanicError);
      expect((error as unknown as PanicError).cause).toBe("boom");
    }
    expect(seen).toEqual([]);
  });

  test("a cancel settles it at once while it awaits user code, and it takes no further step", async () => {
    const source = gate<Result<number, string>>();
    const trace: string[] = [];
    const task = chain(
      () => source.promise,
      Task.ok(1).tap(() => trace.push("entered")),
      (n) => trace.push("mapped") + n,
    );
    const run = task.run();
    task.cancel("why");
    expect(((await run).error as CancelledError).cause).toBe("why");
    source.open(Ok(1));
    await turn();
    expect(trace).toEqual([]);
    expect((await task.run()).error).toBeInstanceOf(CancelledError);
  });

  test("a rejection after its cancel is handled", async () => {
    const source = gate<Result<number, string>>();
    const task = chain(() => source.promise, Task.ok(1));
    const run = task.run();
    task.cancel();
    await run;
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
    const task = chain(async () => Ok(1), next);
    const run = task.run();
    await started.promise;
    task.cancel("why");
    expect(await settledNow(run)).toBe(false);
    finalizer.open();
    expect(((await run).error as CancelledError).cause).toBe("why");
  });

  test("a panicking finalizer of the entered task outweighs the cancel", async () => {
    const next = Task.never().ensure(() => {
      throw "finalizer";
    });
    const task = chain(async () => Ok(1), next);
    const run = task.run();
    await turn();
    task.cancel();
    expect(((await run).error as PanicError).cause).toBe("finalizer");
  });

  test("a cancel of the entered task alone is one of the run", async () => {
    const next = Task.never();
    const task = chain(async () => Ok(1), next);
    const run = task.mapErr(() => "not seen").run();
    await turn();
    next.cancel("child");
    expect(((await run).error as CancelledError).cause).toBe("child");
    expect(task.isCancelled).toBe(false);
  });

  test("enters nothing once cancelled, also from within", async () => {
    const trace: string[] = [];
    const task: Task<number, string> = compiled(async (activity: Activity) => {
      task.cancel("inside");
      return activity.enter(Task.ok(1).tap(() => trace.push("entered")));
    });
    expect(((await task.run()).error as CancelledError).cause).toBe("inside");
    expect(trace).toEqual([]);
  });

  test("a patient one is awaited, with its finally blocks", async () => {
    const trace: string[] = [];
    const task: Task<number, string> = compiled(
      async (activity: Activity): Promise<Outcome<number, string>> => {
        try {
          const first = await activity.enter(Task.never());
          if (activity.cancelled || first._tag !== "Ok") return first;
          return Ok(1);
        } finally {
          await activity.enter(Task.sleep(5).tap(() => trace.push("cleaned")));
        }
      },
      true,
    );
    const run = task.run();
    await turn();
    task.cancel("why");
    expect(((await run).error as CancelledError).cause).toBe("why");
    expect(trace).toEqual(["cleaned"]);
  });

  test("works as a child, in a scope, and gives its body a signal", async () => {
    const signals: AbortSignal[] = [];
    const body = gate();
    const task = compiled(async (activity: Activity) => {
      signals.push(activity.signal);
      await body.promise;
      return Ok(1);
    });
    expect(await Task.race([task, Task.ok(2)]).run()).toEqual(Ok(2));
    expect(signals[0]?.aborted).toBe(true);
    const scope = createScope();
    const run = scope.run(task);
    scope.cancel();
    await run;
    const end = scope[Symbol.asyncDispose]();
    expect(await settledNow(end)).toBe(false);
    body.open();
    await end;
  });
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
