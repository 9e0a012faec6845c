/**
 * A waiter behind a promise: what `send` and `receive` leave in a queue when they must wait.
 *
 * It costs itself, the promise, and what the promise's executor brings: the mapping from the core's outcome to
 * the promised value is a plain function of the module and not a closure. With a `signal` it is its own
 * event listener.
 */

import { Waiter } from "./waiters.js";

let resolveNow: (value: never) => void;
// `new Promise` calls its executor at once, so one for all spares a closure per wait.
const capture = (resolve: (value: never) => void): void => {
  resolveNow = resolve;
};

/** The promise of the waiter that is made next. */
export const promised = <Value>(): Promise<Value> => new Promise<Value>(capture);

export class PromiseWaiter<End extends object, Outcome, Held, Value> extends Waiter<Outcome, Held> {
  declare readonly end: End;
  private readonly resolve: (value: Value | Promise<never>) => void;
  private readonly wrap: (outcome: Outcome, end: End, value: Held) => Value;
  private readonly signal: AbortSignal | undefined;

  /** `resolve` is the one of the promise that `promised` made last: to be made right before the waiter. */
  constructor(
    end: End,
    value: Held,
    wrap: (outcome: Outcome, end: End, value: Held) => Value,
    signal: AbortSignal | undefined,
  ) {
    super(end, value);
    this.resolve = resolveNow as (value: Value | Promise<never>) => void;
    this.wrap = wrap;
    this.signal = signal;
    signal?.addEventListener("abort", this);
  }

  settle(outcome: Outcome): void {
    this.signal?.removeEventListener("abort", this);
    this.resolve(this.wrap(outcome, this.end, this.value));
  }

  fail(reason: unknown): void {
    this.signal?.removeEventListener("abort", this);
    this.resolve(Promise.reject(reason));
  }

  /** The signal was aborted. */
  handleEvent(): void {
    this.cancel();
    this.fail(this.signal?.reason);
  }
}
