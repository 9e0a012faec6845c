/**
 * `Task.all` of 10, 100 and 1000 beside `Promise.all` of the same bodies, with and without a limit to what runs at a time.
 *
 * Two kinds of body: one that awaits a microtask, so that nothing but the bookkeeping is measured, and one that awaits the event
 * loop once, which is the least that real work does. They take no signal, or, in the rows that say so, a signal of their own, as
 * each child of a `Task.all` has it that asks for one; by hand that is an AbortController each.
 *
 * Processor time: the ratios hold on a busy machine. Where the event loop is awaited it leaves out the wait itself.
 */
import { setImmediate } from "node:timers/promises";
import { Effect } from "effect";
import { Ok } from "milost";
import pLimit from "p-limit";
import { measure, printTable, type Row } from "../measure.ts";
import { fuse } from "./fuse.ts";
import { type Goal, judge, type Verdict } from "./goals.ts";

import * as untransformed from "./many/milost.ts";

const bodies: Record<string, untransformed.Body> = {
  "a microtask": async () => {
    await null;
    return 1;
  },
  "a turn of the event loop": async () => {
    await setImmediate();
    return 1;
  },
};

const LIMIT = 8;

/** What a limit is measured against: a pool that is given functions, as a Task is, not one that is written around its one job. */
const POOL = `by hand, ${LIMIT} workers, functions`;

const GOALS: Record<"all" | "bounded", readonly Goal[]> = {
  all: [
    { row: "Task.all", to: "Promise.all", of: "time", most: 1.1 },
    { row: "Task.all, untransformed", to: "Promise.all", of: "time", most: 1.1 },
    { row: "Task.all, a signal each", to: "Promise.all, a signal each", of: "time", most: 1.1 },
  ],
  bounded: [
    { row: `Task.all, concurrency ${LIMIT}`, to: POOL, of: "time", most: 1.3 },
    { row: `Task.all, concurrency ${LIMIT}, untransformed`, to: POOL, of: "time", most: 1.3 },
  ],
};

interface Many {
  readonly rows: Row[];
  readonly goals: Verdict[];
}

export const allOfMany = async (): Promise<Record<string, Many>> => {
  const results: Record<string, Many> = {};
  const compiled = (await import(
    fuse(new URL("many/milost.ts", import.meta.url), []).href
  )) as typeof untransformed;
  for (const [kind, body] of Object.entries(bodies)) {
    for (const size of [10, 100, 1000]) {
      const items = Array.from({ length: size }, (_, i) => i);
      const effects = () => items.map(() => Effect.promise(() => body()));
      const free = [
        { name: "Promise.all", fn: () => Promise.all(items.map(async () => Ok(await body()))) },
        // How far two equal rows differ: what a ratio below means.
        { name: "Promise.all, once more", fn: () => Promise.all(items.map(async () => Ok(await body()))) },
        { name: "Task.all", fn: () => compiled.all(items, body) },
        { name: "Task.all, untransformed", fn: () => untransformed.all(items, body) },
        {
          name: "Promise.all, a signal each",
          fn: () => Promise.all(items.map(async () => Ok(await body(new AbortController().signal)))),
        },
        { name: "Task.all, a signal each", fn: () => compiled.signals(items, body) },
        { name: "Task.all, a signal each, untransformed", fn: () => untransformed.signals(items, body) },
        {
          name: "Effect.all",
          fn: () => Effect.runPromise(Effect.all(effects(), { concurrency: "unbounded" })),
        },
      ];
      const limited = [
        {
          name: "Promise.all, without a limit",
          fn: () => Promise.all(items.map(async () => Ok(await body()))),
        },
        {
          name: `by hand, ${LIMIT} workers`,
          fn: async () => {
            const values = new Array<unknown>(size);
            let next = 0;
            const worker = async () => {
              while (next < size) {
                const index = next++;
                values[index] = Ok(await body());
              }
            };
            await Promise.all(Array.from({ length: LIMIT }, worker));
            return values;
          },
        },
        {
          name: POOL,
          fn: async () => {
            const jobs = items.map(() => async () => Ok(await body()));
            const values = new Array<unknown>(size);
            let next = 0;
            const worker = async () => {
              while (next < size) {
                const index = next++;
                values[index] = await jobs[index]!();
              }
            };
            await Promise.all(Array.from({ length: LIMIT }, worker));
            return values;
          },
        },
        { name: `Task.all, concurrency ${LIMIT}`, fn: () => compiled.bounded(items, body, LIMIT) },
        {
          name: `Task.all, concurrency ${LIMIT}, untransformed`,
          fn: () => untransformed.bounded(items, body, LIMIT),
        },
        {
          name: `p-limit ${LIMIT}`,
          fn: () => {
            const limit = pLimit(LIMIT);
            return Promise.all(items.map(() => limit(async () => Ok(await body()))));
          },
        },
        {
          name: `Effect.all, concurrency ${LIMIT}`,
          fn: () => Effect.runPromise(Effect.all(effects(), { concurrency: LIMIT })),
        },
      ];
      for (const [how, cases] of [
        ["all", free],
        ["bounded", limited],
      ] as const) {
        const title = `${how} of ${size}, each awaits ${kind}`;
        const rows = await measure(
          cases.map((each) => ({ ...each, ops: size })),
          { title, rounds: 9, clock: "cpu" },
        );
        printTable(rows, { title });
        results[title] = { rows, goals: size === 10 ? [] : judge(rows, GOALS[how]) };
      }
    }
  }
  return results;
};
