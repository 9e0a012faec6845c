/**
 * What travels over a port. A frame is a flat array of pairs, `[op, argument, op, argument, ...]`, carried out in
 * that order:
 *
 *     [GRANT, 3, LENGTH, 0]        [VALUES, ["a", "b"], TOOK, 17]
 *
 * One thread owns the queue (the hub), every end in another thread has a port of its own to it. Two accounts keep
 * them in step. Both are counted in values since the port was opened, so that no message can be told twice:
 *
 * - A sender may post as many values as the hub has granted it. `GRANT n` adds credits, each a reserved place in
 *   the buffer; `WANT n` says up to which value it has somebody who waits (n = posted + waiting); `GIVE_BACK n`
 *   returns credits, asked for by `RECALL`.
 * - A receiver is sent no more than it asked for: `WANT n` (n = received + waiting). Is it the only thread that
 *   receives, the hub streams to it ahead of demand (`STREAM`), within the capacity; `HALT` ends that. `TOOK n` and
 *   `RETURN [...]` tell what became of the values.
 */

/** Hub <- end: the handle was opened; the argument names the thread, see liveness.ts. */
export const OPEN = 1;
/** Hub -> end: the answer, `[capacity, name of the hub's thread]`. */
export const WELCOME = 2;
/** Hub -> end: the handle was revoked before it was opened. */
export const REVOKED = 3;
/** Either way: values, in their order. */
export const VALUES = 4;
/** Either way: one value with what it transfers, `[value, transfer]`. */
export const PARCEL = 5;
/** Hub -> sender. */
export const GRANT = 6;
/** Hub <- end: absolute, see above. */
export const WANT = 7;
/** Hub <- sender. */
export const GIVE_BACK = 8;
/** Hub -> end: others wait for what this one may hold unused. */
export const RECALL = 9;
/** Hub -> sender: no receiver is left. */
export const REFUSED = 10;
/** Hub -> receiver: no sender is left, and nothing is stored. */
export const END = 11;
/** Hub -> receiver: from now on values come ahead of demand. */
export const STREAM = 12;
/** Hub -> receiver: give back what came ahead of demand; answered by `RETURN` and `HALTED`. */
export const HALT = 13;
/** Hub <- receiver: the answer to `HALT`, after what it returned. */
export const HALTED = 21;
/** Hub <- receiver: somebody looked for a value without waiting, and may keep one for the next look. */
export const POLL = 22;
/** Hub <- receiver: how many values were taken in all. */
export const TOOK = 14;
/** Hub <- receiver: values nobody took, in their order; they go to the front of the queue. */
export const RETURN = 15;
/** Hub <- end: a handle was made there; `[side, id, port]`. */
export const ADOPT = 16;
/** Hub <- end: revoke the handle of that id. */
export const REVOKE = 17;
/** Hub <- end: the last end over this port was closed. */
export const BYE = 18;
/** Hub <- end: how long is the queue? Answered by `LENGTH`. */
export const ASK_LENGTH = 19;
export const LENGTH = 20;

export type Frame = readonly unknown[];

/** A value and what it transfers, kept together until it has arrived. */
export class Parcel<T> {
  constructor(
    readonly value: T,
    readonly transfer: Transferable[],
  ) {}
}

/** What a receiver gets of a value that may have come with what it transfers. */
export const unwrap = <T>(value: T | Parcel<T>): T => (value instanceof Parcel ? value.value : value);
