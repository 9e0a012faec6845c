/** The pool itself: its threads, what is under way, what waits outside the run queue, and how it ends. */
import { CancelledError, PanicError } from "../../errors.js";
import type { Task } from "../../task/index.js";
import { native } from "../../task/node.js";
import { ERR, FAULT, OK } from "../../task/ops.js";
import { drive, type Run, reasonOf } from "../../task/run.js";
import { MOST_WORKERS } from "./core.js";
import { checkInteger, notStarting, PoolClosedError } from "./errors.js";
import { CANCELLED, type Ending, ERROR, Job, PANIC, VALUE, type Work } from "./job.js";
import { JobHeap } from "./job-heap.js";
import type { FromWorker } from "./messages.js";
import { processors, startThread, type Thread } from "./platform.js";
import { PortTransport } from "./port-transport.js";
import { SharedTransport } from "./shared-transport.js";
import type { Transport, TransportEvents } from "./transport.js";
import type {
  CloseOptions,
  Pool,
  PoolFunction,
  PoolOptions,
  PoolStats,
  PoolTaskOptions,
  ResourceLimits,
} from "./types.js";

const MOST_JOBS = 1 << 16;
/** Keys have 24 bits for it; this is a number that one can remember. */
const MOST_PRIORITY = 1_000_000;
/** So many threads in a row that end before they are ready, and the pool gives up. */
const MOST_FALSE_STARTS = 3;

interface Member {
  readonly thread: Thread;
  ready: boolean;
}

class ThreadPool implements Pool, TransportEvents {
  private readonly members = new Map<number, Member>();
  private readonly size: number;
  private readonly carrier: Transport;
  private readonly resourceLimits: ResourceLimits | undefined;
  /** What does not fit into the run queue. */
  private readonly backlog = new JobHeap();
  private readonly underWay = new Set<Job>();
  private turns = 0;
  private readonly counts = { done: 0, failed: 0, cancelled: 0, replaced: 0 };
  private falseStarts = 0;
  /** Why the pool takes no more jobs. */
  private refusal: Error | undefined = undefined;
  private closing: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  private over = false;

  constructor(options: PoolOptions) {
    const { queue = 1024, memory = 1 << 20 } = options;
    this.size = checkInteger(
      "size",
      options.size ?? Math.min(MOST_WORKERS, Math.max(1, processors() - 1)),
      1,
      MOST_WORKERS,
    );
    checkInteger("queue", queue, 1, MOST_JOBS);
    checkInteger("memory", memory, 1 << 12, 2 ** 31);
    this.resourceLimits = options.resourceLimits;
    const canShare = typeof SharedArrayBuffer !== "undefined";
    const transport = options.transport ?? (canShare ? "shared" : "port");
    if (transport !== "shared" && transport !== "port") {
      throw new RangeError(`ML3944: transport must be "shared" or "port", not ${String(transport)}`);
    }
    if (transport === "shared" && !canShare) {
      throw new Error(
        "ML3920: there is no SharedArrayBuffer here: a page needs the headers " +
          "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
      );
    }
    this.carrier =
      transport === "shared" ? new SharedTransport(queue, memory, this) : new PortTransport(queue, this);
    for (let worker = 1; worker <= this.size; worker++) this.hire(worker);
  }

  get transport(): "shared" | "port" {
    return this.carrier.kind;
  }

  get stats(): PoolStats {
    const { running } = this.carrier;
    const { size } = this;
    return { size, idle: size - running, running, waiting: this.underWay.size - running, ...this.counts };
  }

  task<F extends PoolFunction>(url: URL | string, name: string, options: PoolTaskOptions = {}) {
    const { priority = 0, onCancel = "wait" } = options;
    checkInteger("priority", priority, -MOST_PRIORITY, MOST_PRIORITY);
    if (onCancel !== "wait" && onCancel !== "terminate") {
      throw new RangeError(`ML3944: onCancel must be "wait" or "terminate", not ${String(onCancel)}`);
    }
    const href = String(url);
    const work: Work = { href, name, priority, onCancel, address: this.carrier.know(href, name) };
    // The function that runs elsewhere has the types that the caller says.
    return (...args: Parameters<F>) =>
      native((run) => this.enter(run, work, args)) as unknown as Task<never, never>;
  }

