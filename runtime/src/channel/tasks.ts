/**
 * Channel operations as Tasks: lazy, to be combined with `timeout retry race ...`. When the run is cancelled
 * the wait is given up, and has then taken or sent nothing.
 *
 *     const next = await receiveTask(rx).timeout(100).run();
 */

import type { Option } from "../option/index.js";
import { Ok } from "../result/index.js";
import { select } from "../select/select.js";
import type { SelectCases, Selected } from "../select/types.js";
import { Task } from "../task/index.js";
import type { SendAllClosed, SendClosed } from "./errors.js";
import type { Receiver, Sender } from "./types.js";

/** `rx.receive()` as a Task. */
export const receiveTask = <T>(rx: Receiver<T>): Task<Option<T>, never> =>
  Task.new(async (signal) => Ok(await rx.receive({ signal })));

/** `rx.receiveMany(max)` as a Task. */
export const receiveManyTask = <T>(rx: Receiver<T>, max?: number): Task<T[], never> =>
  Task.new(async (signal) => Ok(await rx.receiveMany(max, { signal })));

/** `tx.send(value)` as a Task: its error is the one of the send. */
export const sendTask = <T, X = never>(tx: Sender<T, X>, value: T): Task<void, SendClosed<T> | X> =>
  Task.new((signal) => tx.send(value, { signal }));

/** `tx.sendAll(values)` as a Task. A run that is cancelled may have sent some of them. */
export const sendAllTask = <T>(tx: Sender<T>, values: Iterable<T>): Task<number, SendAllClosed<T>> =>
  Task.new((signal) => tx.sendAll(values, { signal }));

/** `select(cases)` as a Task. */
export const selectTask = <const C extends SelectCases>(cases: C): Task<Selected<C>, never> =>
  Task.new(async (signal) => Ok(await select(cases, { signal })));
