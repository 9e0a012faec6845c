import {
  CancelledError,
  createScope,
  createSemaphore,
  Err,
  Ok,
  PanicError,
  type Result,
  Task,
  whenAborted,
} from "milost";
import { describe, expect, test, vi } from "vitest";
import { gate, settledNow, turn } from "./support.js";

const forever = () => new Promise<never>(() => {});

/** A signal that counts its listeners. */
const counted = () => {
  const controller = new AbortController();
  const { signal } = controller;
  const add = vi.spyOn(signal, "addEventListener");
  const remove = vi.spyOn(signal, "removeEventListener");
  return { controller, signal, listeners: () => add.mock.calls.length - remove.mock.calls.length };
};

describe("listeners", () => {
  test("run({ signal }) removes its own however the run ends", async () => {
    const { controller, signal, listeners } = counted();
    await Task.ok(1).run({ signal });
    await Task.new(async () => Err(1)).run({ signal });
    await Task.new(() => Promise.reject(1)).run({ signal });
    expect(listeners()).toBe(0);
    const runs = [Task.never().run({ signal }), Task.sleep(60_000).run({ signal })];
    expect(listeners()).toBe(2);
    controller.abort();
    await Promise.all(runs);
    expect(listeners()).toBe(0);
  });

  test("whenAborted gives the reason, and removes its own", async () => {
    const { controller, signal, listeners } = counted();
    expect(await Task.race([whenAborted(signal), Task.ok("work")]).run()).toEqual(Ok("work"));
    expect(listeners()).toBe(0);
    const run = whenAborted(signal).run();
    expect(listeners()).toBe(1);
    controller.abort("reason");
    expect(await run).toEqual(Ok("reason"));
    expect(listeners()).toBe(0);
    expect(await whenAborted(signal).run()).toEqual(Ok("reason"));
  });

  test("a scope removes its own", async () => {
    const { signal, listeners } = counted();
    {
      await using scope = createScope({ signal });
      void scope.run(Task.ok(1));
      expect(listeners()).toBe(1);
    }
    expect(listeners()).toBe(0);
  });
});

describe("fromPromise", () => {
  test("a promise: its value, or its rejection as E", async () => {
    const task = Task.fromPromise(Promise.resolve(1));
    expect(await task.run()).toEqual(Ok(1));
    expect(await task.run()).toEqual(Ok(1));
    expect(await Task.fromPromise(Promise.reject("no")).run()).toEqual(Err("no"));
    expect(await Task.fromPromise(Promise.reject("no"), (reason) => `${reason}!`).run()).toEqual(Err("no!"));
    const { error } = await Task.fromPromise(Promise.reject("no"), () => {
      throw "mapper";
    }).run();
    expect((error as unknown as PanicError).cause).toBe("mapper");
  });

  test("a rejection that no run asks for is handled", async () => {
    Task.fromPromise(Promise.reject("no"));
    await turn();
  });

  test("runs that wait for one promise are cancelled one by one", async () => {
    const { promise, open } = gate<number>();
    const task = Task.fromPromise(promise);
    const runs = Array.from({ length: 50 }, () => {
      const waiting = task.map((n) => n);
      const run = waiting.run();
      waiting.cancel();
      return run;
    });
    for (const result of await Promise.all(runs)) expect(result.error).toBeInstanceOf(CancelledError);
    const kept = [task.run(), task.run()];
    open(7);
    expect(await Promise.all(kept)).toEqual([Ok(7), Ok(7)]);
  });

  test("a function is called in each run, with the signal", async () => {
    let calls = 0;
    const task = Task.fromPromise(async (signal) => {
      expect(signal).toBeInstanceOf(AbortSignal);
      return ++calls;
    });
    expect(calls).toBe(0);
    expect(await task.run()).toEqual(Ok(1));
    expect(await task.run()).toEqual(Ok(2));
  });
});

describe("try", () => {
  test("values, throws, rejections and thenables", async () => {
    expect(await Task.try(() => 1).run()).toEqual(Ok(1));
    expect(await Task.try(async () => 1).run()).toEqual(Ok(1));
    const boom = () => {
      throw "boom";
    };
    expect(await Task.try(boom).run()).toEqual(Err("boom"));
    expect(
      await Task.try(
        () => Promise.reject("no"),
        (thrown) => `${thrown}!`,
      ).run(),
    ).toEqual(Err("no!"));
    expect(await Task.try(() => ({ then: boom })).run()).toEqual(Err("boom"));
    const { error } = await Task.try(boom, boom).run();
    expect(error).toBeInstanceOf(PanicError);
  });

  test("what it throws is an E: retried, and seen by mapErr", async () => {
    let attempts = 0;
    const task = Task.try((): number => {
      attempts++;
      throw "boom";
    })
      .retry({ attempts: 2 })
      .mapErr((thrown) => [thrown]);
    expect(await task.run()).toEqual(Err(["boom"]));
    expect(attempts).toBe(2);
  });
});

