/**
 * Records, strings, bytes and objects between two workers, beside postMessage one by one and in arrays of 64. Medians of
 * interleaved rounds; factors are to postMessage one by one of the same value in the same run.
 *
 *     node test/bench/threads/values.ts [rounds]
 */
import { MessageChannel, type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";
import type { SharedReceiver, SharedSender } from "../../../runtime/dist/threads/index.js";
import { codec, createShared, openReceiver, openSender } from "../../../runtime/dist/threads/internal.js";
import { printEnvironment } from "../measure.ts";

const CHUNK = 64;

const median = (samples: readonly number[]): number =>
  [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)]!;

const kinds = {
  record: {
    shared: codec.record({ id: "u32", name: "string" }),
    make: (i: number): unknown => ({ id: i, name: "Ada Lovelace" }),
    reach: 6,
  },
  "record of numbers": {
    shared: codec.record({ id: "u32", x: "f64", y: "f64" }),
    make: (i: number): unknown => ({ id: i, x: i / 3, y: i / 7 }),
    reach: 6,
  },
  "string of 8": { shared: codec.string, make: (i: number): unknown => `job ${i % 8999}`, reach: 2.5 },
  "string of 32": {
    shared: codec.string,
    make: (i: number): unknown => `the quick brown fox jumps ${(i % 8999) + 1000}`,
    reach: 2.5,
  },
  "string of 1000": {
    shared: codec.string,
    make: (i: number): unknown => `${i}`.padEnd(1000, "lorem ipsum "),
    reach: undefined,
  },
  "bytes of 256": {
    shared: codec.bytes,
    make: (i: number): unknown => new Uint8Array(256).fill(i),
    reach: undefined,
  },
  object: {
    shared: undefined,
    make: (i: number): unknown => ({ id: i, name: "Ada", tags: ["a", "b"], at: { x: 1, y: 2.5 } }),
    reach: undefined,
  },
};
type Kind = keyof typeof kinds;

interface Task {
  readonly kind: Kind;
  readonly count: number;
  readonly way: "port" | "ports" | "one" | "many";
  readonly end: unknown;
  readonly gate: Int32Array;
}

/** What a worker does with its end; the values are made beforehand. */
const work = async ({ kind, count, way, end, gate }: Task, sends: boolean): Promise<void> => {
  const values = Array.from({ length: CHUNK }, (_, i) => kinds[kind].make(i));
  const isPort = way === "port" || way === "ports";
  const tx = sends && !isPort ? (openSender(end as never) as SharedSender<unknown>) : undefined;
  const rx = !sends && !isPort ? (openReceiver(end as never) as SharedReceiver<unknown>) : undefined;
  const port = end as MessagePort;
  Atomics.add(gate, 0, 1);
  while (Atomics.load(gate, 0) < 2);
  if (way === "one" && tx) for (let i = 0; i < count; i++) tx.sendSync(values[i % CHUNK]);
  else if (way === "many" && tx) for (let i = 0; i < count; i += CHUNK) tx.sendAllSync(values);
  else if (way === "port" && sends) for (let i = 0; i < count; i++) port.postMessage(values[i % CHUNK]);
  else if (way === "ports" && sends) for (let i = 0; i < count; i += CHUNK) port.postMessage(values);
  else if (way === "one" && rx) for (let i = 0; i < count; i++) rx.receiveSync();
  else if (rx) for (let got = 0; got < count; ) got += rx.receiveManySync(CHUNK).length;
  else {
    await new Promise<void>((resolve) => {
      let got = 0;
      port.on("message", (message) => {
        got += way === "ports" ? (message as unknown[]).length : 1;
        if (got >= count) resolve();
      });
    });
  }
  if (!sends && isPort) port.close();
  tx?.close();
  rx?.close();
};

const order = (worker: Worker, task: Task, transfer: readonly MessagePort[]): Promise<void> =>
  new Promise((resolve, reject) => {
    worker.once("message", (error) => (error === undefined ? resolve() : reject(new Error(error))));
    worker.postMessage(task, [...transfer]);
  });

const round = async (workers: readonly [Worker, Worker], kind: Kind, way: Task["way"], count: number) => {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const task = { kind, count, way, gate };
  let ends: [unknown, unknown];
  let close = () => {};
  let transfer: [MessagePort[], MessagePort[]] = [[], []];
  if (way === "port" || way === "ports") {
    const { port1, port2 } = new MessageChannel();
    ends = [port1, port2];
    transfer = [[port1], [port2]];
  } else {
    const [tx, rx] = createShared<unknown>(1024, undefined, kinds[kind].shared as never);
    ends = [tx.handle(), rx.handle()];
    close = () => {
      tx.close();
      rx.close();
    };
  }
  const start = performance.now();
  await Promise.all([0, 1].map((i) => order(workers[i]!, { ...task, end: ends[i] }, transfer[i]!)));
  close();
  return ((performance.now() - start) * 1e6) / count;
};

const main = async (): Promise<void> => {
  const rounds = Number(process.argv[2] ?? 7);
  const script = new URL(import.meta.url);
  const workers = [0, 1].map((i) => new Worker(script, { workerData: { sends: i === 0 } })) as [
    Worker,
    Worker,
  ];
  printEnvironment();
  const ways = [
    ["port", "postMessage, one by one", 20_000],
    ["ports", "postMessage, arrays of 64", 64_000],
    ["one", "channel, one by one", 100_000],
    ["many", "channel, batches of 64", 128_000],
  ] as const;
  for (const kind of Object.keys(kinds) as Kind[]) {
    const samples = ways.map((): number[] => []);
    for (let turn = -1; turn < rounds; turn++) {
      for (const [i, [way, , count]] of ways.entries()) {
        const ns = await round(workers, kind, way, kind === "string of 1000" ? (count / 64 / 4) * 64 : count);
        if (turn >= 0) samples[i]!.push(ns);
      }
    }
    const medians = samples.map(median);
    console.log(`\n${kind}`);
    for (const [i, [way, title]] of ways.entries()) {
      const factor = medians[0]! / medians[i]!;
      const { reach } = kinds[kind];
      const verdict =
        reach === undefined || way === "port" || way === "ports"
          ? ""
          : `  reach ${reach}: ${factor >= reach ? "met" : "MISSED"}`;
      console.log(
        `  ${title.padEnd(30)}${medians[i]!.toFixed(0).padStart(7)} ns a message${factor.toFixed(1).padStart(7)}x${verdict}`,
      );
    }
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
};

if (parentPort === null) await main();
else {
  const port = parentPort;
  const { sends } = workerData as { sends: boolean };
  port.on("message", (task: Task) =>
    work(task, sends).then(
      () => port.postMessage(undefined),
      (error) => port.postMessage(String(error?.stack ?? error)),
    ),
  );
}
