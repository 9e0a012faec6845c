/**
 * A receiver's core that is put together from something else: from other receivers, an iterator, promises.
 *
 * It keeps the queue of those who wait, and serves them whenever something may have changed (`serve`). What it
 * is made from is listened to only while somebody waits (`listen`), and let go when nobody does (`rest`). So
 * nothing is pulled ahead of demand, and a cancelled receive leaves nothing linked anywhere.
 */

import { EMPTY, END, type Popped, type Received, type ReceiverCore, type Transport } from "../flavour.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { type Waiter, WaiterList } from "../waiters.js";

/** Tells its owner when the last waiter has left. */
class ServedList<T> extends WaiterList<Received<T>> {
  constructor(private readonly owner: Assembly<T>) {
    super();
  }

  override remove(waiter: Waiter<Received<T>>): void {
    super.remove(waiter);
    if (this.head === undefined) this.owner.rest();
  }
}

export abstract class Assembly<T> implements ReceiverCore<T> {
  readonly receivers: WaiterList<Received<T>> = new ServedList(this);
  /** An output whose receiver was cancelled by the very callback that made it. */
  private spare: Popped<T> = EMPTY;
  /** What a callback threw after others had been taken in the same go. */
  private postponed: { readonly reason: unknown } | undefined = undefined;
  private open = 1;
  private serving = false;

  /** The next output, if there is one now. */
  protected abstract next(): Popped<T>;
  /** Starts to listen, or goes on: somebody waits, and `next` just answered `EMPTY`. */
  protected abstract listen(): void;
  /** Stops listening: nobody waits. */
  abstract rest(): void;
  /** The last end was closed. */
  protected abstract release(): void;

  abstract readonly length: number;
  abstract readonly transport: Transport;

  tryPop(): Popped<T> {
    if (this.receivers.head !== undefined) {
      // Who waits comes first: the clock may have made ready what no timer has told yet.
      this.serve();
      if (this.receivers.head !== undefined) return EMPTY;
    }
    return this.take();
  }

  postpone(reason: unknown): void {
    this.postponed = { reason };
  }

  private take(): Popped<T> {
    const { postponed, spare } = this;
    if (postponed !== undefined) {
      this.postponed = undefined;
      throw postponed.reason;
    }
    if (spare === EMPTY) return this.next();
    this.spare = EMPTY;
    return spare;
  }

  addReceiver(waiter: Waiter<Received<T>>): void {
    this.receivers.push(waiter);
    this.listen();
  }

  /** Gives those who wait what there is. */
  serve(): void {
    // What is called here may come back: the loop in progress sees to it, in order.
    if (this.serving) return;
    this.serving = true;
    this.serveAll();
    this.serving = false;
  }

  private serveAll(): void {
    while (this.receivers.head !== undefined) {
      let output: Popped<T>;
      try {
        output = this.take();
      } catch (error) {
        if (this.receivers.head !== undefined) this.receivers.shift().fail(error);
        continue;
      }
      if (output === EMPTY) {
        // A callback may have cancelled the last one who waits.
        if (this.receivers.head !== undefined) this.listen();
        return;
      }
      if (this.receivers.head !== undefined) this.receivers.shift().settle(output);
      else if (output !== END) this.spare = output;
    }
    this.rest();
  }

  openReceiver(): this {
    this.open++;
    return this;
  }

  closeReceiver(): void {
    if (--this.open === 0) {
      this.spare = EMPTY;
      this.postponed = undefined;
      this.release();
    }
  }
}

/** The end behind a public Receiver. */
export const endOf = <T>(receiver: Receiver<T>, by: string): ReceiverEnd<T> => {
  if (receiver instanceof ReceiverEnd) return receiver;
  throw new TypeError(`ML3909: ${by} takes a Receiver of this copy of milost, as createChannel makes them`);
};
