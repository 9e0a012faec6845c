/**
 * `select`: exactly one of several operations, after Go's select statement and crossbeam's `Select`.
 *
 *     await select({ got: rx, sent: tx.sending(1), idle: after(100) })  ->  { _tag: "got", value: Some(7) }
 *
 * First every case is tried in a random order: the first that succeeds is uniformly random among those that
 * are ready, and trying and doing are one step, so that nobody can come between. Only when none succeeds is
 * an arm linked for each.
 */

import { ready } from "../channel/budget.js";
import { userCode } from "../channel/user-code.js";
import { Arm } from "./arm.js";
import { Otherwise } from "./cases.js";
import { type Kind, kindOf, PENDING, task } from "./kinds.js";
import { Selection } from "./selection.js";
import type { Select } from "./types.js";

const RESERVED = /^(?:_|Ok|Err|Some|None)$/;

interface Entry {
  readonly name: string;
  readonly source: unknown;
  readonly kind: Kind<unknown, unknown>;
}

const readCases = (cases: object): Entry[] => {
  const entries = Object.entries(cases).map(([name, source]: [string, unknown]): Entry => {
    if (RESERVED.test(name)) {
      throw new TypeError(
        `ML3914: a case of select cannot be named "${name}", Patterns.match reads that tag itself`,
      );
    }
    // A kind is only called with the source it was found for.
    return { name, source, kind: kindOf(name, source) as Kind<unknown, unknown> };
  });
  if (entries.length === 0) throw new TypeError("ML3915: select needs at least one case");
  return entries;
};

/** Tries each case once, in a random order (Fisher-Yates, as far as it is needed). */
const pollAll = (entries: Entry[]): { _tag: string; value: unknown } | undefined => {
  for (let left = entries.length; left > 0; left--) {
    const at = Math.floor(Math.random() * left);
    const entry = entries[at] as Entry;
    const value = entry.kind.poll(entry.source);
    if (value !== PENDING) return { _tag: entry.name, value };
    entries[at] = entries[left - 1] as Entry;
    entries[left - 1] = entry;
  }
  return undefined;
};

const choose = (cases: object, signal: AbortSignal | undefined): Promise<unknown> => {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const entries = readCases(cases);
  for (;;) {
    const before = userCode.runs;
    const chosen = pollAll(entries);
    if (chosen !== undefined) return ready(chosen);
    // A callback of a combining function may have made a case ready that had been tried before it.
    if (userCode.runs === before) break;
  }
  const fallback = entries.find((entry) => entry.source instanceof Otherwise);
  if (fallback !== undefined) return ready({ _tag: fallback.name, value: undefined });
  return wait(entries, signal);
};

const wait = (entries: Entry[], signal: AbortSignal | undefined): Promise<unknown> => {
  const selection = new Selection(signal);
  const tasks: [Entry, Arm][] = [];
  for (const entry of entries) {
    const { name, source, kind } = entry;
    // Channel cases name the end they wait through and the value they bring; others have neither.
    const { end = source, value } = source as { end?: object; value?: unknown };
    const arm = new Arm(selection, name, source, kind, end as object, value);
    selection.arms.push(arm);
    if (kind === (task as unknown)) tasks.push([entry, arm]);
    else kind.wait(source, arm);
  }
  // Last, and only while nothing is chosen: a body runs at once, and may itself make a case ready.
  for (const [{ kind, source }, arm] of tasks) {
    if (!selection.done) kind.wait(source, arm);
  }
  return selection.promise;
};

export const select = (async (cases: object, options?: { readonly signal?: AbortSignal }) =>
  choose(cases, options?.signal)) as Select;
