/**
 * The seam between the ends of a channel and what lies behind them.
 *
 * `SenderEnd` and `ReceiverEnd` are the only ends there are; whatever differs between a bounded ring, a
 * rendezvous, a broadcast, a `map` over another receiver or a queue in shared memory is a core that
 * implements `SenderCore`, `ReceiverCore` or both. Everything here happens synchronously: an operation first
 * tries (`tryPush`, `tryPop`); only when that answers `FULL` or `EMPTY` does it register a waiter, in the same
 * turn. So a core never has to look for missed wakeups, and `select` can try many cores before waiting on all.
 *
 * What a core owes its waiters:
 * - it takes a waiter out of its list *before* it settles it, and settles each waiter exactly once;
 * - it hands a value over by settling: what it gave to `settle` it no longer owns;
 * - settling is the last thing it does in an operation, for a waiter may run code of the user (`map(rx, f)`)
 *   that comes back into the core;
 * - `waiter.cancel()` may come at any time before that, and leaves no trace.
 * A core in shared memory keeps the waiters of its own thread in such lists, and when it is woken pops on
 * their behalf: no waiter ever competes for a value that it has been given.
 */

import type { Waiter, WaiterList } from "./waiters.js";

/** `tryPush`: the value is in, or handed to a receiver. */
export const PUSHED = 0;
/** `tryPush`: no room now. */
export const FULL = 1;
/** `tryPush`: nobody will ever receive. */
export const CLOSED = 2;
/** `tryPush`: the codec of a shared channel cannot write this value. */
export const UNENCODABLE = 3;

/** `tryPop`: nothing there now. Also what a compiled loop compares with (`takeReady`). */
export const EMPTY: unique symbol = Symbol("empty");
/** `tryPop`: nothing there, and nothing will come. */
export const END: unique symbol = Symbol("end");

export type Popped<T> = T | typeof EMPTY | typeof END;
/** What a receiving waiter is settled with. */
export type Received<T> = T | typeof END;
export type Pushed = typeof PUSHED | typeof FULL | typeof CLOSED | typeof UNENCODABLE;
/** What a sending waiter is settled with. */
export type Sent = typeof PUSHED | typeof CLOSED | typeof UNENCODABLE;

/** How values travel: within one thread, through shared memory, or over a message port. */
export type Transport = "local" | "shared" | "port";

/** What a Sender stands on. */
export interface SenderCore<T> {
  readonly transport: Transport;
  /** Values that fit without anybody receiving; 0 for a rendezvous, `Infinity` for unbounded. */
  readonly capacity: number;
  /** Values in the buffer now. */
  readonly length: number;
  /** What the last push that answered `UNENCODABLE` found wrong, if there is more to say than that. */
  readonly refusal?: string | undefined;
  /** True when no receiver is left: every push answers `CLOSED`. */
  readonly refuses: boolean;
  tryPush(value: T): Pushed;
  /** Registers a sending waiter; only right after `tryPush(waiter.value)` answered `FULL`. */
  addSender(waiter: Waiter<Sent, T>): void;
  /** The sending waiters of this thread. */
  readonly senders: WaiterList<Sent, T>;
  /** One more Sender; answers the core it stands on. */
  openSender(): SenderCore<T>;
  /** One Sender less; its own waiters have been ended before. */
  closeSender(): void;
}

/** What a Receiver stands on. */
export interface ReceiverCore<T> {
  readonly transport: Transport;
  readonly length: number;
  /** Takes the next value. May throw what a function of the user threw (`map`): the value is then gone. */
  tryPop(): Popped<T>;
  /** Lets the next `tryPop` throw what one threw just now; where functions of the user are called. */
  postpone?(reason: unknown): void;
  /** Registers a receiving waiter; only right after `tryPop` answered `EMPTY`. */
  addReceiver(waiter: Waiter<Received<T>>): void;
  readonly receivers: WaiterList<Received<T>>;
  openReceiver(): ReceiverCore<T>;
  closeReceiver(): void;
}
