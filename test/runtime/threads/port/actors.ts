/** Starts workers of actor.ts, and ends those that a test has left over. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type Handle, transferables } from "milost/threads";
import { afterEach } from "vitest";
import type { Order } from "./actor.js";

const running = new Set<Worker>();
afterEach(async () => {
  await Promise.all([...running].map((worker) => worker.terminate()));
  running.clear();
});

export interface Actor {
  readonly worker: Worker;
  /** The next thing it says: first "ready", or a handle, then what came of its part. */
  next(): Promise<unknown>;
}

export const act = (part: Order["part"], handles: readonly Handle[], more: Partial<Order> = {}): Actor => {
  const worker = new Worker(new URL("./actor.ts", import.meta.url));
  running.add(worker);
  const said: unknown[] = [];
  worker.on("message", (message) => said.push(message));
  worker.postMessage({ part, handles, ...more }, transferables(...handles));
  return {
    worker,
    async next() {
      while (said.length === 0) await once(worker, "message");
      return said.shift();
    },
  };
};
