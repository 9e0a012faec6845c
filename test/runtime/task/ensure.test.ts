import { CancelledError, Err, Ok, PanicError, Task } from "milost";
import { describe, expect, test } from "vitest";
import { gate, settledNow } from "./support.js";

describe("ensure", () => {
  test("finalizers run from the inside out, each awaited, however the run ended", async () => {
    for (const source of [
      Task.ok(1),
      Task.err("e"),
      Task.new((): never => {
        throw "boom";
      }),
    ]) {
      const trace: string[] = [];
      await source
        .ensure(async () => {
          trace.push("first begins");
          await null;
          trace.push("first ends");
        })
        .map(() => trace.push("map"))
        .ensure(() => trace.push("second"))
        .run();
      expect(trace.filter((entry) => entry !== "map")).toEqual(["first begins", "first ends", "second"]);
    }
  });

  test("one that was never entered does not run", async () => {
    const trace: string[] = [];
    const inner = Task.ok(1).ensure(() => trace.push("inner"));
    await Task.err("e")
      .flatMap(() => inner)
      .ensure(() => trace.push("outer"))
      .run();
    expect(trace).toEqual(["outer"]);

    const marked = Task.ok(1).ensure(() => trace.push("marked"));
    marked.cancel();
    await marked.run();
    await Task.ok(1)
      .ensure(() => trace.push("aborted"))
      .run({ signal: AbortSignal.abort() });
    const delayed = Task.ok(1)
      .ensure(() => trace.push("delayed"))
      .delay(60_000);
    const run = delayed.run();
    delayed.cancel();
    await run;
    expect(trace).toEqual(["outer"]);
  });

  test("a finalizer that throws is a panic and replaces the outcome, a cancel included", async () => {
    const fail = () => {
      throw "finalizer";
    };
    for (const source of [Task.ok(1), Task.err("e")]) {
      const result = await source.ensure(fail).run();
      expect((result.error as unknown as PanicError).cause).toBe("finalizer");
    }
    const task = Task.never().ensure(fail);
    const run = task.run();
    task.cancel();
    const result = await run;
    expect(result.error).toBeInstanceOf(PanicError);
    expect((result.error as PanicError).cause).toBe("finalizer");
  });

  test("a cancel does not interrupt a finalizer, and takes hold after it", async () => {
    const finalizer = gate();
    const trace: string[] = [];
    const task = Task.ok(1)
      .ensure(() => finalizer.promise)
      .map(() => trace.push("map"))
      .ensure(() => trace.push("outer"));
    const run = task.run();
    task.cancel("now");
    expect(await settledNow(run)).toBe(false);
    finalizer.open();
    const result = await run;
    expect(result.error).toBeInstanceOf(CancelledError);
    expect((result.error as CancelledError).cause).toBe("now");
    expect(trace).toEqual(["outer"]);
  });

  test("a cancelled run awaits its finalizers, not its body", async () => {
    const finalizer = gate();
    const task = Task.new(() => new Promise<never>(() => {})).ensure(() => finalizer.promise);
    const run = task.run();
    task.cancel();
    expect(await settledNow(run)).toBe(false);
    finalizer.open();
    expect((await run).error).toBeInstanceOf(CancelledError);
  });

  test("a panic in a child's finalizer reaches the run that was cancelled", async () => {
    const child = Task.never().ensure(() => {
      throw "child";
    });
    for (const task of [
      Task.ok(1).flatMap(() => child),
      Task.all([child, Task.never()]),
      child.timeout(60_000),
      child.retry({ attempts: 2 }),
      Task.gen(function* () {
        yield* child;
      }),
    ]) {
      const run = task.run();
      task.cancel();
      const result = await run;
      expect(result.error).toBeInstanceOf(PanicError);
      expect((result.error as unknown as PanicError).cause).toBe("child");
    }
  });

  test("the outcome passes a finalizer unchanged", async () => {
    expect(
      await Task.ok(1)
        .ensure(() => Err("ignored"))
        .run(),
    ).toEqual(Ok(1));
    expect(
      await Task.err(1)
        .ensure(() => Ok("ignored"))
        .run(),
    ).toEqual(Err(1));
  });
});
