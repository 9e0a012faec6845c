/** Worker threads, as Node (Deno, Bun) and browsers have them, made alike. */

import type { ResourceLimits } from "./types.js";

/** The owner's hold of a thread. */
export interface Thread {
  post(message: unknown, transfer?: readonly Transferable[]): void;
  /** `ended` is told then, too. */
  terminate(): Promise<void>;
}

export interface ThreadEvents {
  message(message: unknown): void;
  /** Once: the thread has stopped, all its messages have come. `error` is what it did not catch. */
  ended(exitCode: number | undefined, error: unknown): void;
}

/** A thread's own side. */
export interface OwnPort {
  post(message: unknown, transfer?: readonly Transferable[]): void;
  listen(listener: (message: unknown) => void): void;
}

interface NodeWorker {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  terminate(): Promise<unknown>;
  unref(): void;
  on(event: string, listener: (value: never) => void): void;
}
interface NodePort {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  on(event: "message", listener: (message: unknown) => void): void;
}
interface WorkerThreads {
  readonly Worker: new (url: URL, options: { readonly resourceLimits?: ResourceLimits }) => NodeWorker;
  readonly parentPort: NodePort | null;
}
interface Host {
  readonly process?: { getBuiltinModule?(name: "node:worker_threads"): WorkerThreads };
  readonly Worker?: unknown;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  postMessage?(message: unknown, transfer?: readonly Transferable[]): void;
  onmessage?: unknown;
}
const host = globalThis as Host;
const nodeThreads = (): WorkerThreads | undefined => host.process?.getBuiltinModule?.("node:worker_threads");

export const processors = (): number => host.navigator?.hardwareConcurrency ?? 4;

/** Starts `worker.js`. It never keeps the process alive by itself. */
export const startThread = (events: ThreadEvents, resourceLimits: ResourceLimits | undefined): Thread => {
  const threads = nodeThreads();
  if (threads !== undefined) {
    const worker = new threads.Worker(
      new URL("./worker.js", import.meta.url),
      resourceLimits === undefined ? {} : { resourceLimits },
    );
    let error: unknown;
    worker.on("message", events.message);
    worker.on("messageerror", (failure: unknown) => {
      error = failure;
      void worker.terminate();
    });
    worker.on("error", (failure: unknown) => {
      error = failure;
    });
    worker.on("exit", (code: number) => events.ended(code, error));
    worker.unref();
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      terminate: async () => void (await worker.terminate()),
    };
  }
  if (host.Worker === undefined) {
    throw new Error(
      "ML3946: there are no worker threads here: a pool needs Node 20.16 or newer, Deno, Bun or a browser",
    );
  }
  // In just these words, and with the global's own name: bundlers know a worker's script by them.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  let over = false;
  const end = (error: unknown): void => {
    if (over) return;
    over = true;
    worker.terminate();
    // After the messages that have come already.
    setTimeout(() => events.ended(undefined, error), 0);
  };
  worker.onmessage = (event) => events.message(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    end(new Error(event.message ?? "the worker's script could not be loaded"));
  };
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    terminate: async () => end(undefined),
  };
};

/** The port to the owner, in a thread. */
export const ownPort = (): OwnPort => {
  const parent = nodeThreads()?.parentPort;
  if (parent) {
    return {
      post: (message, transfer) => parent.postMessage(message, transfer),
      listen: (listener) => parent.on("message", listener),
    };
  }
  return {
    post: (message, transfer) => host.postMessage?.(message, transfer),
    listen: (listener) => {
      host.onmessage = (event: { readonly data: unknown }) => listener(event.data);
    },
  };
};