describe("scope", () => {
  test("the block's end waits for its runs, and for what they start meanwhile", async () => {
    const trace: string[] = [];
    {
      await using scope = createScope();
      void scope.run(
        Task.sleep(5).tap(() => {
          trace.push("first");
          void scope.run(Task.sleep(1).tap(() => trace.push("second")));
        }),
      );
      expect(scope.size).toBe(1);
    }
    trace.push("after");
    expect(trace).toEqual(["first", "second", "after"]);
  });

  test("a cancelled run settles at once; the scope waits for the body itself", async () => {
    const bodies = [gate(), gate(), gate()] as const;
    const trace: string[] = [];
    const ignoring = (index: 0 | 1 | 2) =>
      Task.new(async () => {
        await bodies[index].promise;
        trace.push(`body ${index}`);
        return Ok(index);
      });
    let over = false;
    const scope = createScope();
    const runs = [
      scope.run(ignoring(0)),
      scope.run(Task.all([ignoring(1)])),
      scope.run(Task.ok(1).flatMap(() => ignoring(2).timeout(60_000))),
    ];
    scope.cancel("stop");
    for (const run of runs) expect(((await run).error as CancelledError).cause).toBe("stop");
    expect(scope.size).toBe(3);
    const end = scope[Symbol.asyncDispose]().then(() => {
      over = true;
    });
    for (const body of bodies) {
      await turn();
      expect(over).toBe(false);
      body.open();
    }
    await end;
    expect(trace).toEqual(["body 0", "body 1", "body 2"]);
    expect(scope.size).toBe(0);
  });

  test("a body that rejects after its cancel lets the scope end, unhandled by nobody", async () => {
    const body = gate();
    const scope = createScope();
    const run = scope.run(Task.new(() => body.promise.then(() => Ok(1))));
    scope.cancel();
    await run;
    body.fail("late");
    await scope[Symbol.asyncDispose]();
  });

  test("does not mark tasks, and runs no more once cancelled or over", async () => {
    const task = Task.new(forever);
    const scope = createScope();
    const run = scope.run(task);
    scope.cancel("stop");
    expect(((await run).error as CancelledError).cause).toBe("stop");
    expect(task.isCancelled).toBe(false);
    expect(((await scope.run(Task.ok(1))).error as unknown as CancelledError).cause).toBe("stop");
    const ended = createScope();
    expect(await ended.run(Task.ok(1))).toEqual(Ok(1));
    // The scope waits for the body, which never ends: only an idle one is ended here.
    await ended[Symbol.asyncDispose]();
    expect((await ended.run(Task.ok(1))).error).toBeInstanceOf(CancelledError);
  });

  test("takes a signal, aborted before or later", async () => {
    const controller = new AbortController();
    const scope = createScope({ signal: controller.signal });
    const run = scope.run(Task.never());
    controller.abort("user");
    expect(((await run).error as CancelledError).cause).toBe("user");
    const before = createScope({ signal: controller.signal });
    expect((await before.run(Task.ok(1))).error).toBeInstanceOf(CancelledError);
  });
});

describe("semaphore", () => {
  test("lets so many in at a time, in the order they came", async () => {
    const semaphore = createSemaphore(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const tasks = Array.from({ length: 10 }, (_, i) =>
      semaphore.withPermit(
        Task.new(async () => {
          order.push(i);
          most = Math.max(most, ++running);
          await turn();
          running--;
          return Ok(i);
        }),
      ),
    );
    const result = await Task.all(tasks).run();
    expect(result.value).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(order).toEqual(result.value);
    expect(most).toBe(2);
    expect([semaphore.available, semaphore.waiting]).toEqual([2, 0]);
  });

  test("gives the permit back on every way out, after the finalizers", async () => {
    const semaphore = createSemaphore(1);
    const finalizer = gate();
    const marked = Task.ok(1);
    marked.cancel();
    for (const task of [
      Task.ok(1),
      Task.err(1),
      Task.new((): Result<number, never> => {
        throw 1;
      }),
      marked,
    ]) {
      await semaphore.withPermit(task).run();
      expect(semaphore.available).toBe(1);
    }
    const held = semaphore.withPermit(Task.never().ensure(() => finalizer.promise));
    const run = held.run();
    held.cancel();
    await turn();
    expect(semaphore.available).toBe(0);
    finalizer.open();
    await run;
    expect(semaphore.available).toBe(1);
  });

  test("a cancelled waiter takes no permit and leaves nothing behind", async () => {
    const semaphore = createSemaphore(1);
    const permit = semaphore.tryAcquire();
    expect(permit._tag).toBe("Some");
    expect(semaphore.tryAcquire()._tag).toBe("None");
    const waiting = semaphore.acquire();
    const next = semaphore.acquire();
    const runs = [waiting.run(), next.run()];
    expect(semaphore.waiting).toBe(2);
    waiting.cancel();
    expect((await runs[0]!).error).toBeInstanceOf(CancelledError);
    expect(semaphore.waiting).toBe(1);
    permit.value?.release();
    permit.value?.release();
    const granted = await runs[1]!;
    expect(granted._tag).toBe("Ok");
    expect(semaphore.available).toBe(0);
    granted.value?.[Symbol.dispose]();
    expect(semaphore.available).toBe(1);
  });

  test("a hundred thousand waiters need no stack", async () => {
    const semaphore = createSemaphore(1);
    const first = semaphore.tryAcquire();
    let done = 0;
    const task = semaphore.withPermit(Task.new(() => Ok(++done)));
    const all = Task.all(Array.from({ length: 100_000 }, () => task)).run();
    first.value?.release();
    await all;
    expect(done).toBe(100_000);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "of %o permits is a RangeError",
    (permits) => {
      expect(() => createSemaphore(permits)).toThrow("ML2910");
    },
  );
});

describe("without unhandled rejections", () => {
  test("a body that rejects in a loser, in a timed-out task and in a marked run", async () => {
    const body = gate<Result<number, string>>();
    const ignoring = Task.new(() => body.promise);
    await Task.race([ignoring, Task.ok(1)]).run();
    await ignoring.timeout(1).run();
    const pending = ignoring.run();
    expect(await settledNow(pending)).toBe(false);
    ignoring.cancel();
    await pending;
    body.fail("late");
    await turn();
  });
});
