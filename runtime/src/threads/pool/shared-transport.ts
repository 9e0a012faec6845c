/**
 * Jobs in shared memory: the owner writes what a job is into a row and submits it to the core's run queue; idle threads
 * pull the next one themselves, write the result into the same row and hand it over. None of that needs the owner's
 * event loop. Arguments that must be cloned are sent by port to the thread that has pulled the job, results likewise.
 *
 * A row belongs to the owner until it is submitted, then to the thread that claims it, and to the owner again once that
 * thread handed it over or is dead. The owner alone gives memory out, so that a dead thread leaves none behind.
 */
import { bufferOf } from "../core.js";
import { Parker, type Sleeper } from "../parker.js";
import { createPoolMemory, INLINE, type Layout, type PoolCore, ROW } from "./core.js";
import { notCloneable, WorkerLostError } from "./errors.js";
import { Heap } from "./heap.js";
import { CANCELLED, type Ending, type Job, PANIC } from "./job.js";
import type { FromWorker, Start } from "./messages.js";
import { movedBy, postAbort } from "./port-transport.js";
import type { Transport, TransportEvents } from "./transport.js";
import { measure, Values } from "./values.js";

export class SharedTransport implements Transport, Sleeper {
  readonly kind = "shared";
  private readonly memory: WebAssembly.Memory;
  private readonly core: PoolCore;
  private readonly layout: Layout;
  private readonly values: Values;
  private readonly i32: Int32Array;
  private readonly heap: Heap;
  private readonly parker: Parker;
  /** By row. */
  private readonly jobs: (Job | undefined)[] = [];
  private readonly free: number[] = [];
  /** Where the name of each function lies. */
  private readonly works = new Map<string, number>();

  constructor(
    queue: number,
    heapBytes: number,
    private readonly events: TransportEvents,
  ) {
    const { memory, core, layout } = createPoolMemory(queue, heapBytes);
    this.memory = memory;
    this.core = core;
    this.layout = layout;
    const buffer = bufferOf(memory);
    this.values = new Values(buffer);
    this.i32 = this.values.i32;
    this.heap = new Heap(layout.heap, buffer.byteLength);
    this.parker = new Parker(this.i32, core.parking_of(0) / 4);
    for (let row = queue - 1; row >= 0; row--) this.free.push(row);
  }

  get running(): number {
    let running = 0;
    this.jobs.forEach((job, row) => {
      if (job !== undefined && this.runner(row) !== 0) running++;
    });
    return running;
  }

  get hasRoom(): boolean {
    return this.free.length > 0;
  }

  offer(job: Job): void {
    const row = this.free.pop();
    if (row === undefined) return;
    const { i32 } = this;
    const base = this.base(row);
    let at = (base + ROW.payload) * 4;
    let space = INLINE;
    let count = job.args.length;
    const bytes = measure(job.args);
    if (bytes > INLINE) {
      at = this.heap.take(bytes);
      space = bytes;
    }
    if (bytes < 0 || at < 0) {
      // By port.
      count = -1;
      at = (base + ROW.payload) * 4;
      space = INLINE;
    } else this.values.write(job.args, at);
    i32[base + ROW.turn] = job.turn;
    i32[base + ROW.work] = job.work.address;
    i32[base + ROW.count] = count;
    i32[base + ROW.at] = at;
    i32[base + ROW.space] = space;
    i32[base + ROW.started] = 0;
    i32[base + ROW.cancelled] = 0;
    job.row = row;
    this.jobs[row] = job;
    this.parker.watch();
    this.core.submit(row, job.work.priority, job.turn);
  }

  /** Names stay for the life of the pool: threads know functions by their address. */
  know(href: string, name: string): number {
    const key = `${name} ${href}`;
    let at = this.works.get(key);
    if (at === undefined) {
      const bytes = measure([href, name]);
      at = bytes < 0 ? -1 : this.heap.take(bytes);
      if (at < 0) throw new Error(`ML3944: no room for the name of "${name}": raise createPool({ memory })`);
      this.values.write([href, name], at);
      this.works.set(key, at);
    }
    return at;
  }

  private base(row: number): number {
    return this.layout.rows + row * ROW.size;
  }

