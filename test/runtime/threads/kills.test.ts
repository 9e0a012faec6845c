/**
 * Fault injection: workers are terminated at random moments while they send, receive, in batches, awaited or asleep. Whoever
 * lives on gets each value at most once, in order and whole, and nobody waits for ever. `KILLS=10000` for more than the usual.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createChannel } from "milost";
import type { SharedReceiver, SharedSender } from "milost/threads";
import { expect, it } from "vitest";

const KILLS = Number(process.env.KILLS ?? 200);
const script = new URL("./workers/mortal.mjs", import.meta.url);
const random = (limit: number): number => Math.floor(Math.random() * limit);

const settled = (worker: Worker): Promise<unknown> => once(worker, "exit");

/** A worker with one end, killed after a moment of work. */
const live = async (data: { tx?: unknown; rx?: unknown; tag: number; mode: string }): Promise<void> => {
  const worker = new Worker(script, { workerData: data });
  worker.on("error", () => {});
  const exit = settled(worker);
  await Promise.race([once(worker, "message"), exit]);
  await new Promise((resolve) => setTimeout(resolve, random(3)));
  await worker.terminate();
  await exit;
};

const MODES = ["sync", "batch", "await", "strings"];

/** What worker `tag` sends as its `n`-th value. */
const check = (value: unknown, last: Map<number, number>): void => {
  const text = typeof value === "string" ? /^(\d+):(\d+):x*$/.exec(value) : undefined;
  const [tag, n] =
    typeof value === "number"
      ? [Math.floor(value / 2 ** 32), value % 2 ** 32]
      : [Number(text?.[1]), Number(text?.[2])];
  expect(n).toBeGreaterThan(last.get(tag) ?? -1);
  // A string is as long as its number says.
  if (typeof value === "string") expect(value.length).toBe(`${tag}:${n}:`.length + (n % 50) * 10);
  last.set(tag, n);
};

const drain = async (rx: SharedReceiver<unknown>): Promise<number> => {
  const last = new Map<number, number>();
  let count = 0;
  for await (const value of rx) {
    check(value, last);
    count++;
  }
  return count;
};

it.each([1, 8, 64])(
  "senders and receivers die on a channel of %i",
  async (capacity) => {
    const [tx, rx] = (await createChannel<unknown>({ shared: true, capacity })) as [
      SharedSender<unknown>,
      SharedReceiver<unknown>,
    ];
    const received = drain(rx);
    // Its failure is the test's, at the end; until then somebody must go on receiving.
    received.catch(() => rx.close());
    let tag = 0;
    const lives = async (side: "tx" | "rx", kills: number): Promise<void> => {
      for (let i = 0; i < kills; i++) {
        const handle = side === "tx" ? tx.handle() : rx.handle();
        await live({ [side]: handle, tag: tag++, mode: MODES[i % MODES.length]! });
      }
    };
    const each = Math.ceil(KILLS / 9);
    await Promise.all([lives("tx", each), lives("tx", each), lives("rx", each)]);
    // Whoever was killed closed its end: this thread's is the last one, and what it sends arrives.
    await tx.send((tag + 1) * 2 ** 32);
    tx.close();
    expect(await received).toBeGreaterThan(0);
  },
  60_000 + KILLS * 200,
);
