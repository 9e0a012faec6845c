/**
 * Pools of worker threads beside each other: one job at a time (round trip), and 200 at a time (throughput), at 0, 3, 30
 * and 300 microseconds of work a job. postMessage is what one writes by hand: threads in turn, no queue, no errors, no cancel.
 *
 *     tsc -b runtime && node test/bench/threads/pool.ts [rounds]
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type Remote, wrap } from "comlink";
// @ts-expect-error: comlink ships the types of its adapter for Node under another name.
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { createPool } from "milost/threads";
import { Piscina } from "piscina";
import { type Case, measure, printEnvironment, printTable, type Row, writeResult } from "../measure.ts";

const ROUNDS = Number(process.argv[2] ?? 9);
const BATCH = 200;
const threads = Math.max(1, availableParallelism() - 1);
const file = (name: string): URL => new URL(`./pool/${name}`, import.meta.url);

/** One contender: a job of so many microseconds. */
type Run = (microseconds: number) => Promise<unknown>;

const milost = (transport: "shared" | "port"): [Run, () => Promise<unknown>] => {
  const pool = createPool({ size: threads, transport });
  const work = pool.task<(microseconds: number) => number>(file("work.mjs"), "work");
  return [(microseconds) => work(microseconds).run(), () => pool.close()];
};

const piscina = (): [Run, () => Promise<unknown>] => {
  const pool = new Piscina({
    filename: fileURLToPath(file("work.mjs")),
    minThreads: threads,
    maxThreads: threads,
  });
  return [(microseconds) => pool.run(microseconds), () => pool.close()];
};

const comlink = (): [Run, () => Promise<unknown>] => {
  const workers = Array.from({ length: threads }, () => new Worker(file("comlink-worker.mjs")));
  const remotes: Remote<{ work(microseconds: number): number }>[] = workers.map((worker) =>
    wrap(nodeEndpoint(worker)),
  );
  let next = 0;
  return [
    (microseconds) => remotes[next++ % threads]!.work(microseconds),
    () => Promise.all(workers.map((worker) => worker.terminate())),
  ];
};

const messages = (): [Run, () => Promise<unknown>] => {
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(file("message-worker.mjs"));
    const waiting: ((value: unknown) => void)[] = [];
    let first = 0;
    worker.on("message", (value) => {
      waiting[first++]!(value);
      if (first === waiting.length) first = waiting.length = 0;
    });
    return { worker, waiting };
  });
  let next = 0;
  return [
    (microseconds) => {
      const { worker, waiting } = workers[next++ % threads]!;
      worker.postMessage(microseconds);
      return new Promise((resolve) => waiting.push(resolve));
    },
    () => Promise.all(workers.map(({ worker }) => worker.terminate())),
  ];
};

const contenders = {
  postMessage: messages(),
  "milost shared": milost("shared"),
  "milost port": milost("port"),
  piscina: piscina(),
  comlink: comlink(),
};

printEnvironment();
console.log(`${threads} thread(s)`);
const results: Record<string, Row[]> = {};
for (const microseconds of [0, 3, 30, 300]) {
  for (const [what, count] of [
    ["round trip", 1],
    ["throughput", BATCH],
  ] as const) {
    const cases: Case[] = Object.entries(contenders).map(([name, [run]]) => ({
      name,
      ops: count,
      fn:
        count === 1
          ? () => run(microseconds)
          : () => Promise.all(Array.from({ length: count }, () => run(microseconds))),
    }));
    const title = `${what}, ${microseconds} us a job`;
    const rows = await measure(cases, { title, rounds: ROUNDS, sampleMs: 20, bytes: false });
    printTable(rows, { title, baseline: "postMessage" });
    results[title] = rows;
  }
}
await Promise.all(Object.values(contenders).map(([, close]) => close()));
writeResult(fileURLToPath(new URL(".work/pool.json", import.meta.url)), results);
