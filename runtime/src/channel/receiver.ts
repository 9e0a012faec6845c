/** The receiving end, the same for every flavour: tries the core, waits when it is empty, notes the end. */

import { None, type Option, Some } from "../option/index.js";
import { Err, Ok, type Result } from "../result/index.js";
import { ready, spendMany } from "./budget.js";
import { EMPTY_ERROR, ENDED_ERROR, type TryReceiveError } from "./errors.js";
import { EMPTY, END, type Popped, type Received, type ReceiverCore, type Transport } from "./flavour.js";
import { PromiseWaiter } from "./promise-waiter.js";
import type { Receiver, WaitOptions } from "./types.js";

const EMPTY_RESULT: Result<never, TryReceiveError> = Err(EMPTY_ERROR);
const ENDED_RESULT: Result<never, TryReceiveError> = Err(ENDED_ERROR);
const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** What `end` promises for what came out of its core. */
type Wrap<T, V> = (outcome: Received<T>, end: ReceiverEnd<T>) => V;

export const toOption = <T>(outcome: Received<T>, end: ReceiverEnd<T>): Option<T> => {
  if (outcome !== END) return Some(outcome);
  end.closed = true;
  return None;
};

const toStep = <T>(outcome: Received<T>, end: ReceiverEnd<T>): IteratorResult<T, undefined> => {
  if (outcome !== END) return { done: false, value: outcome };
  end.closed = true;
  return DONE;
};

const toList = <T>(outcome: Received<T>, end: ReceiverEnd<T>): T[] => {
  if (outcome !== END) return [outcome];
  end.closed = true;
  return [];
};

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
    return this.draw(toOption, options?.signal);
  }

  private draw<V>(wrap: Wrap<T, V>, signal: AbortSignal | undefined): Promise<V> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    try {
      const value = this.pop();
      if (value !== EMPTY) return ready(wrap(value, this));
    } catch (error) {
      // A combining function's callback threw.
      return Promise.reject(error);
    }
    const waiter = new PromiseWaiter<ReceiverEnd<T>, Received<T>, undefined, V>(
      this,
      undefined,
      wrap,
      signal,
    );
    this.core.addReceiver(waiter);
    return waiter.promise;
  }

  tryReceive(): Result<T, TryReceiveError> {
    const value = this.pop();
    if (value === EMPTY) return EMPTY_RESULT;
    if (value !== END) return Ok(value);
    this.closed = true;
    return ENDED_RESULT;
  }

  async receiveMany(max = Number.POSITIVE_INFINITY, options?: WaitOptions): Promise<T[]> {
    if (!(max >= 1) || (max !== Number.POSITIVE_INFINITY && !Number.isInteger(max))) {
      throw new RangeError(`ML3907: receiveMany needs a positive integer or Infinity, not ${max}`);
    }
    const values = await this.draw<T[]>(toList, options?.signal);
    // Whatever comes with the first value, taken after the wait: a producer that woke us may have gone on.
    while (values.length > 0 && values.length < max) {
      const value = this.pop();
      if (value === EMPTY || value === END) break;
      values.push(value);
    }
    spendMany(values.length);
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

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    const iterator: AsyncIterableIterator<T> = {
      next: () => this.draw<IteratorResult<T, undefined>>(toStep, undefined),
      // No `return`: leaving a loop early leaves the Receiver open.
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
