/** A derived receiver that also moves by the clock: the base of `batch`, `debounce` and `throttle`. */

import { checkDuration, Timer } from "../../task/timers.js";
import { EMPTY, type Popped, type Received } from "../flavour.js";
import type { ReceiverEnd } from "../receiver.js";
import { Derived } from "./derived.js";

export abstract class Timed<S, T> extends Derived<S, T> {
  private readonly timer = new Timer(() => this.serve());
  /** When `flush` is due, on the clock of `now`; only read while something is kept. */
  protected deadline = 0;

  constructor(
    source: ReceiverEnd<S>,
    protected readonly ms: number,
    by: string,
  ) {
    super(source);
    checkDuration(ms, by);
  }

  /** Whether `flush` has something to give. */
  protected abstract readonly keeps: boolean;
  /** Gives what is kept. */
  protected abstract flush(): T;

  protected now(): number {
    return performance.now();
  }

  protected override idle(): Popped<T> {
    return this.keeps && this.now() >= this.deadline ? this.flush() : EMPTY;
  }

  /** Nothing is lost at the end: what is kept comes at once. */
  protected override finish(): Received<T> {
    return this.keeps ? this.flush() : super.finish();
  }

  protected override listen(): void {
    super.listen();
    this.timer.unschedule();
    // Without a time limit there is nothing to wait for that would keep the process alive.
    if (this.keeps && this.ms !== Infinity) this.timer.schedule(this.deadline - this.now());
  }

  override rest(): void {
    super.rest();
    this.timer.unschedule();
  }
}
