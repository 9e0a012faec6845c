/** `mapConcurrent`: an async function over the values, a bounded number of calls at a time. */

import { isCount } from "../count.js";
import { EMPTY, END, type Popped, type Transport } from "../flavour.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { userCode } from "../user-code.js";
import { Assembly, endOf } from "./assembly.js";
import { Pump } from "./pump.js";

interface Call<T> {
  outcome: PromiseSettledResult<T> | undefined;
}

class MapConcurrent<S, T> extends Assembly<T> {
  private readonly pump: Pump<S>;
  /** Begun and not yet handed out, in the order of the values. */
  private readonly calls: Call<T>[] = [];

  constructor(
    source: ReceiverEnd<S>,
    private readonly most: number,
    private readonly f: (value: S) => T | PromiseLike<T>,
    private readonly ordered: boolean,
  ) {
    super();
    this.pump = new Pump(source, this);
  }

  protected next(): Popped<T> {
    const { calls } = this;
    while (calls.length < this.most) {
      let value: Popped<S>;
      try {
        value = this.pump.pull();
      } catch (reason) {
        calls.push({ outcome: { status: "rejected", reason } });
        continue;
      }
      if (value === EMPTY || value === END) break;
      this.begin(value);
    }
    const at = this.ordered ? 0 : calls.findIndex((call) => call.outcome !== undefined);
    const outcome = calls[at]?.outcome;
    if (outcome === undefined) return calls.length === 0 && this.pump.ended ? END : EMPTY;
    calls.splice(at, 1);
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  }

  private begin(value: S): void {
    const call: Call<T> = { outcome: undefined };
    this.calls.push(call);
    const settle = (outcome: PromiseSettledResult<T>): void => {
      call.outcome = outcome;
      this.serve();
    };
    const { f } = this;
    userCode.runs++;
    // An async function calls `f` in this turn, and turns a throw into a rejection.
    (async () => f(value))().then(
      (result) => settle({ status: "fulfilled", value: result }),
      (reason: unknown) => settle({ status: "rejected", reason }),
    );
  }

  protected listen(): void {
    if (this.calls.length < this.most) this.pump.listen();
  }

  rest(): void {
    this.pump.cancel();
  }

  protected release(): void {
    this.calls.length = 0;
    this.pump.source.close();
  }

  get length(): number {
    return this.calls.length + this.pump.source.length;
  }

  get transport(): Transport {
    return this.pump.source.transport;
  }
}

export interface ConcurrentOptions {
  /** True (the default): results in the order of the values. False: as they come. */
  readonly ordered?: boolean | undefined;
}

/**
 * A Receiver of what `f` resolves to, with at most `most` calls at a time. Calls begin when somebody receives;
 * their results are kept for whoever receives next. A throw or rejection rejects the receive that would have
 * got the value; the next one goes on. Closing the result closes `source`; calls in flight are not waited for.
 *
 * @throws RangeError when `most` is no positive integer or Infinity
 */
export const mapConcurrent = <S, T>(
  source: Receiver<S>,
  most: number,
  f: (value: S) => T | PromiseLike<T>,
  options?: ConcurrentOptions,
): Receiver<T> => {
  if (!isCount(most, 1)) {
    throw new RangeError(`ML3910: mapConcurrent needs a positive integer or Infinity, not ${most}`);
  }
  return new ReceiverEnd(
    new MapConcurrent(endOf(source, "mapConcurrent"), most, f, options?.ordered !== false),
  );
};
