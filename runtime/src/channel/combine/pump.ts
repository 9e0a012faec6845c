/**
 * How an assembly listens to one receiver: a single waiter, linked again for every element, that keeps what it
 * is handed until it is pulled.
 */

import { EMPTY, END, type Popped, type Received } from "../flavour.js";
import type { ReceiverEnd } from "../receiver.js";
import { Waiter } from "../waiters.js";

interface Owner {
  serve(): void;
}

export class Pump<S> extends Waiter<Received<S>> {
  private handed: Popped<S> = EMPTY;
  private failure: { readonly reason: unknown } | undefined = undefined;
  /** The source has ended. */
  ended = false;

  constructor(
    readonly source: ReceiverEnd<S>,
    private readonly owner: Owner,
  ) {
    super(source, undefined);
  }

  /** The next value, whether it was handed over or lies ready. Throws what a source of callbacks threw. */
  pull(): Popped<S> {
    if (this.ended) return END;
    const { failure, handed } = this;
    if (failure !== undefined) {
      this.failure = undefined;
      throw failure.reason;
    }
    this.handed = EMPTY;
    const value = handed === EMPTY ? this.source.pop() : handed;
    if (value === END) this.ended = this.source.closed = true;
    return value;
  }

  /** Links itself to the source, after `pull` answered `EMPTY`. */
  listen(): void {
    if (this.list === undefined && !this.ended) this.source.core.addReceiver(this);
  }

  settle(outcome: Received<S>): void {
    this.handed = outcome;
    this.owner.serve();
  }

  fail(reason: unknown): void {
    this.failure = { reason };
    this.owner.serve();
  }
}
