/**
 * How a thread that must not block waits: one `Atomics.waitAsync` on the thread's parking word, whatever number of
 * channels it waits at, and something that keeps the process alive meanwhile (a pending `waitAsync` does not).
 *
 * The order is the core's Dekker protocol: `watch()` first, then arm the gates, then try once more. A wake always
 * moves the word before it notifies, so whoever was watching before it armed sees it.
 */

/** Somebody with waiters, to be asked again after a wake. */
export interface Sleeper {
  /** Tries on behalf of the waiters, and arms what still has to wait. */
  awake(): void;
}

type WaitAsync = (
  array: Int32Array,
  index: number,
  value: number,
) => { async: false; value: "not-equal" | "timed-out" } | { async: true; value: Promise<"ok" | "timed-out"> };

interface Port {
  ref?(): void;
  unref?(): void;
  onmessage: unknown;
}

// ES2024: Node >= 16, Deno, Bun, browsers.
export const { waitAsync } = Atomics as unknown as { readonly waitAsync: WaitAsync };

export class Parker {
  private watching = false;
  private readonly sleepers = new Set<Sleeper>();
  private port: Port | undefined = undefined;

  constructor(
    private readonly i32: Int32Array,
    private readonly word: number,
  ) {}

  /** From here on a wake of this thread is noticed. */
  watch(): void {
    while (!this.watching) {
      const key = Atomics.load(this.i32, this.word);
      const wait = waitAsync(this.i32, this.word, key);
      if (!wait.async) continue;
      this.watching = true;
      wait.value.then(this.wake);
    }
  }

  private readonly wake = (): void => {
    this.watching = false;
    for (const sleeper of [...this.sleepers]) sleeper.awake();
  };

  /** `sleeper` has waiters, or has none any more. While anybody has, the process stays alive. */
  add(sleeper: Sleeper): void {
    this.sleepers.add(sleeper);
    if (this.sleepers.size === 1) this.keepAlive();
  }

  delete(sleeper: Sleeper): void {
    if (this.sleepers.delete(sleeper) && this.sleepers.size === 0) this.port?.unref?.();
  }

  private keepAlive(): void {
    if (this.port === undefined) {
      // Only a port with a listener counts as alive. Nothing is ever sent to it.
      this.port = new MessageChannel().port1 as unknown as Port;
      this.port.onmessage = () => {};
    }
    this.port.ref?.();
  }
}
