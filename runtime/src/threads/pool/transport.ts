/** What a pool asks of the way by which jobs reach its threads. */
import type { Ending, Job } from "./job.js";
import type { FromWorker, Start, ToWorker } from "./messages.js";

/** What a transport tells its pool. */
export interface TransportEvents {
  /** Nothing of the job runs any more. Never called inside `offer`. */
  ended(job: Job, ending: Ending, value: unknown): void;
  post(worker: number, message: ToWorker, transfer?: readonly Transferable[]): void;
  /** Ends a thread; `lost` follows. */
  terminate(worker: number): void;
}

export interface Transport {
  readonly kind: "shared" | "port";
  /** Jobs that threads have begun. */
  readonly running: number;
  /** A function of which jobs will come; answers its `address`. Throws when there is no room for another one. */
  know(href: string, name: string): number;
  readonly hasRoom: boolean;
  /** Takes a job in, if there is room. */
  offer(job: Job): void;
  /** The Task of a job that was taken in was cancelled: it must not start, or is asked to stop. */
  cancel(job: Job, reason: unknown): void;
  /** What a new thread is told first. */
  start(worker: number): Start;
  received(worker: number, message: FromWorker): void;
  /** A thread has ended: so have the jobs it ran. Those that it had not begun go to another. */
  lost(worker: number, exitCode: number | undefined, error: unknown): void;
  /** Whether jobs are under way: they keep the process alive. */
  busy(is: boolean): void;
}
