/** The receiving end, the same for every flavour: tries the core, waits when it is empty, notes the end. */

import type { Option } from "../option/index.js";
import type { Result } from "../result/index.js";
import { err, none, ok, some } from "../result/variants.js";
import { afterTurn, spend, spendMany } from "./budget.js";
import { isCount } from "./count.js";
import { EMPTY_ERROR, ENDED_ERROR, type TryReceiveError } from "./errors.js";
import { EMPTY, END, type Popped, type Received, type ReceiverCore, type Transport } from "./flavour.js";
import { PromiseWaiter, promised } from "./promise-waiter.js";
import type { Receiver, WaitOptions } from "./types.js";

const EMPTY_RESULT: Result<never, TryReceiveError> = err(EMPTY_ERROR);
const ENDED_RESULT: Result<never, TryReceiveError> = err(ENDED_ERROR);
const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** What `end` promises for what came out of its core. */
type Wrap<T, V> = (outcome: Received<T>, end: ReceiverEnd<T>) => V;

export const toOption = <T>(outcome: Received<T>, end: ReceiverEnd<T>): Option<T> => {
  if (outcome !== END) return some(outcome);
  end.closed = true;
  return none;
};

const toStep = <T>(outcome: Received<T>, end: ReceiverEnd<T>): IteratorResult<T, undefined> => {
  if (outcome !== END) return { done: false, value: outcome };
  end.closed = true;
  return DONE;
};

const toList = <T>(outcome: Received<T>, end: ReceiverEnd<T>): T[] => [...toOption(outcome, end).iter()];

export class ReceiverEnd<T> implements Receiver<T> {
  /** The end was seen through this Receiver. */
  closed = false;
  protected isShut = false;

  constructor(readonly core: ReceiverCore<T>) {}

  /** @internal The core's `tryPop`, through this end. Whoever sees `END` sets `closed`. */
  pop(): Popped<T> {
    return this.closed ? END : this.core.tryPop();
  }

  receive(options?: WaitOptions): Promise<Option<T>> {
    const signal = options?.signal;
    if (signal?.aborted) return Promise.reject(signal.reason);
    try {
      const value = this.pop();
      if (value === EMPTY) return this.wait(toOption, signal);
      const option = toOption(value, this);
      // An object of which a field has just been read has a known shape, and V8 then spares the promise the search
      // for a `then` on it, which costs more than all the rest together: 20 ns a promise instead of 60. Nothing
      // may be called in between, or the shape is not known any more.
      return spend() && option._tag !== undefined ? Promise.resolve(option) : afterTurn(option);
    } catch (error) {
      // A combining function's callback threw.
      return Promise.reject(error);
    }
  }

  private wait<V>(wrap: Wrap<T, V>, signal: AbortSignal | undefined): Promise<V> {
    // By a callback of `map` or `filter` that just ran: the listener would come too late.
    if (signal?.aborted) return Promise.reject(signal.reason);
    const promise = promised<V>();
    this.core.addReceiver(new PromiseWaiter(this, undefined, wrap, signal));
    return promise;
  }

  tryReceive(): Result<T, TryReceiveError> {
    const value = this.pop();
    if (value === EMPTY) return EMPTY_RESULT;
    if (value !== END) return ok(value);
    this.closed = true;
    return ENDED_RESULT;
  }

  async receiveMany(max = Infinity, options?: WaitOptions): Promise<T[]> {
    if (!isCount(max, 1)) {
      throw new RangeError(`ML3907: max must be a positive integer or Infinity, not ${max}`);
    }
    const signal = options?.signal;
    signal?.throwIfAborted();
    const first = this.pop();
    // A producer that wakes us may go on before we resume: what it sent by then is taken too.
    const values = first === EMPTY ? await this.wait(toList<T>, signal) : toList(first, this);
    try {
      while (values.length > 0 && values.length < max) {
        const value = this.pop();
        if (value === EMPTY || value === END) break;
        values.push(value);
      }
    } catch (reason) {
      // What has been taken is not lost for it.
      if (this.core.postpone === undefined) throw reason;
      this.core.postpone(reason);
    }
    spendMany(values.length);
    if (!spend()) await afterTurn(values);
    return values;
  }

  clone(): ReceiverEnd<T> {
    const clone = new ReceiverEnd(this.isShut ? this.core : this.core.openReceiver());
    clone.isShut = clone.closed = this.isShut;
    return clone;
  }

  close(): void {
    if (this.isShut) return;
    this.isShut = this.closed = true;
    this.core.receivers.settleAll(END, this);
    this.core.closeReceiver();
  }

  get length(): number {
    return this.core.length;
  }

  get transport(): Transport {
    return this.core.transport;
  }

  /** `receive` for an iterator. */
  private step(): Promise<IteratorResult<T, undefined>> {
    try {
      const value = this.pop();
      if (value === EMPTY) return this.wait(toStep, undefined);
      const step = toStep(value, this);
      // The same read as in `receive`.
      return spend() && step.done !== undefined ? Promise.resolve(step) : afterTurn(step);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return {
      next: () => this.step(),
      // No `return`: leaving a loop early leaves the Receiver open.
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
