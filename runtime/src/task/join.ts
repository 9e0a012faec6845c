/**
 * Several tasks as children of one run: `Task.all`, `allSettled`, `any` and `race`.
 *
 * They differ in the states that close them: an outcome in one of those is the outcome of all, every other one is kept. From
 * then on no child is started, those in flight are cancelled, and the run goes on once their finalizers are done. A panic in
 * one of those finalizers replaces the outcome, as it does in a single run.
 *
 * Where a panic closes, a child that is a body and nothing else needs no run: it has no finalizers, and is over at once when it
 * is cancelled. A reaction on the body's promise tells the join, which stands itself for what its task has in flight. Bodies
 * that declare no parameter have one signal together, or its making would cost half as much as all the rest. A compiled child
 * needs no run either: it reports by itself, and makes no signal unless it asks for one.
 */
import { CancelledError, PanicError } from "../errors.js";
import type { AnyResult } from "../result/index.js";
import { err, ok } from "../result/variants.js";
import { delist, type InFlight } from "./in-flight.js";
import { native, type TaskNode } from "./node.js";
import {
  BODY,
  type Collector,
  type Description,
  DIRECT,
  type Direct,
  ERR,
  FAULT,
  OK,
  type State,
  type Wait,
} from "./ops.js";
import { isPromiseLike, listen } from "./promise-like.js";
import { drive, Run, reasonOf, stateOf } from "./run.js";
import { type ConcurrencyOptions, limitOf, listed } from "./tasks.js";

/** What the reactions of bare bodies hold: one that never settles keeps no more of a join that is over. */
class Ear {
  readonly threw = (thrown: unknown): void => this.join?.threw(thrown);

  constructor(public join: Listener | undefined) {}

  answered(index: number): (answer: unknown) => void {
    return (answer) => this.join?.answered(index, answer);
  }
}

/** What a join is told of its bare bodies. */
interface Listener {
  answered(index: number, answer: unknown): void;
  threw(thrown: unknown): void;
}

interface Joint extends Collector, Wait, InFlight, Listener {}