  /** Makes a job of a run. */
  private enter(run: Run, work: Work, args: readonly unknown[]): Run | undefined {
    if (this.refusal !== undefined) return run.complete(FAULT, new PanicError(this.refusal));
    const job = new Job(this.turns++, work, args, (ending, value) => drive(complete(run, ending, value)));
    run.wait = {
      interrupt: (run) => {
        // A run that is interrupted is cancelled.
        this.cancel(job, reasonOf(run.cancelled!));
        return run.complete(OK);
      },
    };
    if (this.underWay.size === 0) this.carrier.busy(true);
    this.underWay.add(job);
    if (this.carrier.hasRoom) this.carrier.offer(job);
    else this.backlog.push(job);
    return undefined;
  }

  private cancel(job: Job, reason: unknown): void {
    job.settled = true;
    this.counts.cancelled++;
    if (this.backlog.remove(job)) this.ended(job, CANCELLED, undefined);
    else this.carrier.cancel(job, reason);
  }

  ended(job: Job, ending: Ending, value: unknown): void {
    // Once: an argument that could not be sent ends a job before its thread knows.
    if (!job.over) {
      job.over = true;
      this.underWay.delete(job);
      if (!job.settled) {
        if (ending === VALUE) this.counts.done++;
        else this.counts.failed++;
        job.settle(ending, value);
      }
    }
    while (this.carrier.hasRoom && this.backlog.first !== undefined) {
      const next = this.backlog.first;
      this.backlog.remove(next);
      this.carrier.offer(next);
    }
    if (this.underWay.size > 0) return;
    this.carrier.busy(false);
    if (this.closing !== undefined) this.end();
  }

  post(worker: number, message: unknown, transfer?: readonly Transferable[]): void {
    this.members.get(worker)?.thread.post(message, transfer);
  }

  terminate(worker: number): void {
    void this.members.get(worker)?.thread.terminate();
  }

  private hire(worker: number): void {
    const thread = startThread(
      {
        message: (message) => {
          // What a dead thread still says is about rows that are others' by now.
          if (this.over || this.members.get(worker) !== member) return;
          // Only `worker.js` has the other end.
          const told = message as FromWorker;
          if (told.type === "ready") {
            member.ready = true;
            this.falseStarts = 0;
          }
          this.carrier.received(worker, told);
        },
        ended: (exitCode, error) => this.lost(worker, member, exitCode, error),
      },
      this.resourceLimits,
    );
    const member: Member = { thread, ready: false };
    this.members.set(worker, member);
    thread.post(this.carrier.start(worker));
  }

  private lost(worker: number, member: Member, exitCode: number | undefined, error: unknown): void {
    this.members.delete(worker);
    if (this.over) return;
    this.counts.replaced++;
    if (!member.ready && ++this.falseStarts >= MOST_FALSE_STARTS) {
      const refusal = notStarting(error);
      this.refusal = refusal;
      this.abandon(PANIC, refusal);
      return;
    }
    this.carrier.lost(worker, exitCode, error);
    if (!this.over) this.hire(worker);
  }

  /** Ends all jobs and the pool. */
  private abandon(ending: Ending, value: unknown): void {
    const jobs = [...this.underWay];
    this.underWay.clear();
    this.end();
    for (const job of jobs) {
      job.over = true;
      if (job.settled) continue;
      if (ending === CANCELLED) this.counts.cancelled++;
      else this.counts.failed++;
      job.settle(ending, value);
    }
  }

  close(options?: CloseOptions): Promise<void> {
    this.refusal ??= new PoolClosedError();
    if (this.closing === undefined) {
      let resolve = (): void => {};
      const promise = new Promise<void>((done) => {
        resolve = done;
      });
      this.closing = { promise, resolve };
      if (this.over) resolve();
    }
    if (!this.over) {
      if (options?.now === true) this.abandon(CANCELLED, this.refusal);
      else if (this.underWay.size === 0) this.end();
    }
    return this.closing.promise;
  }

  /** Nothing is under way any more. */
  private end(): void {
    if (this.over) return;
    this.over = true;
    this.carrier.busy(false);
    const threads = [...this.members.values()].map(({ thread }) => thread.terminate());
    void Promise.all(threads).then(() => this.closing?.resolve());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const complete = (run: Run, ending: Ending, value: unknown): Run => {
  if (ending === VALUE) return run.complete(OK, value);
  if (ending === ERROR) return run.complete(ERR, value);
  return run.complete(FAULT, ending === CANCELLED ? new CancelledError(value) : new PanicError(value));
};

/**
 * Starts threads that run functions of modules: see {@link Pool.task}. The threads are there at once, sleep while there
 * is nothing to do, and are replaced when they die. They keep the process alive only while jobs are under way.
 *
 * Throws a RangeError for options that cannot be, and an Error where there are no worker threads.
 */
export const createPool = (options: PoolOptions = {}): Pool => new ThreadPool(options);
