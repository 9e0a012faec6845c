/** What a channel over ports takes in: all that can be cloned, or what its codec describes. */

import type { Codec } from "../codec/codec.js";
import { conform, Misfit } from "../codec/conform.js";

/** The value is not taken, and `refusal` says why. */
export const NOT_ADMITTED: unique symbol = Symbol("not admitted");

export class Admission {
  /** Why the last value was not taken, if there is more to say than that. */
  refusal: string | undefined = undefined;

  constructor(readonly codec: Codec<unknown> | undefined) {}

  /** The value as it is to be posted. */
  admit<T>(value: T): T | typeof NOT_ADMITTED {
    this.refusal = undefined;
    if (this.codec === undefined) return value;
    const fit = conform(this.codec, value);
    if (!(fit instanceof Misfit)) return fit as T;
    this.refusal = fit.message;
    return NOT_ADMITTED;
  }
}
