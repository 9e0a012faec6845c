/**
 * How the death of another thread is noticed where its ports do not tell: it holds a lock of its own for as long as it
 * lives, and who gets that lock knows that it is gone.
 *
 * | platform          | what tells                                                      |
 * |-------------------|-----------------------------------------------------------------|
 * | Node, Bun         | the port's `close` event                                        |
 * | browsers          | the lock; pages have locks in secure contexts (https, localhost) |
 * | Deno              | the lock, while somebody waits: asking for one keeps it alive    |
 */

interface Host {
  readonly Deno?: unknown;
  readonly process?: { readonly versions?: { readonly node?: string; readonly bun?: string } };
  readonly navigator?: { readonly locks?: LockManager };
  readonly WorkerGlobalScope?: unknown;
}

const host = globalThis as Host;

/** Whether a pending request keeps the process alive, as do a held lock and some calls of `unref`. */
export const isDeno = host.Deno !== undefined;
/** Node itself, not what runs its programs. */
export const isNode =
  !isDeno && host.process?.versions?.node !== undefined && host.process.versions.bun === undefined;

const locks =
  host.process?.versions?.node !== undefined && !isDeno ? undefined : (host.navigator?.locks ?? undefined);

/** What this thread is known by to `watch`; undefined where nobody needs to watch it. */
let name: Promise<string | undefined> | undefined;
let ownName: string | undefined;

export const threadName = (): Promise<string | undefined> | undefined => {
  // Deno's main thread takes all others with it when it ends.
  if (locks === undefined || (isDeno && host.WorkerGlobalScope === undefined)) return undefined;
  name ??= new Promise((resolve) => {
    const own = `milost:${crypto.randomUUID()}`;
    ownName = own;
    const forEver = new Promise<never>(() => {});
    const held = locks.request(own, () => {
      resolve(own);
      return forEver;
    });
    // A page may refuse locks, as in a sandboxed frame.
    held.catch(() => resolve(undefined));
  });
  return name;
};

/** Calls `died` when the thread of that name is gone. Answers how to stop looking. */
export const watch = (name: string, died: () => void): (() => void) => {
  // A thread that is here to ask is alive.
  if (name === ownName) return () => {};
  const controller = new AbortController();
  locks
    ?.request(name, { signal: controller.signal }, () => {
      // What it posted before is there first.
      setTimeout(died, 0);
    })
    .catch(() => {});
  return () => controller.abort();
};
