/** Tasks and promises as cases. */
import { createChannel, Err, Ok, otherwise, PanicError, type Result, select, Task } from "milost";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { settle, tracked } from "../channel/suite/tracked.js";

const create = tracked(createChannel);

describe("promises in select", { timeout: 10_000 }, () => {
  it("answers what the promise resolves to, undefined and null too", async () => {
    for (const value of [1, undefined, null, "x"]) {
      expect(await select({ told: Promise.resolve(value) })).toEqual({ _tag: "told", value });
    }
  });

  it("rejects when the promise that is first rejects", async () => {
    const reason = new Error("bad");
    const rejected = Promise.reject(reason);
    await expect(select({ rejected })).rejects.toBe(reason);
    // Known by now: tried like a channel that is ready.
    await expect(select({ rejected, none: otherwise })).rejects.toBe(reason);
  });

  it("a promise that lost may reject later without anybody minding", async () => {
    const [tx, rx] = await create<number>(1);
    let reject!: (reason: unknown) => void;
    const promise = new Promise<never>((_, fail) => {
      reject = fail;
    });
    tx.trySend(1);
    expect((await select({ rx, promise }))._tag).toBe("rx");
    reject(new Error("nobody waits"));
    await settle();
  });

  it("hangs one reaction on a promise, however many selects it is part of", async () => {
    const [tx, rx] = await create<number>(1);
    const promise = new Promise<never>(() => {});
    let reactions = 0;
    const { then } = promise;
    promise.then = ((...handlers: Parameters<typeof then>) => {
      reactions++;
      return then.apply(promise, handlers);
    }) as typeof then;
    for (let i = 0; i < 100; i++) {
      const chosen = select({ rx, promise });
      tx.trySend(i);
      expect((await chosen)._tag).toBe("rx");
    }
    expect(reactions).toBe(1);
  });

  it("takes a thenable, and many selects over one promise all hear of it", async () => {
    let resolve!: (value: string) => void;
    const thenable: PromiseLike<string> = new Promise<string>((done) => {
      resolve = done;
    });
    const chosen = [select({ thenable }), select({ thenable }), select({ thenable })];
    resolve("x");
    expect((await Promise.all(chosen)).map(({ value }) => value)).toEqual(["x", "x", "x"]);
  });
});

describe("Tasks in select", { timeout: 10_000 }, () => {
  it("runs the Task and answers its Result", async () => {
    expect((await select({ job: Task.new(async () => Ok(5)) })).value).toMatchObject({
      _tag: "Ok",
      value: 5,
    });
    const failed = await select({ job: Task.new(async () => Err("no" as const)) });
    expect(failed.value).toMatchObject({ _tag: "Err", error: "no" });
    if (failed.value._tag === "Err") expectTypeOf(failed.value.error).not.toBeAny();
    const panicked = await select({
      job: Task.new(async (): Promise<Result<number, never>> => {
        throw new Error("oops");
      }),
    });
    expect(panicked.value.error).toBeInstanceOf(PanicError);
  });

  it("does not run a Task while something else is ready", async () => {
    const [tx, rx] = await create<number>(1);
    tx.trySend(1);
    let runs = 0;
    const job = Task.new(async () => {
      runs++;
      return Ok(1);
    });
    expect((await select({ job, rx }))._tag).toBe("rx");
    expect((await select({ job, none: otherwise }))._tag).toBe("none");
    expect(runs).toBe(0);
  });

  it("cancels the run that lost, awaits its finalizers, and leaves the Task itself unmarked", async () => {
    const [tx, rx] = await create<number>(1);
    const trace: string[] = [];
    const job = Task.new(async (signal) => {
      trace.push("begins");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      trace.push("aborted");
      return Ok(1);
    }).ensure(async () => {
      await settle();
      trace.push("finalized");
    });
    const chosen = select({ job, rx });
    await settle();
    await tx.send(1);
    expect((await chosen)._tag).toBe("rx");
    expect(trace).toEqual(["begins", "aborted", "finalized"]);
    expect(job.isCancelled).toBe(false);
  });

  it("of two Tasks one wins and the other is cancelled", async () => {
    let aborted = false;
    const slow = Task.new(async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      aborted = signal.aborted;
      return Ok("slow");
    });
    const chosen = await select({ slow, quick: Task.new(async () => Ok("quick")) });
    expect(chosen).toMatchObject({ _tag: "quick", value: { value: "quick" } });
    expect(aborted).toBe(true);
  });

  it("a body that makes another case ready in its first turn loses to it", async () => {
    const [tx, rx] = await create<number>(0);
    const job = Task.new(async () => {
      tx.trySend(7);
      return Ok(1);
    });
    const chosen = await select({ job, rx });
    expect(chosen).toMatchObject({ _tag: "rx", value: { value: 7 } });
  });

  it("an aborted signal cancels the run", async () => {
    const controller = new AbortController();
    let aborted = false;
    const job = Task.new(async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      aborted = true;
      return Ok(1);
    });
    const chosen = select({ job }, { signal: controller.signal });
    await settle();
    controller.abort("enough");
    await expect(chosen).rejects.toBe("enough");
    expect(aborted).toBe(true);
  });

  it("a Task of other make that throws or rejects fails the select, and leaves nothing behind", async () => {
    const reason = new Error("not one of ours");
    const foreign = (run: () => unknown) =>
      ({ ...Task.ok(1), _tag: "Task", run }) as unknown as Task<number, never>;
    const refusing = [
      foreign(() => {
        throw reason;
      }),
      foreign(() => Promise.reject(reason)),
    ];
    let started = 0;
    for (let round = 0; round < 40; round++) {
      const [tx, rx] = await create<number>(0);
      const controller = new AbortController();
      const removed = vi.spyOn(controller.signal, "removeEventListener");
      const before = started;
      let ended = 0;
      // In half of the rounds, as select begins with either of the two.
      const own = Task.new(async (signal) => {
        started++;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return Ok(1);
      }).ensure(() => {
        ended++;
      });
      await expect(select({ own, job: refusing[round % 2]!, rx }, controller)).rejects.toBe(reason);
      expect(ended).toBe(started - before);
      expect(removed).toHaveBeenCalled();
      expect(tx.trySend(1).error?._tag).toBe("Full");
    }
    expect(started).toBeGreaterThan(0);
    await expect(select({ job: foreign(() => 1) })).rejects.toThrow(TypeError);
  });
});
