/** One worker of the benchmark: does what a message tells it, and answers when it began and when it was done. */
import { type MessagePort, parentPort } from "node:worker_threads";
import type {
  ReceiverHandle,
  SenderHandle,
  SharedReceiver,
  SharedSender,
} from "../../../runtime/dist/threads/index.js";
import { openReceiver, openSender } from "../../../runtime/dist/threads/internal.js";
import { connectTwin } from "../../runtime/threads/twin/twin.ts";

export interface Task {
  readonly role: keyof typeof roles;
  readonly count: number;
  readonly batch?: number;
  readonly twin?: boolean;
  readonly tx?: SenderHandle<number>;
  readonly rx?: ReceiverHandle<number>;
  readonly port?: MessagePort;
}

interface Ends {
  readonly tx: SharedSender<number>;
  readonly rx: SharedReceiver<number>;
  readonly port: MessagePort;
}

const CHUNK = 64;

/** Lets the event loop turn, so that ports are served. */
const received = (port: MessagePort, wanted: number, size: (message: unknown) => number): Promise<void> =>
  new Promise((resolve) => {
    let count = 0;
    port.on("message", (message) => {
      count += size(message);
      if (count >= wanted) {
        port.close();
        resolve();
      }
    });
  });

const roles = {
  send({ count }: Task, { tx }: Ends) {
    for (let i = 0; i < count; i++) tx.sendSync(i);
  },
  receive({ count }: Task, { rx }: Ends) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += rx.receiveSync().value!;
    return sum;
  },
  async sendAwaited({ count }: Task, { tx }: Ends) {
    for (let i = 0; i < count; i++) await tx.send(i);
  },
  async receiveAwaited({ count }: Task, { rx }: Ends) {
    for (let i = 0; i < count; i++) await rx.receive();
  },
  sendBatches({ count }: Task, { tx }: Ends) {
    const values = Array.from({ length: CHUNK }, (_, i) => i);
    for (let i = 0; i < count; i += CHUNK) tx.sendAllSync(values);
  },
  receiveBatches({ count }: Task, { rx }: Ends) {
    let sum = 0;
    for (let left = count; left > 0; ) {
      const values = rx.receiveManySync(Math.min(CHUNK, left));
      left -= values.length;
      for (const value of values) sum += value;
    }
    return sum;
  },
  echo({ count }: Task, { tx, rx }: Ends) {
    for (let i = 0; i < count; i++) tx.sendSync(rx.receiveSync().value!);
  },
  ask({ count }: Task, { tx, rx }: Ends) {
    for (let i = 0; i < count; i++) {
      tx.sendSync(i);
      rx.receiveSync();
    }
  },
  async echoAwaited({ count }: Task, { tx, rx }: Ends) {
    for (let i = 0; i < count; i++) await tx.send((await rx.receive()).value!);
  },
  post({ count }: Task, { port }: Ends) {
    for (let i = 0; i < count; i++) port.postMessage(i);
  },
  postArrays({ count }: Task, { port }: Ends) {
    for (let i = 0; i < count; i += CHUNK) port.postMessage(Array.from({ length: CHUNK }, (_, k) => i + k));
  },
  take: ({ count }: Task, { port }: Ends) => received(port, count, () => 1),
  takeArrays: ({ count }: Task, { port }: Ends) =>
    received(port, count, (message) => (message as number[]).length),
  echoPort({ count }: Task, { port }: Ends) {
    port.on("message", (message) => port.postMessage(message));
    return new Promise<void>((resolve) => {
      let seen = 0;
      port.on("message", () => {
        if (++seen === count) resolve();
      });
    });
  },
};

let sink: unknown;

parentPort!.on("message", async (task: Task & { gate: Int32Array; crew: number }) => {
  try {
    const connect = task.twin ? connectTwin : undefined;
    const ends = {
      tx: task.tx && openSender(task.tx, connect),
      rx: task.rx && openReceiver(task.rx, connect),
      port: task.port,
    } as unknown as Ends;
    // All of the crew are ready before anybody starts.
    Atomics.add(task.gate, 0, 1);
    while (Atomics.load(task.gate, 0) < task.crew);
    const start = performance.timeOrigin + performance.now();
    sink = await roles[task.role](task, ends);
    const end = performance.timeOrigin + performance.now();
    for (const close of [ends.tx, ends.rx]) close?.close();
    parentPort!.postMessage({ start, end });
  } catch (error) {
    parentPort!.postMessage({ error: String((error as Error)?.stack ?? error) });
  }
  void sink;
});
