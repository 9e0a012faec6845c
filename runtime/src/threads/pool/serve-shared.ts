/**
 * A thread of a pool in shared memory: pulls the most urgent job, runs it, hands it over and pulls the next in the same
 * call. While jobs come in quick succession it waits for the next one by blocking, which is several times faster than the
 * event loop, but gives the event loop a turn every few milliseconds; after that long without a job it waits there.
 */
import { bufferOf } from "../core.js";
import { connect, ROW } from "./core.js";
import { setCurrentJob } from "./current.js";
import { PANIC, VALUE } from "./job.js";
import type { Start, ToWorker } from "./messages.js";
import { type Callee, type Ended, load, RunningJob } from "./perform.js";
import type { OwnPort } from "./platform.js";
import { report } from "./serve-port.js";
import { measure, Values } from "./values.js";

/** How long timers and I/O of a thread may wait for its jobs. */
const STRETCH = 10;

type WaitAsync = (
  array: Int32Array,
  index: number,
  value: number,
) => { async: false } | { async: true; value: Promise<unknown> };
// ES2024: Node >= 16, Deno, Bun, browsers.
const { waitAsync } = Atomics as unknown as { waitAsync: WaitAsync };

const waitFor = async (array: Int32Array, index: number, value: number): Promise<void> => {
  const wait = waitAsync(array, index, value);
  if (wait.async) await wait.value;
};

type Shared = NonNullable<Start["shared"]>;

class Server {
  private readonly core;
  private readonly values: Values;
  private readonly i32: Int32Array;
  private readonly me: number;
  private readonly parking: number;
  private readonly hold: number;
  private readonly rows: number;
  private readonly callees = new Map<number, Callee | Promise<Callee>>();
  private current: RunningJob | undefined = undefined;
  /** Who waits for the arguments of `current`. */
  private deliver: ((args: readonly unknown[] | undefined) => void) | undefined;
  /** When the event loop had its last turn. */
  private rested = performance.now();
  private readonly turnstile = new MessageChannel();

  constructor(
    private readonly port: OwnPort,
    { memory, layout, me }: Shared,
  ) {
    this.core = connect(memory);
    this.values = new Values(bufferOf(memory));
    this.i32 = this.values.i32;
    this.me = me;
    this.parking = this.core.parking_of(me) / 4;
    this.hold = layout.hold + me;
    this.rows = layout.rows;
  }

  receive(message: Exclude<ToWorker, Start>): void {
    if (this.current === undefined || this.current.turn !== (message.turn | 0)) return;
    if (message.type === "abort") this.current.abort(message.reason);
    else this.deliver?.(message.type === "run" ? message.args : undefined);
  }

  async serve(): Promise<never> {
    let finished = -1;
    for (;;) {
      let row = this.take(finished);
      finished = -1;
      if (row < 0) row = await this.sleep();
      if (performance.now() - this.rested > STRETCH) await this.rest();
      if (row < 0) continue;
      const started = this.base(row) + ROW.started;
      Atomics.store(this.i32, started, 1);
      while (Atomics.load(this.i32, this.hold) !== 0) {
        // About to be ended, if it is true that this thread still runs another job.
        Atomics.store(this.i32, started, 0);
        await waitFor(this.i32, this.hold, 1);
        Atomics.store(this.i32, started, 1);
      }
      const ended = this.start(row);
      finished = this.finish(row, ended instanceof Promise ? await ended : ended);
    }
  }

  private base(row: number): number {
    return this.rows + row * ROW.size;
  }

  /** Hands over what is finished, and waits for the next job while this thread may block. -1: none came. */
  private take(finished: number): number {
    const { core, me, i32, parking } = this;
    let row = core.next(me, finished, 0);
    while (row < 0) {
      const left = this.rested + STRETCH - performance.now();
      if (left <= 0) return -1;
      const key = Atomics.load(i32, parking);
      row = core.next(me, -1, 1);
      if (row < 0) Atomics.wait(i32, parking, key, left);
      if (row < 0) row = core.next(me, -1, 0);
    }
    return row;
  }

  /** Waits on the event loop. -1: look again. */
  private async sleep(): Promise<number> {
    const key = Atomics.load(this.i32, this.parking);
    const row = this.core.next(this.me, -1, 1);
    if (row < 0) {
      await waitFor(this.i32, this.parking, key);
      this.rested = performance.now();
    }
    return row;
  }

  private async rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.turnstile.port1.onmessage = () => resolve();
      this.turnstile.port2.postMessage(0);
    });
    this.rested = performance.now();
  }

  private start(row: number): Ended | Promise<Ended> {
    const { i32, values } = this;
    const base = this.base(row);
    if (Atomics.load(i32, base + ROW.cancelled) !== 0) return { ending: VALUE, value: undefined };
    const job = new RunningJob(i32[base + ROW.turn]!, () => Atomics.load(i32, base + ROW.cancelled) !== 0);
    this.current = job;
    const count = i32[base + ROW.count]!;
    const callee = this.calleeAt(i32[base + ROW.work]!);
    if (count < 0 || callee instanceof Promise) return this.startLater(row, job, callee, count);
    return job.perform(callee, values.read(i32[base + ROW.at]!, count));
  }

  private async startLater(
    row: number,
    job: RunningJob,
    callee: Callee | Promise<Callee>,
    count: number,
  ): Promise<Ended> {
    try {
      const args =
        count < 0 ? await this.fetch(row) : this.values.read(this.i32[this.base(row) + ROW.at]!, count);
      if (args === undefined) return { ending: VALUE, value: undefined };
      return await job.perform(await callee, args);
    } catch (value) {
      return { ending: PANIC, value };
    }
  }

  /** Asks the owner for arguments; `undefined`: they cannot be sent. */
  private fetch(row: number): Promise<readonly unknown[] | undefined> {
    return new Promise((resolve) => {
      this.deliver = resolve;
      this.port.post({ type: "wants", row });
    });
  }

  private calleeAt(address: number): Callee | Promise<Callee> {
    let callee = this.callees.get(address);
    if (callee === undefined) {
      const [href, name] = this.values.read(address, 2) as [string, string];
      callee = load(href, name);
      this.callees.set(address, callee);
      callee.then(
        (loaded) => this.callees.set(address, loaded),
        () => this.callees.delete(address),
      );
    }
    return callee;
  }

  /** Writes the result; answers the row that is to be handed over, -1: it went by port. */
  private finish(row: number, ended: Ended): number {
    const { i32 } = this;
    const base = this.base(row);
    this.current = undefined;
    this.deliver = undefined;
    setCurrentJob(undefined);
    const bytes = measure([ended.value]);
    if (bytes >= 0 && bytes <= i32[base + ROW.space]!) {
      this.values.write([ended.value], i32[base + ROW.at]!);
      i32[base + ROW.count] = ended.ending;
      return row;
    }
    const name = this.values.read(i32[base + ROW.work]!, 2)[1] as string;
    report(this.port, row, name, ended);
    return -1;
  }
}

/** Answers what is to be called with each message that comes. */
export const serveShared = (port: OwnPort, shared: Shared): ((message: Exclude<ToWorker, Start>) => void) => {
  const server = new Server(port, shared);
  void server.serve();
  return (message) => server.receive(message);
};
