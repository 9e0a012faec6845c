/**
 * A waiter behind a promise: what `send` and `receive` leave in a queue when they must wait.
 *
 * It allocates itself, the promise and what the promise's executor brings; the mapping from the core's
 * outcome to the promised value is a plain function of the module and not a closure. With a `signal` it is
 * its own event listener.
 */

import { Waiter } from "./waiters.js";

let resolveNow: (value: never) => void;
let rejectNow: (reason: unknown) => void;
// `new Promise` calls its executor at once, so one for all spares a closure per wait.
const capture = (resolve: (value: never) => void, reject: (reason: unknown) => void): void => {
  resolveNow = resolve;
  rejectNow = reject;
};

export class PromiseWaiter<End extends object, Outcome, Held, Value> extends Waiter<Outcome, Held> {
  declare readonly end: End;
  readonly promise: Promise<Value>;
  private readonly resolve: (value: Value) => void;
  private readonly reject: (reason: unknown) => void;

  constructor(
    end: End,
    value: Held,
    private readonly wrap: (outcome: Outcome, end: End, value: Held) => Value,
    private readonly signal: AbortSignal | undefined,
  ) {
    super(end, value);
    this.promise = new Promise<Value>(capture);
    // What `capture` was just given is this promise's own pair.
    this.resolve = resolveNow as (value: Value) => void;
    this.reject = rejectNow;
    if (signal !== undefined) signal.addEventListener("abort", this);
  }

  settle(outcome: Outcome): void {
    this.ignore();
    this.resolve(this.wrap(outcome, this.end, this.value));
  }

  fail(reason: unknown): void {
    this.ignore();
    this.reject(reason);
  }

  private ignore(): void {
    if (this.signal !== undefined) this.signal.removeEventListener("abort", this);
  }

  /** The signal was aborted. */
  handleEvent(): void {
    this.cancel();
    this.fail(this.signal?.reason);
  }
}
