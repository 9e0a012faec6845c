/**
 * `npm run bench:values`: records, strings, bytes and objects between workers, beside postMessage one by one and in arrays
 * of 64. Medians of interleaved rounds; factors are to postMessage one by one of the same value in the same run.
 *
 *     node test/bench/threads/values.ts [rounds] [part of a kind's name]
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { setupThreads } from "../../../runtime/dist/threads/index.js";
import { createShared } from "../../../runtime/dist/threads/internal.js";
import { printEnvironment, writeResult } from "../measure.ts";
import { CHUNK, type KindName, kinds, WAYS, type Way } from "./values-kinds.ts";
import type { Task } from "./values-worker.ts";

const ROUNDS = Number(process.argv[2] ?? 9);
const PART = process.argv[3] ?? "";

const TITLES: Record<Way, string> = {
  port: "postMessage, one by one",
  ports: `postMessage, arrays of ${CHUNK}`,
  one: "channel, one by one",
  many: `channel, batches of ${CHUNK}`,
};

/** Messages of a round: some 20 milliseconds. */
const countOf = (way: Way, bytes: number): number => {
  const count = { port: 15_000, ports: 40_000, one: 80_000, many: 120_000 }[way] / (1 + bytes / 300);
  // A multiple for each of two pairs.
  return Math.ceil(count / (2 * CHUNK)) * 2 * CHUNK;
};

const median = (samples: readonly number[]): number =>
  [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)]!;

// Room for a full queue of the longest strings.
setupThreads({ memory: 64 << 20 });

const workers = Array.from({ length: 4 }, () => new Worker(new URL("./values-worker.ts", import.meta.url)));

const order = (worker: Worker, task: Task): Promise<{ start: number; end: number }> =>
  new Promise((resolve, reject) => {
    worker.once("message", (answer) =>
      "error" in answer ? reject(new Error(answer.error)) : resolve(answer),
    );
    const isPort = task.way === "port" || task.way === "ports";
    worker.postMessage(task, isPort ? [task.end as MessagePort] : []);
  });

/** Nanoseconds a message when `pairs` send and as many receive. */
const round = async (kind: KindName, way: Way, pairs: number): Promise<number> => {
  const count = countOf(way, kinds[kind].bytes);
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const ends: { sends: boolean; end: unknown }[] = [];
  let close = () => {};
  if (way === "port" || way === "ports") {
    for (let i = 0; i < pairs; i++) {
      const { port1, port2 } = new MessageChannel();
      ends.push({ sends: true, end: port1 }, { sends: false, end: port2 });
    }
  } else {
    const [tx, rx] = createShared<unknown>(1024, undefined, kinds[kind].shared as never);
    for (let i = 0; i < pairs; i++) {
      ends.push({ sends: true, end: tx.handle() }, { sends: false, end: rx.handle() });
    }
    close = () => {
      tx.close();
      rx.close();
    };
  }
  const spans = await Promise.all(
    ends.map((end, i) =>
      order(workers[i]!, { ...end, kind, way, gate, count: count / pairs, crew: ends.length }),
    ),
  );
  close();
  const start = Math.min(...spans.map((span) => span.start));
  return ((Math.max(...spans.map((span) => span.end)) - start) * 1e6) / count;
};

const result: Record<string, Record<string, number>> = {};
let missed = 0;
printEnvironment();
for (const kind of (Object.keys(kinds) as KindName[]).filter((name) => name.includes(PART))) {
  const { reach } = kinds[kind] as { reach?: number };
  for (const pairs of [1, 2]) {
    const samples: Record<Way, number[]> = { port: [], ports: [], one: [], many: [] };
    for (let turn = -1; turn < ROUNDS; turn++) {
      for (let i = 0; i < WAYS.length; i++) {
        const way = WAYS[(i + turn + 1) % WAYS.length]!;
        const ns = await round(kind, way, pairs);
        if (turn >= 0) samples[way].push(ns);
      }
    }
    const title = `${kind}, ${pairs} to ${pairs}`;
    console.log(`\n${title}`);
    result[title] = {};
    const baseline = median(samples.port);
    for (const way of WAYS) {
      const ns = median(samples[way]);
      result[title][TITLES[way]] = ns;
      const factor = baseline / ns;
      let verdict = "";
      if (reach !== undefined && (way === "one" || way === "many")) {
        verdict = `  goal ${reach}x: ${factor >= reach ? "met" : "NOT MET"}`;
        if (factor < reach) missed++;
      }
      console.log(
        `  ${TITLES[way].padEnd(28)}${ns.toFixed(0).padStart(8)} ns a message${factor.toFixed(1).padStart(7)}x${verdict}`,
      );
    }
  }
}
if (PART === "") writeResult(new URL("./.work/values.json", import.meta.url).pathname, result);
console.log(missed === 0 ? "\nall goals met" : `\n${missed} goals not met`);
await Promise.all(workers.map((worker) => worker.terminate()));
