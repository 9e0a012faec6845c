/** Jobs by message, where no memory is shared: the run queue is the owner's, a thread that is done gets the next one. */
import { transferOf } from "../port/snapshot.js";
import { notCloneable, WorkerLostError } from "./errors.js";
import { CANCELLED, type Job, PANIC } from "./job.js";
import { JobHeap } from "./job-heap.js";
import type { FromWorker, Start } from "./messages.js";
import type { Transport, TransportEvents } from "./transport.js";

interface Port {
  ref?(): void;
  unref?(): void;
  onmessage: unknown;
}

export class PortTransport implements Transport {
  readonly kind = "port";
  private readonly waiting = new JobHeap();
  /** By worker, what it runs. */
  private readonly current = new Map<number, Job>();
  private readonly idle = new Set<number>();
  private port: Port | undefined = undefined;

  constructor(
    private readonly queue: number,
    private readonly events: TransportEvents,
  ) {}

  get running(): number {
    return this.current.size;
  }

  know(): number {
    return 0;
  }

  get hasRoom(): boolean {
    return this.waiting.length + this.current.size < this.queue;
  }

  offer(job: Job): void {
    this.waiting.push(job);
    if (this.idle.size > 0) queueMicrotask(() => this.dispatch());
  }

  private dispatch(): void {
    for (const worker of this.idle) {
      const job = this.waiting.first;
      if (job === undefined) return;
      this.waiting.remove(job);
      const { href, name } = job.work;
      try {
        const { turn, args } = job;
        this.events.post(worker, { type: "run", turn, href, name, args }, movedBy(args));
      } catch (cause) {
        this.events.ended(job, PANIC, notCloneable(`an argument of "${name}"`, cause));
        continue;
      }
      this.idle.delete(worker);
      this.current.set(worker, job);
    }
  }

  cancel(job: Job, reason: unknown): void {
    if (this.waiting.remove(job)) {
      this.events.ended(job, CANCELLED, undefined);
      return;
    }
    for (const [worker, current] of this.current) {
      if (current !== job) continue;
      if (job.work.onCancel === "terminate") this.events.terminate(worker);
      else postAbort(this.events, worker, job.turn, reason);
      return;
    }
  }

  start(): Start {
    return { type: "start" };
  }

  received(worker: number, message: FromWorker): void {
    if (message.type === "wants") return;
    this.idle.add(worker);
    const job = this.current.get(worker);
    if (message.type === "ended" && job !== undefined) {
      this.current.delete(worker);
      this.dispatch();
      this.events.ended(job, message.ending, message.value);
    } else this.dispatch();
  }

  lost(worker: number, exitCode: number | undefined, error: unknown): void {
    this.idle.delete(worker);
    const job = this.current.get(worker);
    if (job === undefined) return;
    this.current.delete(worker);
    this.events.ended(job, PANIC, new WorkerLostError(exitCode, error));
  }

  busy(is: boolean): void {
    if (this.port === undefined) {
      // Only a port with a listener counts as alive. Nothing is ever sent to it.
      this.port = new MessageChannel().port1 as unknown as Port;
      this.port.onmessage = () => {};
    }
    if (is) this.port.ref?.();
    else this.port.unref?.();
  }
}

/** What `transfer` says of arguments. */
export const movedBy = (args: readonly unknown[]): Transferable[] =>
  args.flatMap((value) => transferOf(value) ?? []);

/** Asks for a stop; a reason that cannot be sent is left out. */
export const postAbort = (events: TransportEvents, worker: number, turn: number, reason: unknown): void => {
  try {
    events.post(worker, { type: "abort", turn, reason });
  } catch {
    events.post(worker, { type: "abort", turn });
  }
};