  /** The worker that has claimed a row; 0: it waits. */
  private runner(row: number): number {
    const word = this.layout.words + row * 2;
    // A key is never below 2^40, so its upper half is not 0; and once a job is claimed it stays so.
    return Atomics.load(this.i32, word + 1) !== 0 ? 0 : (Atomics.load(this.i32, word) & 0xff) - 1;
  }

  private release(row: number): Job | undefined {
    const { i32 } = this;
    const job = this.jobs[row];
    if (job === undefined) return undefined;
    Atomics.store(i32, this.layout.words + row * 2, 0);
    const base = this.base(row);
    const space = i32[base + ROW.space]!;
    if (space > INLINE) this.heap.give(i32[base + ROW.at]!, space);
    this.jobs[row] = undefined;
    job.row = -1;
    this.free.push(row);
    return job;
  }

  awake(): void {
    this.parker.watch();
    this.collect();
  }

  /** Takes what threads have handed over, in the order in which they did. */
  private collect(): void {
    const { i32, layout } = this;
    const rows: number[] = [];
    for (let next = Atomics.exchange(i32, layout.done, 0); next !== 0; ) {
      rows.push(next - 1);
      next = Atomics.load(i32, layout.words + (next - 1) * 2) >>> 8;
    }
    for (const row of rows.reverse()) {
      const base = this.base(row);
      // The worker wrote one of the endings.
      const ending = i32[base + ROW.count] as Ending;
      const asked = this.jobs[row]?.settled === false;
      const value = asked ? this.values.read(i32[base + ROW.at]!, 1)[0] : undefined;
      const job = this.release(row);
      if (job !== undefined) this.events.ended(job, ending, value);
    }
  }

  cancel(job: Job, reason: unknown): void {
    const { row } = job;
    if (row < 0) return;
    if (this.core.cancel(row) === 1) {
      this.release(row);
      this.events.ended(job, CANCELLED, undefined);
      return;
    }
    Atomics.store(this.i32, this.base(row) + ROW.cancelled, 1);
    const worker = this.runner(row);
    if (job.work.onCancel === "terminate") this.kill(job, worker);
    else postAbort(this.events, worker, job.turn, reason);
  }

  /**
   * Ends the thread that runs `job`, but not if it has gone on to another one. First the thread is held: it starts no job
   * while it is. It says that it starts one, then looks whether it is held; the owner holds it, then looks what it has started.
   */
  private kill(job: Job, worker: number): void {
    const hold = this.layout.hold + worker;
    Atomics.store(this.i32, hold, 1);
    this.collect();
    const wentOn = this.jobs.some(
      (other, row) =>
        other !== undefined && other !== job && this.runner(row) === worker && this.started(row),
    );
    if (job.row >= 0 && !wentOn) {
      this.events.terminate(worker);
      return;
    }
    Atomics.store(this.i32, hold, 0);
    Atomics.notify(this.i32, hold);
  }

  private started(row: number): boolean {
    return Atomics.load(this.i32, this.base(row) + ROW.started) !== 0;
  }

  start(worker: number): Start {
    return { type: "start", shared: { memory: this.memory, layout: this.layout, me: worker } };
  }

  received(worker: number, message: FromWorker): void {
    if (message.type === "ready") return;
    const job = this.jobs[message.row];
    if (job === undefined) return;
    if (message.type === "ended") {
      this.release(message.row);
      this.events.ended(job, message.ending, message.value);
      return;
    }
    const { turn, args, work } = job;
    const { href, name } = work;
    try {
      this.events.post(worker, { type: "run", turn, href, name, args }, movedBy(args));
    } catch (cause) {
      this.events.post(worker, { type: "skip", turn });
      this.events.ended(job, PANIC, notCloneable(`an argument of "${name}"`, cause));
    }
  }

  lost(worker: number, exitCode: number | undefined, error: unknown): void {
    this.collect();
    Atomics.store(this.i32, this.layout.hold + worker, 0);
    this.jobs.forEach((job, row) => {
      if (job === undefined || this.runner(row) !== worker) return;
      if (!this.started(row) && !job.settled) {
        this.core.submit(row, job.work.priority, job.turn);
        return;
      }
      this.release(row);
      this.events.ended(job, PANIC, new WorkerLostError(exitCode, error));
    });
  }

  busy(is: boolean): void {
    if (is) this.parker.add(this);
    else this.parker.delete(this);
  }
}
