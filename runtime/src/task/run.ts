/**
 * One run of a task: the interpreter of the steps, and the place where a cancel takes hold.
 *
 *     [BODY(body), MAP(f), ENSURE(g)]   ->   body(signal), f(value), g(), each awaited only if it answers a promise
 *
 * Invariants. A run waits for at most one thing (`wait`), is linked to its task while in flight, and is driven by `drive`
 * alone: whatever lets it go on answers the run to drive next, so that long chains of tasks that answer tasks
 * need no stack. No user code runs outside a `try`, so driving never throws.
 */
import { CancelledError, PanicError } from "../errors.js";
import type { AnyResult, Result } from "../result/index.js";
import { err, ok } from "../result/variants.js";
import { delist, enlist, type InFlight } from "./in-flight.js";
import {
  BODY,
  type Description,
  ENSURE,
  ERR,
  FAULT,
  FLAT_MAP,
  MAP,
  MAP_ERR,
  NATIVE,
  type Native,
  type Observer,
  OK,
  OR_ELSE,
  type State,
  VALUE,
  type Wait,
} from "./ops.js";
import { isPromiseLike, listen } from "./promise-like.js";

/** How the step at `pc` stands. */
const ENTER = 0; // not yet called
const ANSWERED = 1; // `answer` is what it answered
const THREW = 2; // `answer` is what it threw
const COMPLETED = 3; // a child or native source has set `state` and `value`

/** A user's promise: on cancel nobody listens any more, and the run goes on at once. */
const userPromise: Wait = {
  interrupt(run) {
    return run.abandon();
  },
};

const program = (description: Description): readonly Description[] => {
  const steps = new Array<Description>(description.length);
  let node: Description | undefined = description;
  for (let i = steps.length - 1; node !== undefined; i--) {
    steps[i] = node;
    node = node.source;
  }
  return steps;
};

/**
 * What is registered with a user's promise. A promise that never settles keeps it for ever: a run that no longer waits cuts
 * itself off, so that no more than this is kept.
 */
class Ear {
  readonly onValue = (value: unknown): void => this.run?.resume(ANSWERED, value);
  readonly onError = (thrown: unknown): void => this.run?.resume(THREW, thrown);

  constructor(public run: Run | undefined) {}
}

/** Drives runs until all that can be done now is done. */
export const drive = (run: Run | undefined): void => {
  let next = run;
  while (next !== undefined) next = next.advance();
};

/** What a body's signal gives as its reason: the user's, or the error where there is none. */
export const reasonOf = (error: CancelledError): unknown => (error.cause === undefined ? error : error.cause);

/** Something that keeps account of the promises that cancelled runs no longer wait for. */
export interface Keeper {
  keep(promise: PromiseLike<unknown>): void;
}

export class Run implements Observer, InFlight {
  state: State = OK;
  value: unknown;
  /** Set once: the run was cancelled. It takes hold before the next step. */
  cancelled: CancelledError | undefined;
  wait: Wait | Run | undefined;
  over = false;
  /** Where a combinator keeps this child. */
  index = 0;
  /** For runs without an observer. */
  resolve: ((result: Result<unknown, unknown>) => void) | undefined;
  next: InFlight | undefined;
  previous: InFlight | undefined;
  // Declared, not defined: a field defined first and assigned then is written twice.
  declare keeper: Keeper | undefined;
  /** The task whose `cancel` reaches this run: the described one, or none for a derived task's inner part. */
  declare task: Description | undefined;
  declare private readonly description: Description;
  declare private readonly observer: Observer | undefined;
  private mode = ENTER;
  private answer: unknown;
  private pc = 0;
  /** From the source to the last step; none if the source is all there is. */
  private steps: readonly Description[] | undefined;
  private controller: AbortController | undefined;
  private outer: AbortSignal | undefined;
  private ear: Ear | undefined;

