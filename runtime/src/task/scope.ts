/**
 * A scope: runs that nothing outlives, bodies included.
 *
 *     await using scope = createScope();
 *     scope.run(first);
 *     scope.run(second);
 *     // the block's end waits for both
 */
import { CancelledError, type TaskError } from "../errors.js";
import type { Result } from "../result/index.js";
import { err } from "../result/variants.js";
import type { Description, Observer } from "./ops.js";
import { listen } from "./promise-like.js";
import { drive, type Keeper, Run } from "./run.js";
import type { Task } from "./types.js";

export interface ScopeOptions {
  /** Cancels the scope when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

export interface Scope extends AsyncDisposable {
  /** How many runs and bodies of cancelled runs the scope still waits for. */
  readonly size: number;

  /**
   * Runs a task in the scope; never rejects. After `cancel`, and after the scope has ended, it gives `Err(CancelledError)`
   * and does not enter the body.
   */
  run<T, E>(task: Task<T, E>): Promise<Result<T, E | TaskError>>;

  /** Cancels the scope's runs, and every later one. The first cancel stays. The tasks themselves are not marked. */
  cancel(reason?: unknown): void;

  /**
   * Waits until all runs are over, and until the bodies that ignored the cancel of their run have settled too. Does not cancel
   * anything itself. Never rejects.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

class Spawned implements Observer {
  constructor(
    private readonly scope: RunScope,
    private readonly resolve: (result: Result<unknown, unknown>) => void,
  ) {}

  settled(run: Run): undefined {
    this.resolve(run.result());
    this.scope.left(run);
    return undefined;
  }
}

class RunScope implements Keeper {
  private readonly runs = new Set<Run>();
  private kept = 0;
  private cancelled: CancelledError | undefined = undefined;
  private idle: (() => void)[] = [];

  constructor(private readonly signal: AbortSignal | undefined) {
    if (signal?.aborted) this.cancel(signal.reason);
    else signal?.addEventListener("abort", this);
  }

  get size(): number {
    return this.runs.size + this.kept;
  }

  run(task: Description): Promise<Result<unknown, unknown>> {
    const mark = this.cancelled ?? task.state;
    if (mark instanceof CancelledError) return Promise.resolve(err(mark));
    return new Promise((resolve) => {
      const run = new Run(task, task, new Spawned(this, resolve), this);
      this.runs.add(run);
      drive(run);
    });
  }

  left(run: Run): void {
    this.runs.delete(run);
    this.check();
  }

  keep(promise: PromiseLike<unknown>): void {
    this.kept++;
    const settled = (): void => {
      this.kept--;
      this.check();
    };
    listen(promise, settled, settled);
  }

  private check(): void {
    if (this.size > 0) return;
    const { idle } = this;
    this.idle = [];
    for (const resolve of idle) resolve();
  }

  handleEvent(): void {
    this.cancel(this.signal?.reason);
  }

  cancel(reason?: unknown): void {
    if (this.cancelled !== undefined) return;
    this.cancelled = new CancelledError(reason);
    for (const run of this.runs) run.cancel(this.cancelled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (this.size > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
    this.cancel("the scope has ended");
    this.signal?.removeEventListener("abort", this);
  }
}

/** Makes a scope, to be declared by `await using`. */
export const createScope = (options?: ScopeOptions): Scope =>
  // Every Task is a node, and every node a description: `run` is typed by what the user sees.
  new RunScope(options?.signal) as unknown as Scope;
