/**
 * What compiled loops call: the same operations as `receive` and `send` when nothing has to be waited for,
 * without a promise, an Option or a microtask. The meaning is that of the uncompiled program in fewer turns.
 *
 *     for await (const v of rx) body(v);
 *     ->
 *     for (;;) {
 *       let v = takeReady(rx);
 *       if (v === nothingReady) {
 *         await microtask;
 *         v = takeReady(rx);
 *         if (v === nothingReady) {
 *           const option = await rx.receive();
 *           if (option._tag === "None") break;
 *           v = option.value;
 *         }
 *       }
 *       body(v);
 *     }
 *
 *     await tx.send(v);
 *     ->
 *     if (!sendReady(tx, v)) await tx.send(v);
 *
 * The microtask in between lets a producer that awaits each of its sends keep in step: a loop that waits at once
 * meets it the wrong way round every time, and takes half as long again as the uncompiled one.
 *
 * The ring of a local flavour is used by itself where it alone decides: what `tryPush` and `tryPop` know of all
 * flavours costs as much again (30 ns a message at capacity 64 came down to 22 with it).
 *
 * Both count as operations of the budget that leaves the event loop its turns: once it is spent they answer
 * "not now", and the `await` that follows is the one that yields. They answer the same for what is no end of
 * ours, so compiled code needs no test of its own.
 */

import { Bounded } from "./bounded.js";
import { spend } from "./budget.js";
import { EMPTY, END, PUSHED } from "./flavour.js";
import { ReceiverEnd } from "./receiver.js";
import { SenderEnd } from "./sender.js";
import type { Receiver, Sender } from "./types.js";

export { EMPTY as nothingReady };

/** Awaiting it takes one microtask and, other than awaiting `null`, makes no promise. */
export const microtask: Promise<void> = Promise.resolve();

/** The next value if there is one now, else `nothingReady`: then `await rx.receive()`, also for the end. */
export const takeReady = <T>(rx: Receiver<T>): T | typeof EMPTY => {
  if (!(rx instanceof ReceiverEnd) || !spend()) return EMPTY;
  // The core of a Receiver<T> holds Ts; `instanceof` cannot know.
  const end = rx as ReceiverEnd<T>;
  const { core } = end;
  if (core instanceof Bounded && core.length > 0 && core.senders.head === undefined && !end.closed)
    return core.take();
  const value = end.pop();
  return value === END ? EMPTY : value;
};

/** Values that a producer may be ahead by without giving the consumer a turn, where the capacity allows more. */
const AHEAD = 64;

/**
 * Sends the value if there is ample room now; false when it did nothing: then `await tx.send(value)`.
 *
 * A producer that filled the buffer would have to wait for room with every value, twice as long as one that gives
 * way while there is some left; so the upper half is for `send`, and with it rendezvous and capacity 1. Ends in
 * shared memory too: `send` would encode again what did not go in. And a watched value: who watches is to see it.
 */
export const sendReady = <T>(tx: Sender<T, unknown>, value: T): boolean => {
  if (!(tx instanceof SenderEnd)) return false;
  const { core } = tx;
  if (!(core instanceof Bounded) || !hasAmpleRoom(core) || !spend()) return false;
  if (core.receivers.head !== undefined || tx.closed) return tx.push(value) === PUSHED;
  core.put(value);
  return true;
};

/** Never at capacity 1, so that a oneshot sees each of its sends. */
const hasAmpleRoom = ({ capacity, length }: Bounded<unknown>): boolean =>
  length < AHEAD && 2 * length + 1 < capacity;