  constructor(
    description: Description,
    task: Description | undefined,
    observer: Observer | undefined,
    keeper: Keeper | undefined,
  ) {
    this.description = description;
    this.task = task;
    this.observer = observer;
    this.keeper = keeper;
    if (description.source !== undefined) this.steps = program(description);
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

  /** Goes on until the run waits or is over; answers the run to drive next. */
  advance(): Run | undefined {
    const { mode, steps } = this;
    const length = steps === undefined ? 1 : steps.length;
    let { pc } = this;
    if (mode !== ENTER) {
      // What the step at `pc` waited for is there.
      const { answer } = this;
      this.mode = ENTER;
      this.answer = undefined;
      const next = this.finish(steps === undefined ? this.description.op : steps[pc]!.op, mode, answer);
      if (next !== undefined) return next;
      pc++;
    }
    for (; pc < length; pc++) {
      const step = steps === undefined ? this.description : steps[pc]!;
      const { op, arg } = step;
      if ((op & this.state) === 0) continue;
      this.pc = pc;
      let outcome = ANSWERED;
      let answer: unknown;
      if (op === VALUE) answer = arg;
      else if (op >> 3 === NATIVE >> 3) return (arg as Native)(this, step);
      else {
        const f = arg as (input?: unknown) => unknown;
        try {
          answer = op === ENSURE ? f() : f(op === BODY ? this.signal : this.value);
          if (isPromiseLike(answer)) {
            this.listen(answer, op);
            if (op === ENSURE || this.cancelled === undefined) return undefined;
            // Cancelled while user code ran: there is nothing to wait for.
            this.abandon().mode = ENTER;
            answer = undefined;
          }
        } catch (thrown) {
          outcome = THREW;
          answer = thrown;
        }
      }
      const next = this.finish(op, outcome, answer);
      if (next !== undefined) return next;
    }
    return this.settle();
  }

  /** Takes in the outcome of a step; answers a child if the step's answer is a task to run. */
  private finish(op: number, mode: number, answer: unknown): Run | undefined {
    if (this.cancelled !== undefined && op !== ENSURE) {
      // What a cancelled step comes to is discarded, but for the panic of a child's finalizer.
      if (mode !== COMPLETED || this.state !== FAULT) this.fault(this.cancelled);
    } else if (mode === THREW) this.fault(new PanicError(answer));
    else if (op === MAP || op === MAP_ERR) this.value = answer;
    else if (mode === ANSWERED && (op === FLAT_MAP || op === OR_ELSE || op <= VALUE))
      return this.adopt(op, answer);
    else if (this.cancelled !== undefined && this.state !== FAULT) this.fault(this.cancelled);
    return undefined;
  }

  /** Takes in what a body answered, or a step that may also answer a Task: that is run as a child. */
  private adopt(op: number, answer: unknown): Run | undefined {
    let result = answer;
    if (op > VALUE) {
      try {
        result = simplified(answer);
        // The child answers to `settled` below.
        if (isDescription(result)) return this.child(result, this);
      } catch (thrown) {
        this.fault(new PanicError(thrown));
        return undefined;
      }
    }
    const { state, value } = open(result, op > VALUE ? STEP_ANSWERS : BODY_ANSWERS);
    this.state = state;
    this.value = value;
    return undefined;
  }

  /** Makes a run of `task` under this one. A marked task completes this run instead, with its mark. */
  child(task: Description, observer: Observer): Run | undefined {
    const mark = task.state;
    if (mark instanceof CancelledError) {
      this.fault(mark);
      return undefined;
    }
    const child = new Run(task, task, observer, this.keeper);
    this.wait = child;
    return child;
  }

  /** Makes a run of the steps that a derived task wraps: not subject to their task's mark. */
  inner(description: Description, observer: Observer): Run {
    const child = new Run(description, undefined, observer, this.keeper);
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
    this.mode = COMPLETED;
    this.wait = undefined;
    return this;
  }

  fault(error: CancelledError | PanicError): void {
    this.state = FAULT;
    this.value = error;
  }

  /** Waits for what user code answered. A finalizer's promise cannot be interrupted. */
  private listen(promise: PromiseLike<unknown>, op: number): void {
    this.ear ??= new Ear(this);
    listen(promise, this.ear.onValue, this.ear.onError);
    if (op !== ENSURE) this.wait = userPromise;
    if (this.keeper !== undefined) this.answer = promise;
  }

  resume(mode: number, answer: unknown): void {
    this.mode = mode;
    this.answer = answer;
    this.wait = undefined;
    drive(this);
  }

  abandon(): this {
    if (this.keeper !== undefined) this.keeper.keep(this.answer as PromiseLike<unknown>);
    this.ear!.run = this.ear = undefined;
    this.mode = ANSWERED;
    this.answer = undefined;
    this.wait = undefined;
    return this;
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
        if (wait !== undefined) {
          run.wait = undefined;
          drive(wait.interrupt(run));
        }
        return;
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

export const BODY_ANSWERS = "the body of Task.new must answer a Result, or a promise of one";
const STEP_ANSWERS = "this step must answer a Task, a Result, or a promise of either";

/** What a Result holds; anything else is a panic. */
export const open = (answer: unknown, wanted: string): { readonly state: State; readonly value: unknown } => {
  try {
    const result = answer as Partial<AnyResult> | null | undefined;
    const tag = result?._tag;
    if (tag === "Ok") return { state: OK, value: result!.value };
    if (tag === "Err") return { state: ERR, value: result!.error };
    throw new TypeError(`ML2904: ${wanted}`);
  } catch (thrown) {
    return { state: FAULT, value: new PanicError(thrown) };
  }
};

/** The Result inside `Task.ok` and `Task.err`: a task that does nothing needs no run, unless it is marked. */
export const simplified = (answer: unknown): unknown =>
  isDescription(answer) && answer.op === VALUE && answer.state === undefined ? answer.arg : answer;

/** Whether `value` is a task: its op is no public property, so nothing else has one beside the tag. */
export const isDescription = (value: unknown): value is Description => {
  const task = value as Partial<Description & { readonly _tag: unknown }> | null | undefined;
  return task?._tag === "Task" && typeof task.op === "number";
};
