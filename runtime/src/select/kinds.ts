/**
 * One entry per kind of case: how to try it now, and how to wait for it.
 *
 * `poll` either finishes the case for good, or changes nothing and answers `PENDING`. `wait` is called in the
 * turn in which every `poll` answered `PENDING`; it links the arm, or leaves `arm.release` to undo what it did.
 */

import { EMPTY, FULL, type Received, type Sent } from "../channel/flavour.js";
import { ReceiverEnd, toOption } from "../channel/receiver.js";
import { SendingCase, sentResult } from "../channel/sender.js";
import type { Task } from "../task/types.js";
import type { Arm } from "./arm.js";
import { After, Never, Otherwise, Tick } from "./cases.js";
import { watchPromise } from "./promises.js";

export const PENDING: unique symbol = Symbol("pending");

export interface Kind<S = never, Outcome = never> {
  poll(source: S): unknown;
  wait(source: S, arm: Arm): void;
  /** What the case answers when its waiter is settled with `outcome`. */
  answer(outcome: Outcome, source: S): unknown;
}

const nothing = (): undefined => undefined;
const pending = (): typeof PENDING => PENDING;

const receive: Kind<ReceiverEnd<unknown>, Received<unknown>> = {
  poll(end) {
    const value = end.pop();
    return value === EMPTY ? PENDING : toOption(value, end);
  },
  wait: (end, arm) => end.core.addReceiver(arm),
  answer: toOption,
};

const send: Kind<SendingCase<unknown>, Sent> = {
  poll({ end, value }) {
    const status = end.push(value);
    return status === FULL ? PENDING : sentResult(status, end, value);
  },
  wait: ({ end }, arm) => end.core.addSender(arm),
  answer: (status, { end, value }) => sentResult(status, end, value),
};

const timer: Kind<After> = {
  poll: pending,
  wait: ({ ms }, arm) => {
    // What never comes must not keep the process alive.
    if (ms !== Infinity) arm.startTimer(ms);
  },
  answer: nothing,
};

const ticker: Kind<Tick> = {
  poll: (tick) => (tick.wait() <= 0 ? tick.take() : PENDING),
  wait(tick, arm) {
    const { due } = tick;
    // Another select may have taken the tick that this one waits for: then it waits for the next.
    const fire = (): void => (tick.due === due ? arm.settle(undefined) : ticker.wait(tick, arm));
    arm.startTimer(tick.wait(), fire);
  },
  answer: (_outcome, tick) => tick.take(),
};

const promise: Kind<PromiseLike<unknown>, PromiseSettledResult<unknown>> = {
  poll(source) {
    const { settled } = watchPromise(source);
    return settled === undefined ? PENDING : promise.answer(settled as never, source as never);
  },
  wait: (source, arm) => watchPromise(source).waiters.push(arm),
  answer(settled) {
    if (settled.status === "rejected") throw settled.reason;
    return settled.value;
  },
};

/** Run only once every other case has been tried and is waited for: its body is code of the user. */
export const task: Kind<Task<unknown, unknown>> = {
  poll: pending,
  wait: (source, arm) => arm.runTask(source),
  answer: (outcome) => outcome,
};

export const idle: Kind = { poll: pending, wait: nothing, answer: nothing };

const isTask = (source: object): source is Task<unknown, unknown> =>
  (source as { _tag?: unknown })._tag === "Task" && typeof (source as { run?: unknown }).run === "function";

/** The kind of what was given as case `name`. */
export const kindOf = (name: string, source: unknown): Kind => {
  // Each table entry is only ever called with the sources that its own test let through.
  if (source instanceof ReceiverEnd) return receive as Kind;
  if (source instanceof SendingCase) return send as Kind;
  if (source instanceof After) return timer as Kind;
  if (source instanceof Tick) return ticker as Kind;
  if (source instanceof Otherwise || source instanceof Never) return idle;
  if (typeof source === "object" && source !== null) {
    if (isTask(source)) return task as Kind;
    if (typeof (source as { then?: unknown }).then === "function") {
      // Heard from now on, whether or not it comes to be asked: a rejection after it lost is nobody's fault.
      watchPromise(source as PromiseLike<unknown>);
      return promise as Kind;
    }
  }
  throw new TypeError(
    `ML3913: case "${name}" of select is nothing to wait for: give it a Receiver, tx.sending(value), after(ms), tick(ms), otherwise, never, a Task or a promise`,
  );
};
