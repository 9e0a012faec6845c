/**
 * `select`: exactly one of several operations, after Go's select statement and crossbeam's `Select`.
 *
 *     await select({ got: rx, sent: tx.sending(1), idle: after(100) })  ->  { _tag: "got", value: Some(7) }
 *
 * First every case is tried in a random order: the first that succeeds is uniformly random among those that
 * are ready, and trying and doing are one step, so that nobody can come between. Only when none succeeds is
 * an arm linked for each.
 */

import { afterTurn, spend } from "../channel/budget.js";
import type { WaitOptions } from "../channel/types.js";
import { userCode } from "../channel/user-code.js";
import { Arm } from "./arm.js";
import { Otherwise } from "./cases.js";
import { type Kind, kindOf, PENDING, task } from "./kinds.js";
import { Selection } from "./selection.js";
import type { Select } from "./types.js";

/** What a select answers, before its types are known. */
interface Chosen {
  readonly _tag: string;
  readonly value: unknown;
}

/** The cases in three columns, which are shuffled together. */
class Cases {
  readonly names: string[];
  readonly sources: unknown[] = [];
  readonly kinds: Kind<unknown, unknown>[] = [];

  constructor(cases: Readonly<Record<string, unknown>>) {
    this.names = Object.keys(cases);
    if (this.names.length === 0) throw new TypeError("ML3915: select needs at least one case");
    for (const name of this.names) {
      if (isReserved(name)) {
        throw new TypeError(
          `ML3914: a case of select cannot be named "${name}", Patterns.match reads that tag itself`,
        );
      }
      const source = cases[name];
      this.sources.push(source);
      // A kind is only called with the sources it was found for.
      this.kinds.push(kindOf(name, source) as Kind<unknown, unknown>);
    }
  }

  /** Tries each case once, in a random order (Fisher-Yates, as far as it is needed). */
  poll(): Chosen | undefined {
    const { kinds, names, sources } = this;
    for (let left = names.length; left > 0; ) {
      const at = (Math.random() * left--) | 0;
      // The columns are of one length.
      const kind = kinds[at] as Kind<unknown, unknown>;
      const name = names[at] as string;
      const source = sources[at];
      const value = kind.poll(source);
      if (value !== PENDING) return { _tag: name, value };
      kinds[at] = kinds[left] as Kind<unknown, unknown>;
      names[at] = names[left] as string;
      sources[at] = sources[left];
      kinds[left] = kind;
      names[left] = name;
      sources[left] = source;
    }
    return undefined;
  }

  /** The case to choose when none is ready. */
  otherwise(): Chosen | undefined {
    const at = this.sources.findIndex((source) => source instanceof Otherwise);
    return at < 0 ? undefined : { _tag: this.names[at] as string, value: undefined };
  }

  /** Links an arm for each. */
  wait(signal: AbortSignal | undefined): Promise<unknown> {
    // By a callback of `map` or `filter` that was just tried: the listener would come too late.
    if (signal?.aborted) return Promise.reject(signal.reason);
    const selection = new Selection(signal);
    const { arms } = selection;
    for (const [at, name] of this.names.entries()) {
      arms.push(new Arm(selection, name, this.sources[at], this.kinds[at] as Kind<unknown, unknown>));
    }
    for (const arm of arms) if (!arm.is(task)) arm.wait();
    // Last, and only while nothing is chosen: a body runs at once, and may itself make a case ready.
    for (const arm of arms) if (arm.is(task) && !selection.done) arm.wait();
    return selection.promise;
  }
}

const isReserved = (name: string): boolean =>
  name === "_" || name === "Ok" || name === "Err" || name === "Some" || name === "None";

// An object whose field has just been read spares the promise a search, see `ReceiverEnd.receive`.
const soon = (chosen: Chosen): Promise<Chosen> =>
  spend() && chosen._tag !== undefined ? Promise.resolve(chosen) : afterTurn(chosen);

const choose = (input: Readonly<Record<string, unknown>>, options?: WaitOptions): Promise<unknown> => {
  const signal = options?.signal;
  if (signal?.aborted) return Promise.reject(signal.reason);
  try {
    const cases = new Cases(input);
    let before: number;
    do {
      before = userCode.runs;
      const chosen = cases.poll();
      if (chosen !== undefined) return soon(chosen);
      // A callback of a combining function may have made a case ready that had been tried before it.
    } while (userCode.runs !== before);
    const chosen = cases.otherwise();
    return chosen === undefined ? cases.wait(signal) : soon(chosen);
  } catch (error) {
    // A case that is none, or a callback that threw.
    return Promise.reject(error);
  }
};

export const select = choose as Select;
