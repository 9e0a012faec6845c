/** The sending end, the same for every flavour: tries the core, waits when it is full, maps statuses to values. */

import type { Result } from "../result/index.js";
import { err, ok } from "../result/variants.js";
import { ready, spend } from "./budget.js";
import {
  type SendAllClosed,
  type SendClosed,
  type SendFull,
  sendClosed,
  sendEncode,
  sendFull,
} from "./errors.js";
import {
  CLOSED,
  FULL,
  PUSHED,
  type Pushed,
  type SenderCore,
  type Sent,
  type Transport,
  UNENCODABLE,
} from "./flavour.js";
import { PromiseWaiter, promised } from "./promise-waiter.js";
import type { Sender, Sending, WaitOptions } from "./types.js";

type Outcome<T> = Result<void, SendClosed<T>>;

/** Every send that went through answers this one. */
const SENT: Result<void, never> = ok(undefined);
const SENT_PROMISE = Promise.resolve(SENT);

/** The Result of a send through `end` that did not wait for room, or need not any more. */
export const sentResult = <T>(status: Sent, end: SenderEnd<T>, value: T): Outcome<T> =>
  status === PUSHED
    ? SENT
    : // A transport that encodes widens its Sender's errors by `SendEncode`, see `Sender`'s `X`.
      err(
        status === UNENCODABLE
          ? (sendEncode(value, end.core.refusal) as unknown as SendClosed<T>)
          : sendClosed(value),
      );

/** What `tx.sending(value)` makes: read by `select`. */
export class SendingCase<T> implements Sending<T> {
  constructor(
    readonly end: SenderEnd<T>,
    readonly value: T,
  ) {}
}

export class SenderEnd<T> implements Sender<T> {
  protected isShut = false;

  constructor(readonly core: SenderCore<T>) {}

  /** @internal The core's `tryPush`, through this end. */
  push(value: T): Pushed {
    return this.isShut ? CLOSED : this.core.tryPush(value);
  }

  send(value: T, options?: WaitOptions): Promise<Outcome<T>> {
    const signal = options?.signal;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const status = this.push(value);
    return status === PUSHED && spend() ? SENT_PROMISE : this.finish(status, value, signal);
  }

  /** What a push promises that answered `status`, and was not over at once. */
  private finish(status: Pushed, value: T, signal: AbortSignal | undefined): Promise<Outcome<T>> {
    if (status !== FULL) return ready(sentResult(status, this, value));
    const promise = promised<Outcome<T>>();
    this.core.addSender(new PromiseWaiter(this, value, sentResult, signal));
    return promise;
  }

  trySend(value: T): Result<void, SendClosed<T> | SendFull<T>> {
    const status = this.push(value);
    return status === FULL ? err(sendFull(value)) : sentResult(status, this, value);
  }

  async sendAll(values: Iterable<T>, options?: WaitOptions): Promise<Result<number, SendAllClosed<T>>> {
    const signal = options?.signal;
    signal?.throwIfAborted();
    const source = values[Symbol.iterator]();
    for (let sent = 0; ; sent++) {
      const { done, value } = source.next();
      if (done) return ok(sent);
      try {
        signal?.throwIfAborted();
        const status = this.push(value);
        if (status === PUSHED && spend()) continue;
        const outcome = await this.finish(status, value, signal);
        if (outcome._tag === "Err") {
          const rest = Array.isArray(values) ? values.slice(sent) : resume(value, source);
          const { _tag, message } = outcome.error;
          return err({ _tag, sent, rest, message });
        }
      } catch (reason) {
        // Nothing more is pulled: as where the body of a `for ... of` throws, what was thrown first counts.
        try {
          source.return?.();
        } catch {}
        throw reason;
      }
    }
  }

  sending(value: T): Sending<T> {
    return new SendingCase(this, value);
  }

  clone(): SenderEnd<T> {
    const clone = new SenderEnd(this.isShut ? this.core : this.core.openSender());
    clone.isShut = this.isShut;
    return clone;
  }

  close(): void {
    if (this.isShut) return;
    this.isShut = true;
    this.core.senders.settleAll(CLOSED, this);
    this.core.closeSender();
  }

  get closed(): boolean {
    return this.isShut || this.core.refuses;
  }

  get length(): number {
    return this.core.length;
  }

  get capacity(): number {
    return this.core.capacity;
  }

  get transport(): Transport {
    return this.core.transport;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** `first`, then what `source` still has; who leaves early lets go of `source`. */
function* resume<T>(first: T, source: Iterator<T>): Generator<T, void, undefined> {
  yield first;
  yield* { [Symbol.iterator]: () => source };
}
