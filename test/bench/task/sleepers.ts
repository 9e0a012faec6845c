/** A million sleepers at once: what it costs to put them to sleep, to wake them, and to cancel them. */
import { Task } from "milost";

const COUNT = 1_000_000;

interface Sleepers {
  readonly name: string;
  readonly startNs: number;
  readonly wakeNs: number;
  readonly bytes: number;
}

const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

const timed = async (
  name: string,
  start: () => unknown[],
  finish: (all: unknown[]) => unknown,
): Promise<Sleepers> => {
  const before = heap();
  const from = performance.now();
  const all = start();
  const started = performance.now();
  const bytes = (process.memoryUsage().heapUsed - before) / COUNT;
  const finished = performance.now();
  await finish(all);
  const end = performance.now();
  return { name, startNs: ((started - from) / COUNT) * 1e6, wakeNs: ((end - finished) / COUNT) * 1e6, bytes };
};

const times = (f: () => unknown): unknown[] => {
  const all = new Array<unknown>(COUNT);
  for (let i = 0; i < COUNT; i++) all[i] = f();
  return all;
};

export const sleepers = async (): Promise<Sleepers[]> => {
  const rows: Sleepers[] = [];
  const wake = (all: unknown[]) => Promise.all(all);
  for (let round = 0; round < 2; round++) {
    rows.length = 0;
    rows.push(
      await timed(
        "setTimeout in a promise",
        () => times(() => new Promise((r) => setTimeout(r, 2000))),
        wake,
      ),
      await timed("Task.sleep(2000).run()", () => times(() => Task.sleep(2000).run()), wake),
      await timed(
        "Task.sleep, cancelled",
        () => times(() => Task.sleep(60_000)),
        (all) =>
          Promise.all(
            all.map((task) => {
              const sleeping = task as Task<void, never>;
              const run = sleeping.run();
              sleeping.cancel();
              return run;
            }),
          ),
      ),
    );
  }
  console.log(`\n${COUNT.toLocaleString("en")} sleepers (waking includes what is left of their two seconds)`);
  for (const { name, startNs, wakeNs, bytes } of rows) {
    console.log(
      `${name.padEnd(26)} start ${startNs.toFixed(0).padStart(6)} ns  then ${wakeNs.toFixed(0).padStart(6)} ns  ${bytes.toFixed(0).padStart(5)} B`,
    );
  }
  return rows;
};
