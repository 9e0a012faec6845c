/** One job: a call of a pool function, from `run()` until nothing of it runs any more. */

/** How a job ended. The first three are also how a worker says so. */
export const VALUE = 0;
export const ERROR = 1;
export const PANIC = 2;
export const CANCELLED = 3;
export type Ending = typeof VALUE | typeof ERROR | typeof PANIC | typeof CANCELLED;

/** What `pool.task` fixed. */
export interface Work {
  readonly href: string;
  readonly name: string;
  readonly priority: number;
  readonly onCancel: "wait" | "terminate";
  /** What the transport calls the function. */
  readonly address: number;
}

export class Job {
  /** Index in the transport's table; -1: it is in none. */
  row = -1;
  /** Index in a `JobHeap`; -1: it is in none. */
  heapIndex = -1;
  /** It was counted as ended. */
  over = false;
  /** Nobody asks for the outcome any more. */
  settled = false;

  constructor(
    /** Counts the pool's jobs: the order among those of one priority, and the job's name. */
    readonly turn: number,
    readonly work: Work,
    readonly args: readonly unknown[],
    private readonly tell: (ending: Ending, value: unknown) => void,
  ) {}

  /** Gives the outcome to whoever asked, once. */
  settle(ending: Ending, value: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.tell(ending, value);
  }
}
