/**
 * A receiver made from one other: what `map`, `filter`, `take` and the timed ones stand on.
 *
 *     source --pump--> step(value) --> an output, EMPTY for none yet, or END --> the one who waits
 *
 * No task and no promise per element. Closing the last end of it closes the source.
 */

import { EMPTY, END, type Popped, type Received, type Transport } from "../flavour.js";
import type { ReceiverEnd } from "../receiver.js";
import { userCode } from "../user-code.js";
import { Assembly } from "./assembly.js";
import { Pump } from "./pump.js";

export abstract class Derived<S, T> extends Assembly<T> {
  private readonly pump: Pump<S>;
  /** No more is pulled; `finish` says what is still to come. */
  protected ended = false;

  constructor(source: ReceiverEnd<S>) {
    super();
    this.pump = new Pump(source, this);
  }

  /** What becomes of one value of the source. */
  protected abstract step(value: S): Popped<T>;

  /** What is still to come after the source ended; called until it answers `END`. */
  protected finish(): Received<T> {
    return END;
  }

  /** Nothing to pull now: an output that time alone has made. */
  protected idle(): Popped<T> {
    return EMPTY;
  }

  protected next(): Popped<T> {
    while (!this.ended) {
      const value = this.pump.pull();
      if (value === EMPTY) return this.idle();
      if (value === END) break;
      userCode.runs++;
      const output = this.step(value);
      if (output !== EMPTY) return output;
    }
    this.ended = true;
    return this.finish();
  }

  protected listen(): void {
    this.pump.listen();
  }

  rest(): void {
    this.pump.cancel();
  }

  protected release(): void {
    this.pump.source.close();
  }

  get length(): number {
    return this.pump.source.length;
  }

  get transport(): Transport {
    return this.pump.source.transport;
  }
}
