/** `fromEvents`: an event target as a source. */

import { isCount } from "../count.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { Unbounded } from "../unbounded.js";

/** The DOM's way and Node's way to listen. */
export type EventSourceLike =
  | Pick<EventTarget, "addEventListener" | "removeEventListener">
  | {
      on(type: string, listener: (...values: unknown[]) => void): unknown;
      off(type: string, listener: (...values: unknown[]) => void): unknown;
    };

export interface EventOptions {
  /** How many events are kept for a receiver that is slow; the oldest is dropped for a new one. No limit by default. */
  readonly keep?: number | undefined;
}

class Events<T> extends Unbounded<T> {
  private readonly listener = (event: unknown): void => {
    if (this.length > 0 && this.length >= this.keep) this.take();
    // What the events are is the caller's word: neither kind of target knows it.
    this.tryPush(event as T);
  };

  constructor(
    private readonly target: EventSourceLike,
    private readonly type: string,
    private readonly keep: number,
  ) {
    super();
    if ("on" in target) target.on(type, this.listener);
    else target.addEventListener(type, this.listener);
  }

  override closeReceiver(): void {
    super.closeReceiver();
    if (this.rxs > 0) return;
    const { listener, target, type } = this;
    if ("on" in target) target.off(type, listener);
    else target.removeEventListener(type, listener);
  }
}

/**
 * A Receiver of the events of one type, from an EventTarget or a Node emitter (whose listeners' first argument
 * is the value). Listens from now until the Receiver is closed; there is no other end. Events cannot wait, so
 * they are kept, all or the latest `keep`.
 *
 * @throws RangeError when `keep` is no positive integer or Infinity
 */
export const fromEvents = <T = Event>(
  target: EventSourceLike,
  type: string,
  { keep = Infinity }: EventOptions = {},
): Receiver<T> => {
  if (!isCount(keep, 1)) {
    throw new RangeError(`ML3910: fromEvents needs a positive integer or Infinity to keep, not ${keep}`);
  }
  return new ReceiverEnd(new Events<T>(target, type, keep));
};