const join = (run: Run, tasks: readonly Description[], limit: number, closing: number): Run | undefined => {
  const { keeper } = run;
  const { length } = tasks;
  const results = new Array<unknown>(length);
  /** What is in flight, and of bare bodies with a signal of their own what aborts it. */
  let children: (InFlight | AbortController | undefined)[] | undefined;
  /** Aborts the signal of the other bare bodies. */
  let shared: AbortController | undefined;
  let ear: Ear | undefined;
  let started = 0;
  let live = 0;
  /** How many of the live ones are bare bodies. */
  let bare = 0;
  /** Children are being started or cancelled: whoever does it looks at the outcome afterwards. */
  let busy = false;
  let closed: State | undefined;
  let outcome: unknown;

  /** Starts children up to the limit; answers the run if the join is over. */
  const launch = (): Run | undefined => {
    if (busy) return undefined;
    busy = true;
    while (closed === undefined && live < limit && started < length) {
      const index = started++;
      const task = tasks[index]!;
      const { arg, op, state } = task;
      live++;
      if (state instanceof CancelledError) joint.put(index, FAULT, state);
      else if (
        op === BODY &&
        // A second run of the same task would be one entry with the first.
        state === undefined &&
        (closing & FAULT) !== 0 &&
        // A keeper waits for bodies.
        keeper === undefined
      ) {
        // The op says so.
        const body = arg as (signal: AbortSignal) => unknown;
        let controller = shared;
        if (controller === undefined || body.length !== 0) {
          controller = new AbortController();
          if (body.length === 0) shared = controller;
          else joint.keep(index, controller);
        }
        ear ??= new Ear(joint);
        task.state = joint;
        bare++;
        try {
          const answer = body(controller.signal);
          if (isPromiseLike(answer)) listen(answer, ear.answered(index), ear.threw);
          else joint.answered(index, answer);
        } catch (thrown) {
          joint.threw(thrown);
        }
      } else if (op === DIRECT && keeper === undefined) (task as unknown as Direct).start(joint, index);
      else {
        const child = new Run(task, task, joint, keeper);
        child.index = index;
        joint.keep(index, child);
        drive(child);
      }
    }
    busy = false;
    if (live > 0) return undefined;
    if (closed === undefined) {
      // Whatever settles first closes a race: one without children never settles.
      if (started < length || closing === (OK | ERR | FAULT)) return undefined;
      closed = (closing & OK) === 0 ? OK : ERR;
      outcome = results;
    }
    if (ear !== undefined) ear.join = undefined;
    return run.complete(closed, outcome);
  };

  /** The outcome is settled, the other children are in vain. */
  const close = (state: State, value: unknown, reason?: CancelledError): void => {
    closed = state;
    outcome = value;
    if (live === 0) return;
    const wasBusy = busy;
    const error = reason ?? new CancelledError();
    busy = true;
    live -= bare;
    for (let i = 0; i < started; i++) {
      const child = children?.[i];
      if (bare !== 0) delist(tasks[i]!, joint);
      if (child instanceof AbortController) child.abort(reasonOf(error));
      else child?.cancel(error);
    }
    shared?.abort(reasonOf(error));
    busy = wasBusy;
  };

  const joint: Joint = {
    answered(index, answer) {
      if (closed !== undefined) return;
      const result = answer as AnyResult;
      let state: State;
      let value: unknown;
      try {
        state = stateOf(result);
        value = state === OK ? result.value : result.error;
      } catch (thrown) {
        joint.threw(thrown);
        return;
      }
      bare--;
      delist(tasks[index]!, joint);
      drive(joint.put(index, state, value));
    },

    // Whichever of the bare bodies it was, the join closes.
    threw(thrown) {
      if (closed !== undefined) return;
      close(FAULT, new PanicError(thrown));
      drive(launch());
    },

    keep(index, child) {
      children ??= [];
      children[index] = child;
    },

    settled: ({ index, state, value }) => joint.put(index, state, value),

    put(index, state, value) {
      live--;
      if (children !== undefined) children[index] = undefined;
      if (closed === undefined) {
        if ((state & closing) !== 0) close(state, value);
        else results[index] = closing !== 0 ? value : state === OK ? ok(value) : err(value);
      } else if (state === FAULT && value instanceof PanicError) {
        closed = FAULT;
        outcome = value;
      }
      return launch();
    },

    // The task of one of the bare bodies was cancelled: it has that mark now.
    cancel(error) {
      if (closed !== undefined) return;
      const child = children?.[tasks.findIndex(({ state }) => state === error)];
      (child instanceof AbortController ? child : shared)?.abort(reasonOf(error));
      // A listener of the user's may have been quicker.
      if (closed !== undefined) return;
      close(FAULT, error);
      drive(launch());
    },

    interrupt({ cancelled }) {
      if (closed === undefined) close(FAULT, cancelled, cancelled);
      return launch();
    },
  };

  run.wait = joint;
  return launch();
};

/** A combinator that the outcomes in these states close. */
const joining =
  (of: string, closing: number) =>
  (tasks: Iterable<unknown>, options?: ConcurrencyOptions): TaskNode => {
    const list = listed(tasks, of);
    const limit = limitOf(options);
    return native((run) => join(run, list, limit, closing));
  };

/** Every value, or the first outcome that is none. */
export const all = /* @__PURE__ */ joining("all", ERR | FAULT);
/** Every outcome, whatever it is. */
export const allSettled = /* @__PURE__ */ joining("allSettled", 0);
/** The first value, or all errors. */
export const any = /* @__PURE__ */ joining("any", OK);
/** Whatever settles first. */
export const race = /* @__PURE__ */ joining("race", OK | ERR | FAULT);
