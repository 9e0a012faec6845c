/** `merge`: several receivers as one. */

import { EMPTY, END, type Popped, type Transport } from "../flavour.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { Assembly, endOf } from "./assembly.js";
import { Pump } from "./pump.js";

class Merge<T> extends Assembly<T> {
  private pumps: Pump<T>[];
  /** Whose turn it is: after a value of one, the next is asked first. */
  private turn = 0;

  constructor(sources: ReceiverEnd<T>[]) {
    super();
    this.pumps = sources.map((source) => new Pump(source, this));
  }

  protected next(): Popped<T> {
    const { pumps } = this;
    let open = false;
    for (let tried = 0; tried < pumps.length; tried++) {
      const pump = pumps[(this.turn + tried) % pumps.length] as Pump<T>;
      const value = pump.pull();
      if (value === END) continue;
      open = true;
      if (value !== EMPTY) {
        this.turn = (this.turn + tried + 1) % pumps.length;
        return value;
      }
    }
    return open ? EMPTY : END;
  }

  protected listen(): void {
    for (const pump of this.pumps) pump.listen();
  }

  rest(): void {
    for (const pump of this.pumps) pump.cancel();
  }

  protected release(): void {
    for (const pump of this.pumps) pump.source.close();
  }

  get length(): number {
    return this.pumps.reduce((sum, pump) => sum + pump.source.length, 0);
  }

  get transport(): Transport {
    return this.pumps[0]?.source.transport ?? "local";
  }
}

/**
 * A Receiver of the values of all `sources`, each source's in its order, taking turns among those that are
 * ready. Ends when all have. Closing the result closes the sources. To know where a value came from: `select`.
 */
export function merge<T>(...sources: Receiver<T>[]): Receiver<T>;
export function merge<Ts extends readonly unknown[]>(
  ...sources: { readonly [At in keyof Ts]: Receiver<Ts[At]> }
): Receiver<Ts[number]>;
export function merge<T>(...sources: Receiver<T>[]): Receiver<T> {
  return new ReceiverEnd(new Merge(sources.map((source) => endOf(source, "merge"))));
}
