import { type CancelledError, Err, None, Ok, PanicError, Task } from "milost";
import { describe, expect, test } from "vitest";
import { gate, settledNow } from "./support.js";

describe("gen", () => {
  test("yield* answers values of Tasks and Results; the body returns the plain value", async () => {
    const task = Task.gen(function* () {
      const a = yield* Task.ok(1);
      const b = yield* Ok("2");
      const c = yield* Task.sleep(1).map(() => true);
      return [a, b, c] as const;
    });
    expect(await task.run()).toEqual(Ok([1, "2", true]));
    expect(await task.run()).toEqual(Ok([1, "2", true]));
  });

  test("an Err ends it there, as an error of the task", async () => {
    const trace: string[] = [];
    for (const failed of [Err("e"), Task.err("e")]) {
      const task = Task.gen(function* () {
        trace.push("before");
        yield* failed;
        trace.push("after");
        return 1;
      });
      expect(await task.mapErr((error) => `${error}!`).run()).toEqual(Err("e!"));
    }
    expect(trace).toEqual(["before", "before"]);
  });

  test("starts within run(), and gets a real signal", () => {
    let seen: unknown;
    // biome-ignore lint/correctness/useYield: that a body need not yield is part of what is tested
    void Task.gen(function* (signal) {
      seen = signal;
      return 1;
    }).run();
    expect(seen).toBeInstanceOf(AbortSignal);
  });

  test("finally runs on every way out, may yield, and catch sees no Err", async () => {
    const trace: unknown[] = [];
    const failed = Task.gen(function* () {
      try {
        yield* Err("e");
      } catch (error) {
        trace.push(error);
      } finally {
        trace.push(yield* Task.sleep(1).map(() => "slept"));
        trace.push(yield* Ok("result"));
      }
    });
    expect(await failed.run()).toEqual(Err("e"));
    expect(trace).toEqual(["slept", "result"]);
  });

  test("a return in finally wins over the Err, a second Err over the first, a throw over both", async () => {
    const answered = Task.gen(function* () {
      try {
        yield* Err("first");
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: JavaScript's own meaning of it is what is tested
        return "finally";
      }
    });
    expect(await answered.run()).toEqual(Ok("finally"));
    const second = Task.gen(function* () {
      try {
        yield* Err("first");
      } finally {
        yield* Err("second");
      }
    });
    expect(await second.run()).toEqual(Err("second"));
    const thrown = Task.gen(function* () {
      try {
        yield* Err("first");
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: JavaScript's own meaning of it is what is tested
        throw "thrown";
      }
    });
    expect(((await thrown.run()).error as unknown as PanicError).cause).toBe("thrown");
  });

  test("a throw is a panic, a child's panic is one of the run, and neither reaches catch", async () => {
    const thrown = Task.gen(function* () {
      yield* Task.ok(1);
      throw "boom";
    });
    expect(((await thrown.run()).error as unknown as PanicError).cause).toBe("boom");
    const trace: unknown[] = [];
    const child = Task.gen(function* () {
      try {
        yield* Task.ok(1).map(() => {
          throw "child";
        });
      } catch (error) {
        trace.push(error);
      }
    });
    const { error } = await child.mapErr((e) => trace.push(e)).run();
    expect((error as unknown as PanicError).cause).toBe("child");
    expect(trace).toEqual([]);
  });

  test.each([1, undefined, None, Promise.resolve(1)])(
    "a yield of %o is a panic that says what to write",
    async (value) => {
      const task = Task.gen(function* () {
        yield value as never;
      } as () => Generator<never, void, never>);
      const { error } = await task.run();
      expect(error).toBeInstanceOf(PanicError);
      expect(String((error as PanicError).cause)).toContain("ML2909");
    },
  );

  test("a cancel ends it at the yield it is in; finally is awaited and not interrupted", async () => {
    const trace: string[] = [];
    const cleaned = gate();
    const task = Task.gen(function* () {
      try {
        yield* Task.never().ensure(() => trace.push("child's finalizer"));
        trace.push("never");
      } finally {
        yield* Task.fromPromise(cleaned.promise);
        trace.push("cleaned");
      }
    });
    const run = task.run();
    task.cancel("why");
    expect(await settledNow(run)).toBe(false);
    cleaned.open();
    expect(((await run).error as CancelledError).cause).toBe("why");
    expect(trace).toEqual(["child's finalizer", "cleaned"]);
  });

  test("a cancel from within takes hold at the next yield", async () => {
    const trace: string[] = [];
    const task: Task<void, never> = Task.gen(function* () {
      trace.push("before");
      task.cancel("inside");
      trace.push("still");
      yield* Task.ok(1).tap(() => trace.push("not entered"));
      trace.push("after");
    });
    expect(((await task.run()).error as CancelledError).cause).toBe("inside");
    expect(trace).toEqual(["before", "still"]);
  });

  test("a hundred thousand yields need no stack", async () => {
    const task = Task.gen(function* () {
      let sum = 0;
      for (let i = 0; i < 100_000; i++) sum += (yield* Task.ok(1)) + (yield* Ok(1));
      return sum;
    });
    expect(await task.run()).toEqual(Ok(200_000));
  });
});
