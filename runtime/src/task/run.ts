/**
 * One run of a task: the interpreter of the steps, and the place where a cancel takes hold.
 *
 *     [BODY(body), MAP(f), ENSURE(g)]   ->   body(signal), f(value), g(), each awaited only if it answers a promise
 *
 * Invariants. A run waits for at most one thing (`wait`), is known to its task while in flight, and is driven by `drive`
 * alone: whatever lets it go on answers the run to drive next, so that long chains of tasks that answer tasks
 * need no stack. No user code runs outside a `try`, so driving never throws.
 */
import { CancelledError, PanicError } from "../errors.js";
import type { AnyResult, Result } from "../result/index.js";
import { err, ok } from "../result/variants.js";
import { delist, enlist, type InFlight } from "./in-flight.js";
import {
  ADOPT,
  BODY,
  type Description,
  ENSURE,
  ENTER,
  ERR,
  FAULT,
  IS_NATIVE,
  type Native,
  type Observer,
  OK,
  REPLACE,
  type State,
  VALUE,
  type Wait,
} from "./ops.js";
import { isPromiseLike, listen } from "./promise-like.js";

/** How the step at `pc` ended: by an answer, by a throw, or with `state` and `value` set by a child or a native source. */
const ANSWERED = 0;
const THREW = 1;
const COMPLETED = 2;

/** From the last step to the source. */
const program = (description: Description): readonly Description[] => {
  if (description.source === undefined) return [description];
  let length = 0;
  for (let step: Description | undefined = description; step !== undefined; step = step.source) length++;
  const steps = new Array<Description>(length);
  length = 0;
  for (let step: Description | undefined = description; step !== undefined; step = step.source)
    steps[length++] = step;
  return steps;
};

/**
 * What is registered with a user's promise. A promise that never settles keeps it for ever: a run that no longer waits cuts
 * itself off, so that no more than this is kept.
 */
class Ear implements Wait {
  promise: PromiseLike<unknown> | undefined = undefined;
  readonly onValue = (value: unknown): void => this.run?.resume(ANSWERED, value);
  readonly onError = (thrown: unknown): void => this.run?.resume(THREW, thrown);

  constructor(public run: Run | undefined) {}

  interrupt(run: Run): Run {
    // A keeper notes each promise.
    run.keeper?.keep(this.promise!);
    this.run = run.ear = undefined;
    return run;
  }
}

/** Drives runs until all that can be done now is done. */
export const drive = (run: Run | undefined): void => {
  let next = run;
  while (next !== undefined) next = next.advance(COMPLETED, undefined);
};

/** What a body's signal gives as its reason: the user's, or the error where there is none. */
export const reasonOf = (error: CancelledError): unknown => (error.cause === undefined ? error : error.cause);

/** Something that keeps account of the promises that cancelled runs no longer wait for. */
export interface Keeper {
  keep(promise: PromiseLike<unknown>): void;
}

export class Run implements Observer, InFlight {
  state: State = OK;
  value: unknown = undefined;
  /** Set once: the run was cancelled. It takes hold before the next step. */
  cancelled: CancelledError | undefined = undefined;
  wait: Wait | Run | undefined = undefined;
  over = false;
  /** Where a combinator keeps this child. */
  index = 0;
  /** For runs without an observer. */
  resolve: ((result: Result<unknown, unknown>) => void) | undefined;
  ear: Ear | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  private outer: AbortSignal | undefined = undefined;
  // Declared, not defined: a field defined first and assigned then is written twice.
  /** The task whose `cancel` reaches this run: the described one, or none for a derived task's inner part. */
  declare private readonly task: Description | undefined;
  declare private readonly observer: Observer | undefined;
  declare readonly keeper: Keeper | undefined;
  declare private readonly steps: readonly Description[];
  /** Where in `steps` the run is; at their end before it starts. */
  declare private pc: number;

  constructor(
    description: Description,
    task: Description | undefined,
    observer: Observer | undefined,
    keeper: Keeper | undefined,
  ) {
    this.task = task;
    this.observer = observer;
    this.keeper = keeper;
    this.steps = program(description);
    this.pc = this.steps.length;
    if (task !== undefined) enlist(task, this);
  }

  /** A real AbortSignal, made when first asked for. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.cancelled !== undefined) this.abort(this.cancelled);
    }
    return this.controller.signal;
  }

  /** Takes in how the step at `pc` ended, and goes on until the run waits or is over; answers the run to drive next. */
  advance(mode: number, answer: unknown): Run | undefined {
    const { steps } = this;
    let { pc } = this;
    let op = pc < steps.length ? steps[pc]!.op : 0;
    let how = mode;
    let got = answer;
    for (;;) {
      if (this.cancelled !== undefined && (op !== ENSURE || how !== THREW)) {
        // What a cancelled step comes to is discarded, but for the panic of a child's finalizer.
        if (this.state !== FAULT) this.fault(this.cancelled);
      } else if (how === THREW) this.fault(new PanicError(got));
      else if (how === ANSWERED) {
        if ((op & REPLACE) !== 0) this.value = got;
        else if ((op & ADOPT) !== 0) {
          const child = this.adopt(got, op);
          if (child !== undefined) return child;
        }
      }
      do {
        if (--pc < 0) return this.settle();
        op = steps[pc]!.op;
      } while ((op & this.state) === 0);
      this.pc = pc;
      const { arg } = steps[pc]!;
      how = ANSWERED;
      if (op === VALUE) got = arg;
      else if ((op & IS_NATIVE) !== 0) return (arg as Native)(this, steps[pc]!);
      else {
        const f = arg as (input?: unknown) => unknown;
        try {
          got = op === ENSURE ? f() : f(op === BODY ? this.signal : this.value);
          if (isPromiseLike(got)) {
            const ear = this.listen(got);
            // A finalizer's promise cannot be interrupted.
            if (op === ENSURE) return undefined;
            if (this.cancelled === undefined) {
              this.wait = ear;
              return undefined;
            }
            // Cancelled while user code ran: there is nothing to wait for.
            ear.interrupt(this);
          }
        } catch (thrown) {
          how = THREW;
          got = thrown;
        }
      }
    }
  }

