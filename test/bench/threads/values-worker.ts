/** One thread of the benchmark of values: sends or receives as a message tells it, and says when it began and ended. */
import { type MessagePort, parentPort } from "node:worker_threads";
import type { SharedReceiver, SharedSender } from "../../../runtime/dist/threads/index.js";
import { openReceiver, openSender } from "../../../runtime/dist/threads/internal.js";
import { CHUNK, type KindName, kinds, type Way } from "./values-kinds.ts";

export interface Task {
  readonly kind: KindName;
  readonly way: Way;
  readonly sends: boolean;
  /** A multiple of `CHUNK`. */
  readonly count: number;
  /** A handle or a port. */
  readonly end: unknown;
  readonly gate: Int32Array;
  readonly crew: number;
}

const all = (port: MessagePort, count: number, size: (message: unknown) => number): Promise<void> =>
  new Promise((resolve) => {
    let got = 0;
    port.on("message", (message) => {
      got += size(message);
      if (got >= count) resolve();
    });
  });

const check = (outcome: { readonly error?: { readonly message: string } | undefined }): void => {
  if (outcome.error !== undefined) throw new Error(outcome.error.message);
};

const senders: Record<Way, (end: never, values: unknown[], count: number) => void> = {
  port(port: MessagePort, values, count) {
    for (let i = 0; i < count; i++) port.postMessage(values[i % CHUNK]);
  },
  ports(port: MessagePort, values, count) {
    for (let i = 0; i < count; i += CHUNK) port.postMessage(values);
  },
  one(tx: SharedSender<unknown>, values, count) {
    for (let i = 0; i < count; i++) check(tx.sendSync(values[i % CHUNK]));
  },
  many(tx: SharedSender<unknown>, values, count) {
    for (let i = 0; i < count; i += CHUNK) check(tx.sendAllSync(values));
  },
};

const receivers: Record<Way, (end: never, count: number) => unknown> = {
  port: (port: MessagePort, count) => all(port, count, () => 1),
  ports: (port: MessagePort, count) => all(port, count, (message) => (message as unknown[]).length),
  one(rx: SharedReceiver<unknown>, count) {
    for (let i = 0; i < count; i++) rx.receiveSync();
  },
  many(rx: SharedReceiver<unknown>, count) {
    for (let left = count; left > 0; ) left -= rx.receiveManySync(Math.min(CHUNK, left)).length;
  },
};

const now = (): number => performance.timeOrigin + performance.now();

const work = async ({ kind, way, sends, count, end, gate, crew }: Task) => {
  const values = Array.from({ length: CHUNK }, (_, i) => kinds[kind].make(i));
  const isPort = way === "port" || way === "ports";
  const own = isPort ? (end as MessagePort) : sends ? openSender(end as never) : openReceiver(end as never);
  // All are ready before anybody starts.
  Atomics.add(gate, 0, 1);
  while (Atomics.load(gate, 0) < crew);
  const start = now();
  if (sends) senders[way](own as never, values, count);
  else await receivers[way](own as never, count);
  const span = { start, end: now() };
  // A port that is closed by its sender loses what is on its way.
  if (!isPort || !sends) own.close();
  return span;
};

parentPort!.on("message", (task: Task) =>
  work(task).then(
    (span) => parentPort!.postMessage(span),
    (error) => parentPort!.postMessage({ error: String(error?.stack ?? error) }),
  ),
);
