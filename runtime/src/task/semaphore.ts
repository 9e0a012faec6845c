/** A counting semaphore for tasks: at most so many at a time, first come, first served. */
import type { Option } from "../option/index.js";
import { none, some } from "../result/variants.js";
import { native } from "./node.js";
import { type Description, FAULT, type Observer, OK, type Wait } from "./ops.js";
import { drive, type Run } from "./run.js";
import type { Task } from "./types.js";

/** The right to go on, until it is given back. Giving it back twice does nothing. */
export interface Permit extends Disposable {
  release(): void;
}

export interface Semaphore {
  /** Permits that can be had now. */
  readonly available: number;
  /** Runs that wait for one. */
  readonly waiting: number;

  /**
   * A task that gives a permit once there is one. A run that is cancelled while it waits takes none; whoever got one must
   * release it, which `withPermit` does by itself.
   */
  acquire(): Task<Permit, never>;

  /** A permit, if there is one and nobody waits. */
  tryAcquire(): Option<Permit>;

  /** The task, run while it holds a permit: given back when the run is over, finalizers included, however it ended. */
  withPermit<T, E>(task: Task<T, E>): Task<T, E>;
}

class Waiter implements Wait {
  constructor(
    private readonly semaphore: Permits,
    private readonly run: Run,
    private readonly granted: (run: Run, permit: Permit) => Run | undefined,
  ) {}

  /** Goes on at once if there is a permit, else waits for its turn. */
  enter(): Run | undefined {
    const { run, semaphore } = this;
    const permit = semaphore.take();
    if (permit !== undefined) return this.granted(run, permit);
    semaphore.queue.add(this);
    run.wait = this;
    return undefined;
  }

  grant(permit: Permit): void {
    this.run.wait = undefined;
    drive(this.granted(this.run, permit));
  }

  interrupt(run: Run): Run {
    this.semaphore.queue.delete(this);
    return run.complete(OK, undefined);
  }
}

class Holding implements Observer {
  constructor(
    private readonly run: Run,
    private readonly permit: Permit,
  ) {}

  settled({ state, value }: Run): Run {
    this.permit.release();
    return this.run.complete(state, value);
  }
}

class Permits {
  readonly queue = new Set<Waiter>();
  private granting = false;

  constructor(public available: number) {}

  get waiting(): number {
    return this.queue.size;
  }

  take(): Permit | undefined {
    // While permits are handed out, those who wait come before those who come now.
    if (this.available === 0 || this.queue.size > 0) return undefined;
    this.available--;
    return this.permit();
  }

  private permit(): Permit {
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.available++;
      this.grantAll();
    };
    return { release, [Symbol.dispose]: release };
  }

  private grantAll(): void {
    // A run that is over at once releases here again: a loop, not a recursion.
    if (this.granting) return;
    this.granting = true;
    for (const waiter of this.queue) {
      if (this.available === 0) break;
      this.queue.delete(waiter);
      this.available--;
      waiter.grant(this.permit());
    }
    this.granting = false;
  }

  acquire(): unknown {
    return native((run) => new Waiter(this, run, (granted, permit) => granted.complete(OK, permit)).enter());
  }

  tryAcquire(): Option<Permit> {
    const permit = this.take();
    return permit === undefined ? none : some(permit);
  }

  withPermit(task: Description): unknown {
    return native((run) =>
      new Waiter(this, run, (granted, permit) => {
        const child = granted.child(task, new Holding(granted, permit));
        if (child !== undefined) return child;
        permit.release();
        return granted.complete(FAULT, granted.value);
      }).enter(),
    );
  }
}

/**
 * Makes a semaphore.
 *
 * @param permits how many may hold one at a time: an integer from 1.
 * @throws RangeError if it is anything else.
 */
export const createSemaphore = (permits: number): Semaphore => {
  if (!Number.isInteger(permits) || permits < 1) {
    throw new RangeError(`ML2910: a semaphore takes an integer from 1, not ${String(permits)}`);
  }
  // Every Task is a node, and every node a description: what the methods take and give is typed by what the user sees.
  return new Permits(permits) as unknown as Semaphore;
};