  /** Takes in what a body answered, or a step that may also answer a Task: that is run as a child. */
  private adopt(answer: unknown, op: number): Run | undefined {
    try {
      let result = answer as Partial<AnyResult> | null | undefined;
      if ((op & ENTER) !== 0 && isDescription(answer)) {
        if (!isInstant(answer)) return this.child(answer, this);
        result = answer.arg as AnyResult;
      }
      this.state = stateOf(result);
      this.value = this.state === OK ? result!.value : result!.error;
    } catch (thrown) {
      this.fault(new PanicError(thrown));
    }
    return undefined;
  }

  /** Makes a run of `task` under this one. A marked task completes this run instead, with its mark. */
  child(task: Description, observer: Observer): Run | undefined {
    if (task.state instanceof CancelledError) {
      this.fault(task.state);
      return undefined;
    }
    return this.waitFor(new Run(task, task, observer, this.keeper));
  }

  /** Makes a run of the steps that a derived task wraps: not subject to their task's mark. */
  inner(description: Description, observer: Observer): Run {
    return this.waitFor(new Run(description, undefined, observer, this.keeper));
  }

  private waitFor(child: Run): Run {
    this.wait = child;
    return child;
  }

  /** A child that a step answered is over. */
  settled(child: Run): Run {
    return this.complete(child.state, child.value);
  }

  /** The child or native source at `pc` is over with this outcome; answers the run itself, to be driven. */
  complete(state: State, value?: unknown): this {
    this.state = state;
    this.value = value;
    this.wait = undefined;
    return this;
  }

  private fault(error: CancelledError | PanicError): void {
    this.state = FAULT;
    this.value = error;
  }

  private listen(promise: PromiseLike<unknown>): Ear {
    this.ear ??= new Ear(this);
    if (this.keeper !== undefined) this.ear.promise = promise;
    listen(promise, this.ear.onValue, this.ear.onError);
    return this.ear;
  }

  resume(mode: number, answer: unknown): void {
    this.wait = undefined;
    drive(this.advance(mode, answer));
  }

  /** Cancels this run and what it waits for. The first cancel stays; a run that is over is left alone. */
  cancel(error: CancelledError): void {
    let run: Run = this;
    while (!run.over && run.cancelled === undefined) {
      run.cancelled = error;
      // The listeners are user code: read `wait` after them.
      run.abort(error);
      const wait: Wait | Run | undefined = run.wait;
      if (wait instanceof Run) run = wait;
      else {
        run.wait = undefined;
        drive(wait?.interrupt(run));
      }
    }
  }

  private abort(error: CancelledError): void {
    this.controller?.abort(reasonOf(error));
  }

  /** Cancels the run when the user's own signal aborts; the listener is removed when the run is over. */
  follow(signal: AbortSignal): void {
    this.outer = signal;
    signal.addEventListener("abort", this);
  }

  handleEvent(): void {
    this.cancel(new CancelledError(this.outer!.reason));
  }

  result(): Result<unknown, unknown> {
    return this.state === OK ? ok(this.value) : err(this.value);
  }

  private settle(): Run | undefined {
    this.over = true;
    const { task, outer, observer, resolve } = this;
    if (task !== undefined) delist(task, this);
    if (outer !== undefined) outer.removeEventListener("abort", this);
    if (observer !== undefined) return observer.settled(this);
    resolve?.(this.result());
    return undefined;
  }
}

/** The state that a Result stands for; throws if it is none. */
export const stateOf = (result: Partial<AnyResult> | null | undefined): State => {
  const tag = result?._tag;
  if (tag === "Ok") return OK;
  if (tag === "Err") return ERR;
  throw new TypeError("ML2904: a body must answer a Result, a step a Task or a Result, or a promise of one");
};

/** Whether a task is a `Task.ok` or `Task.err`, whose Result needs no run: unless it is marked. */
export const isInstant = ({ op, state }: Description): boolean => op === VALUE && state === undefined;

/** Whether `value` is a task: its op is no public property, so nothing else has one beside the tag. */
export const isDescription = (value: unknown): value is Description => {
  const task = value as Partial<Description & { readonly _tag: unknown }> | null | undefined;
  return task?._tag === "Task" && typeof task.op === "number";
};
