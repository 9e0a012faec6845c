/** The workers of the benchmark: started once, told again and again what to do, each timing its own part. */
import { availableParallelism } from "node:os";
import { MessageChannel, type MessagePort, type Transferable, Worker } from "node:worker_threads";

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Starts `size` workers; `order` gives each its task and answers when all are done. */
export class Crew {
  private readonly workers: Worker[];

  constructor(size: number) {
    const script = new URL("./worker.ts", import.meta.url);
    this.workers = Array.from({ length: size }, () => new Worker(script));
  }

  /** The nanoseconds from the first one's start to the last one's end. All begin together. */
  async order(tasks: readonly object[], transfer: readonly Transferable[][] = []): Promise<number> {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const spans = tasks.map(
      (task, i) =>
        new Promise<Span>((resolve, reject) => {
          const worker = this.workers[i]!;
          worker.once("message", (message: Span | { error: string }) =>
            "error" in message ? reject(new Error(message.error)) : resolve(message),
          );
          worker.postMessage({ ...task, gate, crew: tasks.length }, transfer[i] ?? []);
        }),
    );
    const done = await Promise.all(spans);
    const start = Math.min(...done.map((span) => span.start));
    return (Math.max(...done.map((span) => span.end)) - start) * 1e6;
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

export const ports = (): [MessagePort, MessagePort] => {
  const { port1, port2 } = new MessageChannel();
  return [port1, port2];
};

/** Threads that leave the others no processor to themselves. */
export const load = (): (() => Promise<unknown>) => {
  const spinners = Array.from(
    { length: availableParallelism() },
    () => new Worker("for (;;);", { eval: true }),
  );
  return () => Promise.all(spinners.map((worker) => worker.terminate()));
};
