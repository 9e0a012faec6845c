/** Every queue of the Task room: a cancel in its middle takes out that one waiter, and the others come in their order. */
import { createSemaphore, Err, Ok, Task } from "milost";
import { describe, expect, test, vi } from "vitest";
import { gate, turn } from "./support.js";

const COUNT = 5;
const MIDDLE = 2;
const others = [0, 1, 3, 4];

interface Queue {
  /** A task that waits in the queue and then notes its number. */
  readonly waiter: (number: number, note: (number: number) => void) => Task<unknown, unknown>;
  /** Lets all go on that wait. */
  readonly release: () => unknown;
}

const queues: Record<string, () => Queue> = {
  "the acquirers of a semaphore": () => {
    const semaphore = createSemaphore(1);
    const held = semaphore.tryAcquire();
    return {
      waiter: (number, note) =>
        semaphore.acquire().tap((permit) => {
          note(number);
          permit.release();
        }),
      release: () => held.value?.release(),
    };
  },
  "tasks that want a permit": () => {
    const semaphore = createSemaphore(1);
    const held = semaphore.tryAcquire();
    return {
      waiter: (number, note) => semaphore.withPermit(Task.new(() => Ok(note(number)))),
      release: () => held.value?.release(),
    };
  },
  "the runs that wait for one promise": () => {
    const { promise, open } = gate();
    const pending = Task.fromPromise(promise);
    return { waiter: (number, note) => pending.tap(() => note(number)), release: open };
  },
  "the sleepers of one slot of the wheel": () => ({
    waiter: (number, note) => Task.sleep(50).tap(() => note(number)),
    release: () => vi.advanceTimersByTime(60),
  }),
  "the sleepers of a slot of a higher level": () => ({
    waiter: (number, note) => Task.sleep(40_000).tap(() => note(number)),
    release: () => vi.advanceTimersByTime(40_010),
  }),
  "retries that wait": () => ({
    waiter: (number, note) => {
      let attempts = 0;
      return Task.new(() => (attempts++ === 0 ? Err("first") : Ok(note(number)))).retry({
        attempts: 2,
        delay: 50,
      });
    },
    release: () => vi.advanceTimersByTime(60),
  }),
};

describe.each(Object.entries(queues))("%s", (_, create) => {
  test.each([
    ["the middle one", [MIDDLE]],
    ["the first one", [0]],
    ["the last one", [COUNT - 1]],
    ["all but one", others],
  ] as [string, number[]][])("%s is cancelled", async (_name, gone) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      const { release, waiter } = create();
      const noted: number[] = [];
      const tasks = Array.from({ length: COUNT }, (_each, number) => waiter(number, (at) => noted.push(at)));
      const runs = tasks.map((task) => task.run());
      for (const number of gone) tasks[number]!.cancel("out");
      for (const number of gone) expect((await runs[number]!).error).toMatchObject({ cause: "out" });
      expect(noted).toEqual([]);
      await release();
      await turn();
      const left = [0, 1, 2, 3, 4].filter((number) => !gone.includes(number));
      expect(noted).toEqual(left);
      for (const number of left) expect((await runs[number]!)._tag).toBe("Ok");
    } finally {
      vi.useRealTimers();
    }
  });
});

test("of the runs of one task, a signal takes one out, and a cancel the rest", async () => {
  const { promise, open } = gate();
  const task = Task.new(() => promise.then(() => Ok(1)));
  const { signal, abort } = ((controller) => ({
    signal: controller.signal,
    abort: () => controller.abort("one"),
  }))(new AbortController());
  const runs = [task.run(), task.run({ signal }), task.run()];
  abort();
  expect((await runs[1]!).error).toMatchObject({ cause: "one" });
  task.cancel("rest");
  expect((await runs[0]!).error).toMatchObject({ cause: "rest" });
  expect((await runs[2]!).error).toMatchObject({ cause: "rest" });
  open();
});

test("of the children that wait for their turn in a bounded list, a marked one is not entered", async () => {
  const entered: number[] = [];
  const gates = Array.from({ length: COUNT }, () => gate());
  const tasks = gates.map(({ promise }, number) =>
    Task.new(() => {
      entered.push(number);
      return promise.then(() => Ok(number));
    }),
  );
  const run = Task.allSettled(tasks, { concurrency: 1 }).run();
  tasks[MIDDLE]!.cancel("out");
  for (const { open } of gates) open();
  const outcome = await run;
  expect(entered).toEqual(others);
  expect(outcome.value?.map((each) => each._tag)).toEqual(["Ok", "Ok", "Err", "Ok", "Ok"]);
});
