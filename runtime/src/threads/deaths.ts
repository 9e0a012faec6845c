/**
 * How the death of a thread is noticed that could not say so: it was terminated, ran out of memory, or threw.
 *
 * | where             | what tells                                                                             |
 * |-------------------|----------------------------------------------------------------------------------------|
 * | Node              | the `exit` of every worker that a thread makes once it has loaded this package          |
 * | Node, Bun, Deno   | the `exit` (`close`) of a worker given to `watchWorker`                                 |
 * | browsers          | a lock that each thread holds while it lives; the thread that made the memory waits for it |
 * | all               | the ports that handles brought along (`transferables`), where the platform tells of their end |
 *
 * Who hears of a death mends all memories that it has ends in. So a thread that makes workers, and has itself no end of the
 * channels between them, passes their handles on with `transferables`.
 *
 * A thread is known by its *identity*: Node's, Bun's and Deno's `threadId` plus 1, which the thread that made it sees too;
 * elsewhere a random number.
 */

interface Watched {
  readonly threadId?: number;
  once?(event: "exit", listener: () => void): unknown;
  addEventListener?(event: "close", listener: () => void): void;
}

interface Host {
  readonly document?: unknown;
  readonly navigator?: { readonly locks?: LockManager };
  readonly process?: {
    on?(event: "worker", listener: (worker: Watched) => void): unknown;
    readonly versions?: { readonly node?: string; readonly bun?: string; readonly deno?: string };
    readonly abort?: { readonly disabled?: boolean };
    getBuiltinModule?(name: "node:worker_threads"): { readonly threadId: number };
  };
}
const host = globalThis as Host;

/** Tells threads without a `threadId` from those that have one. */
const RANDOM = 1 << 30;

let own: number | undefined;

/** What this thread is known by: not 0, below 2^31. */
export const threadIdentity = (): number => {
  own ??=
    ((isNodeMain() ? 0 : undefined) ??
      host.process?.getBuiltinModule?.("node:worker_threads").threadId ??
      Math.floor(Math.random() * RANDOM) + RANDOM - 1) + 1;
  return own;
};

/**
 * Whether this is known to be Node's main thread without loading `node:worker_threads`, which takes 2 to 3 ms: Node marks what
 * a worker may not call.
 */
const isNodeMain = (): boolean => {
  const { versions, abort } = host.process ?? {};
  return (
    versions?.node !== undefined &&
    versions.bun === undefined &&
    versions.deno === undefined &&
    abort !== undefined &&
    abort.disabled !== true
  );
};

type Died = (identity: number) => void;
const listeners = new Set<Died>();

/** Calls `died` for each thread of whose death this thread hears. */
export const onDeath = (died: Died): void => {
  listeners.add(died);
};

/** This thread heard of a death. */
export const tellDeath: Died = (identity) => {
  for (const died of listeners) died(identity);
};

const watched = new WeakSet<object>();

/**
 * Has this thread notice when `worker` dies, by whatever cause: its ends of shared channels close, and nobody waits for it any
 * more. Needed on Bun and Deno, and on Node for workers that were made before `milost` or `milost/threads` was loaded in the
 * thread that made them; all others, and those of browsers, are watched without. To be called in the thread that made the
 * worker, before it can have died. Idempotent; answers `worker`.
 *
 *     const worker = watchWorker(new Worker(new URL("./work.js", import.meta.url)));
 *
 * Throws a TypeError for what is no worker that can be watched: Deno does not tell when a `Worker` of the web ends, take one of
 * `node:worker_threads` there.
 */
export const watchWorker = <W extends object>(worker: W): W => {
  if (watched.has(worker)) return worker;
  // Whatever the platform calls a worker.
  const { threadId } = worker as Watched;
  const target = worker as Watched;
  if (typeof threadId === "number" && threadId > 0) {
    const end = (): void => tellDeath(threadId + 1);
    if (target.once !== undefined) target.once("exit", end);
    else target.addEventListener?.("close", end);
  } else if (!hasLocks() && threadId !== -1) {
    throw new TypeError(
      "ML3933: watchWorker takes a worker of node:worker_threads, Bun or a browser: this one does not tell when it ends",
    );
  }
  watched.add(worker);
  return worker;
};

// ---- Node: by itself

host.process?.on?.("worker", (worker) => {
  if (typeof worker?.threadId === "number") watchWorker(worker);
});

// ---- browsers: by locks

/** Whether deaths are noticed by locks here. */
export const hasLocks = (): boolean =>
  host.process?.versions?.node === undefined && host.navigator?.locks !== undefined;

const nameOf = (memory: string, identity: number): string => `milost:${memory}:${identity}`;

/** Holds this thread's lock for as long as it lives; resolves once it does, to whether it does. */
export const holdLock = (memory: string): Promise<boolean> =>
  new Promise((resolve) => {
    const held = host.navigator?.locks?.request(nameOf(memory, threadIdentity()), () => {
      resolve(true);
      return new Promise<never>(() => {});
    });
    // A page may refuse locks, as in a sandboxed frame: then nobody hears of its threads' deaths.
    held?.catch(() => resolve(false));
  });

/** Waits for the death of a thread that holds its lock. */
export const watchLock = (memory: string, identity: number): void => {
  host.navigator?.locks?.request(nameOf(memory, identity), () => tellDeath(identity)).catch(() => {});
};
