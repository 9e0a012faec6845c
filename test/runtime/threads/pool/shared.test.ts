import { createPool } from "milost/threads";
import { expect, it } from "vitest";
import { poolSuite } from "./suite.js";
import type * as Work from "./work.mjs";

poolSuite("shared");

const url = new URL("./work.mjs", import.meta.url);

it("goes on by priority while the main thread is blocked, and keeps the results", async () => {
  await using pool = createPool({ size: 1 });
  const log = new Int32Array(new SharedArrayBuffer(256));
  const gate = new Int32Array(new SharedArrayBuffer(8));
  await pool.task<typeof Work.keep>(url, "keep")(log).run();
  // The function's module is loaded, and its thread busy, before this thread blocks.
  const holding = pool.task<typeof Work.hold>(url, "hold")(gate).run();
  while (Atomics.load(gate, 1) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const notes = Array.from({ length: 30 }, (_, index) =>
    pool
      .task<typeof Work.noteKept>(url, "noteKept", { priority: index % 3 })(index, 1)
      .run(),
  );
  Atomics.store(gate, 0, 1);
  const end = performance.now() + 2000;
  while (performance.now() < end);
  const order = [...log.subarray(1, 31)];
  expect(log[0]).toBe(30);
  const expected = [2, 1, 0].flatMap((priority) => Array.from({ length: 10 }, (_, n) => 3 * n + priority));
  expect(order).toEqual(expected);
  expect(pool.stats.done).toBe(1);
  await holding;
  expect(await Promise.all(notes)).toMatchObject(notes.map((_, value) => ({ value })));
});
