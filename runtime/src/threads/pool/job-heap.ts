/**
 * Waiting jobs of one thread, the most urgent first: larger priority, then smaller turn. A binary heap in which each
 * job knows its place, so that a cancelled one leaves nothing behind. It holds what does not fit into the run queue that
 * the threads share, and is the run queue where nothing is shared.
 */
import type { Job } from "./job.js";

const before = (a: Job, b: Job): boolean =>
  a.work.priority > b.work.priority || (a.work.priority === b.work.priority && a.turn < b.turn);

export class JobHeap {
  private readonly jobs: Job[] = [];

  get length(): number {
    return this.jobs.length;
  }

  /** The most urgent. */
  get first(): Job | undefined {
    return this.jobs[0];
  }

  push(job: Job): void {
    this.up(job, this.jobs.length);
  }

  /** False if the job is not here. */
  remove(job: Job): boolean {
    const at = job.heapIndex;
    if (this.jobs[at] !== job) return false;
    job.heapIndex = -1;
    const last = this.jobs.pop()!;
    if (last !== job) {
      this.down(last, at);
      this.up(last, last.heapIndex);
    }
    return true;
  }

  private up(job: Job, from: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = this.jobs[above]!;
      if (!before(job, other)) break;
      this.put(other, at);
      at = above;
    }
    this.put(job, at);
  }

  private down(job: Job, from: number): void {
    let at = from;
    for (;;) {
      let below = 2 * at + 1;
      const right = this.jobs[below + 1];
      if (right !== undefined && before(right, this.jobs[below]!)) below++;
      const other = this.jobs[below];
      if (other === undefined || !before(other, job)) break;
      this.put(other, at);
      at = below;
    }
    this.put(job, at);
  }

  private put(job: Job, at: number): void {
    this.jobs[at] = job;
    job.heapIndex = at;
  }
}
