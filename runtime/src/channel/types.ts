/** The types that both ends of a channel are written in, and the ends themselves. */
import type { Receiver, Sender } from "./ends.js";

export type { Receiver, Sender };

/** Options of everything that may wait. */
export interface WaitOptions {
  /** Ends the wait: the promise rejects with `signal.reason`, also when it was aborted before the call. */
  readonly signal?: AbortSignal | undefined;
}

/** A send that `select` may choose: made by `tx.sending(value)`, good for any number of selects. */
export interface Sending<T, X = never> {
  readonly "~milost"?: "Sending";
  readonly "~error"?: X;
  readonly value: T;
}
