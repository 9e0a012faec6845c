/** `watch`: a value that changes, of which receivers see the latest and may miss what came between. */

import { Assembly } from "./combine/assembly.js";
import {
  CLOSED,
  EMPTY,
  END,
  type Popped,
  PUSHED,
  type Pushed,
  type SenderCore,
  type Sent,
} from "./flavour.js";
import { ReceiverEnd } from "./receiver.js";
import { SenderEnd } from "./sender.js";
import type { Receiver, Sender } from "./types.js";
import { WaiterList } from "./waiters.js";

class Cell<T> implements SenderCore<T> {
  readonly views = new Set<View<T>>();
  /** Nobody ever waits to send: a new value takes the place of the old one. */
  readonly senders = new WaiterList<Sent, T>();
  version = 1;
  private open = 1;

  constructor(public value: T) {}

  get transport(): "local" {
    return "local";
  }

  get capacity(): number {
    return 1;
  }

  get length(): number {
    return 1;
  }

  get refuses(): boolean {
    return this.views.size === 0;
  }

  get ended(): boolean {
    return this.open === 0;
  }

  tryPush(value: T): Pushed {
    if (this.refuses) return CLOSED;
    this.value = value;
    this.version++;
    for (const view of [...this.views]) view.serve();
    return PUSHED;
  }

  addSender(): void {}

  openSender(): this {
    this.open++;
    return this;
  }

  closeSender(): void {
    if (--this.open === 0) for (const view of [...this.views]) view.serve();
  }
}

class View<T> extends Assembly<T> {
  constructor(
    readonly cell: Cell<T>,
    private seen: number,
  ) {
    super();
    cell.views.add(this);
  }

  protected next(): Popped<T> {
    const { cell } = this;
    if (this.seen === cell.version) return cell.ended ? END : EMPTY;
    this.seen = cell.version;
    return cell.value;
  }

  override openReceiver(): this {
    // Another View of the same cell, which is all that `clone` asks for.
    return new View(this.cell, this.seen) as this;
  }

  // The cell serves by itself.
  protected listen(): void {}
  rest(): void {}

  protected release(): void {
    this.cell.views.delete(this);
  }

  get length(): number {
    return this.seen === this.cell.version ? 0 : 1;
  }

  get transport(): "local" {
    return "local";
  }
}

/** A Receiver of changes that also knows what the value is now. */
export interface WatchReceiver<T> extends Receiver<T> {
  /** The latest value; reading it does not make it seen. */
  readonly current: T;
  /** One more Receiver with changes of its own to see; what this one has seen, it has. */
  clone(): WatchReceiver<T>;
}

class WatchEnd<T> extends ReceiverEnd<T> implements WatchReceiver<T> {
  constructor(private readonly view: View<T>) {
    super(view);
  }

  get current(): T {
    return this.view.cell.value;
  }

  override clone(): WatchEnd<T> {
    const clone = new WatchEnd(this.view.openReceiver());
    if (this.isShut) clone.close();
    return clone;
  }
}

/**
 * A value that changes. `send` never waits, it replaces the value. `receive` gives the latest value that this
 * Receiver has not seen, the first one at once, and waits for a change otherwise; every Receiver sees for itself.
 * After the last Sender's close a value not yet seen still comes, then `None`.
 */
export const watch = <T>(initial: T): [Sender<T>, WatchReceiver<T>] => {
  const cell = new Cell(initial);
  return [new SenderEnd(cell), new WatchEnd(new View(cell, 0))];
};
