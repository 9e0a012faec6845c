/**
 * Fault injection: threads end at random moments, while they run a job, pull the next one or sleep. Every job ends, with its
 * own value or as lost, and the pool is whole afterwards. `KILLS=10000` for more than the usual.
 */
import { Task } from "milost";
import { createPool, type PoolOptions } from "milost/threads";
import { expect, it } from "vitest";
import type * as Work from "./work.mjs";

const url = new URL("./work.mjs", import.meta.url);
const KILLS = Number(process.env.KILLS ?? 150);

it.each<PoolOptions>([{ transport: "shared" }, { transport: "port" }])(
  "%o survives the deaths of its threads",
  async (options) => {
    await using pool = createPool({ size: 3, queue: 32, ...options });
    const exitSoon = pool.task<typeof Work.exitSoon>(url, "exitSoon", { priority: 1 });
    const add = pool.task<typeof Work.add>(url, "add");
    const echo = pool.task<typeof Work.echo>(url, "echo");
    let lost = 0;
    let submitted = 0;
    const check = async (task: Task<unknown, never>, value: unknown): Promise<void> => {
      submitted++;
      const result = await task.run();
      if (result._tag === "Ok") expect(result.value).toEqual(value);
      else {
        expect(result.error.cause).toMatchObject({ _tag: "WorkerLost" });
        lost++;
      }
    };
    while (pool.stats.replaced < KILLS) {
      const jobs = Array.from({ length: 40 }, (_, n) =>
        n % 10 === 9 ? check(echo({ n }), { n }) : check(add(n, n), 2 * n),
      );
      jobs.push(
        check(exitSoon(Math.random() * 4), undefined),
        Task.sleep(Math.random() * 4)
          .run()
          .then(() => {}),
      );
      await Promise.all(jobs);
    }
    expect(await Promise.all([1, 2, 3].map((n) => add(n, 0).run()))).toMatchObject(
      [1, 2, 3].map((value) => ({ value })),
    );
    expect(pool.stats).toMatchObject({ running: 0, waiting: 0, failed: lost, done: submitted - lost + 3 });
  },
  60_000 + KILLS * 1000,
);
