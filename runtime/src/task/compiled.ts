/**
 * The seam for compiled code: a chain that became one function, as a task, and tasks as steps of such a function.
 *
 *     const t = Task.new(a).flatMap(f).map(g)   ->   const t = compiled(async (activity) => {
 *                                                      try {
 *                                                        const first = await a(activity.signal);
 *                                                        if (activity.over) return;
 *                                                        if (first._tag !== "Ok") return activity.done(first);
 *                                                        const second = await activity.enter(f(first.value));
 *                                                        if (activity.over) return;
 *                                                        if (second._tag !== "Ok") return activity.done(second);
 *                                                        activity.done(ok(g(second.value)));
 *                                                      } catch (thrown) {
 *                                                        activity.fail(thrown);
 *                                                      }
 *                                                    });
 *
 * The activity, not the function, settles the promise that `run()` gave: a cancel settles it at once, while the function may
 * still be suspended in an await of the user's. Hence three rules for the function. It ends by exactly one `done` or `fail`,
 * or without either once `over`. It asks `over` after every await and every call of user code, before it does anything else.
 * It never throws or rejects. Nothing else is needed: a bare `await` is the cheapest cancellable await there is.
 *
 * A patient function (a compiled generator whose `finally` blocks are finalizers) is itself waited for by a cancel. It awaits
 * entered tasks alone, which a cancel does interrupt, and asks `cancelled` instead of `over`: `if (activity.cancelled) return
 * activity.stop()`; tasks it enters in a `finally` block after that are not interrupted.
 *
 * Provenance: inside, an outcome is a Result of the user's or a `Fault`, which is the run's own cancel or panic. A Fault has
 * neither the tag "Ok" nor "Err", so that a test of the tag passes it by the steps that must not see it.
 */
import { CancelledError, PanicError } from "../errors.js";
import type { Result } from "../result/index.js";
import { err, ok, some } from "../result/variants.js";
import { delist, enlist, type InFlight } from "./in-flight.js";
import { TaskNode } from "./node.js";
import {
  type Collector,
  type Description,
  DIRECT,
  type Direct,
  ERR,
  FAULT,
  NATIVE_RESULT,
  NATIVE_VALUE,
  type Native,
  type Observer,
  OK,
  type State,
  type Wait,
} from "./ops.js";
import { isPromiseLike } from "./promise-like.js";
import { drive, isDescription, Run, reasonOf, stateOf } from "./run.js";
import type { RunOptions, Task } from "./types.js";

export { err, isPromiseLike, ok, some };

/** A cancel or panic of the run itself, on its way past all steps. Never given to user code. */
export class Fault {
  readonly _tag = "Fault";
  constructor(readonly error: CancelledError | PanicError) {}
}

/** What a compiled function ends with and an entered task gives. */
export type Outcome<T, E> = Result<T, E> | Fault;

/** The Err of a throw inside a compiled function that nothing can cancel: what `run()` gives for a panic. */
export const panic = (thrown: unknown): Result<never, PanicError> => err(new PanicError(thrown));

/** The Result that `run()` gives for an outcome. */
export const settle = <T, E>(outcome: Outcome<T, E>): Result<T, E | CancelledError | PanicError> =>
  outcome._tag === "Fault" ? err(outcome.error) : outcome;

/**
 * The signal for a body that asks for one where nothing can cancel. A fresh one each time: on a shared one that lives for
 * ever, what bodies leave behind would pile up.
 */
export const idleSignal = (): AbortSignal => new AbortController().signal;

const outcomeOf = ({ state, value }: Run): Outcome<unknown, unknown> => {
  // A faulted run holds one of the two.
  if (state === FAULT) return new Fault(value as CancelledError | PanicError);
  return state === OK ? ok(value) : err(value);
};

const codeOf = ({ _tag }: Outcome<unknown, unknown>): State =>
  _tag === "Ok" ? OK : _tag === "Err" ? ERR : FAULT;

/** Who is told of an end. */
type Listener = (result: Result<unknown, unknown>) => void;

/** What a compiled function knows of its run. */
export interface Activity {
  /** The signal for bodies; made when first asked for. */
  readonly signal: AbortSignal;
  /** Whether all is settled: nobody waits for the function any more. */
  readonly over: boolean;
  /** For patient functions: the cancel that reached it. */
  readonly cancelled: CancelledError | undefined;
  /** Runs a task as a step. Never rejects; a task that is over at once costs no promise. */
  enter<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>>;
  /** Runs the task that the function's steps go on from: like `enter`, but the task's own mark and cancel do not concern it. */
  source<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>>;
  /** What a step answered, where only the value shows whether it is a Result or a Task to enter. */
  adopt(answer: unknown): Outcome<unknown, unknown> | Promise<Outcome<unknown, unknown>>;
  /** The function's outcome. */
  done(outcome: Outcome<unknown, unknown>): void;
  /** The function threw: a panic. */
  fail(thrown: unknown): void;
  /** A patient function stops at its cancel. */
  stop(): void;
}

/** The body of a compiled task. */
export type Compiled = (activity: Activity) => unknown;

/** Stands for the cancel of an activity that is over. */
const GONE = /* @__PURE__ */ new CancelledError();

/**
 * How many tasks are being entered inside one another, each by the function of the one before, and how many may be: recursion
 * over tasks goes as deep as it likes, as it does where nothing is compiled, and the stack does not.
 */
let depth = 0;
const DEEPEST = 200;

/**
 * One call of a compiled function. One class for its roles, and no base class, because its making is the price of a
 * compiled task: by itself (`to` takes the Result, once somebody waits), as a part of a run (`to` is that run), as a child of
 * `Task.all` and its like (`to` is what collects them), or as no more than the place where a task is entered in a function
 * that nothing can cancel.
 */
class Course implements Activity, Observer, Wait, InFlight {
  over = false;
  /** Whether the function has returned, so that its end must drive what it is part of. */
  private started = false;
  /** Under a collector: its place there. */
  private index = 0;
  cancelled: CancelledError | undefined = undefined;
  private child: Run | undefined = undefined;
  private controller: AbortController | undefined = undefined;

  // Declared, not defined: a field defined first and assigned then is written twice.
  declare private readonly node: CompiledNode | undefined;
  declare private to: Run | Collector | Listener | Result<unknown, unknown> | undefined;

  constructor(node: CompiledNode | undefined, to: Run | Collector | Listener | undefined) {
    this.node = node;
    this.to = to;
  }

  private get run(): Run | undefined {
    return this.to instanceof Run ? this.to : undefined;
  }

  get signal(): AbortSignal {
    if (this.run !== undefined) return this.run.signal;
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.cancelled !== undefined) this.controller.abort(reasonOf(this.cancelled));
    }
    return this.controller.signal;
  }

  enter<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> {
    // A patient function may be in a `finally` block of its own.
    if (this.cancelled !== undefined && !this.patient) return new Fault(this.cancelled);
    // Every Task is a node; its types exist for the checker alone.
    const description = task as unknown as Description;
    const { state } = description;
    if (state instanceof CancelledError) return new Fault(state);
    return this.launch(description, description);
  }

  source<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> {
    if (this.cancelled !== undefined) return new Fault(this.cancelled);
    // Every Task is a node; its types exist for the checker alone.
    return this.launch(task as unknown as Description, undefined);
  }

  adopt(answer: unknown): Outcome<unknown, unknown> | Promise<Outcome<unknown, unknown>> {
    if (isDescription(answer)) return this.enter(answer as unknown as Task<unknown, unknown>);
    return result(answer);
  }

  private launch<T, E>(
    description: Description,
    marked: Description | undefined,
  ): Outcome<T, E> | Promise<Outcome<T, E>> {
    if (depth === DEEPEST) return this.later(description, marked);
    const child = new Run(description, marked, this, this.run?.keeper);
    this.child = child;
    depth++;
    drive(child);
    depth--;
    if (child.over) return outcomeOf(child) as Outcome<T, E>;
    return new Promise((resolve) => {
      // The child answers to `settled`, which hands on what it makes of it.
      child.resolve = resolve as (outcome: unknown) => void;
    });
  }

  /** From an empty stack; what is cancelled until then is not entered. */
  private async later<T, E>(
    description: Description,
    marked: Description | undefined,
  ): Promise<Outcome<T, E>> {
    const { cancelled } = this;
    await undefined;
    depth = 0;
    const end = this.cancelled === cancelled ? marked?.state : this.cancelled;
    return end instanceof CancelledError ? new Fault(end) : this.launch(description, marked);
  }

  /** The entered task is over. */
  settled(child: Run): Run | undefined {
    const { cancelled } = this;
    this.child = undefined;
    (child.resolve as ((outcome: unknown) => void) | undefined)?.(outcomeOf(child));
    if (cancelled !== undefined && !this.patient) {
      const { state, value } = child;
      this.done(new Fault(state === FAULT && value instanceof PanicError ? value : cancelled));
    }
    return undefined;
  }

  done(outcome: Outcome<unknown, unknown>): void {
    if (this.over) return;
    this.over = true;
    const { cancelled, node, to } = this;
    // The function may stay suspended for ever: nothing but this is kept with it, not even the frames of the error's stack.
    if (cancelled !== undefined) {
      this.to = this.controller = undefined;
      this.cancelled = GONE;
    }
    // A cancel outweighs a Result, but not the panic of a finalizer.
    const end = cancelled === undefined || outcome._tag === "Fault" ? outcome : new Fault(cancelled);
    if (to instanceof Run) {
      to.complete(codeOf(end), end._tag === "Ok" ? end.value : end.error);
      if (this.started) drive(to);
      return;
    }
    delist(node!, this);
    if (to === undefined) this.to = settle(end);
    else if (typeof to === "function") to(settle(end));
    // Nothing is over twice, so that it is no Result.
    else drive((to as Collector).put(this.index, codeOf(end), end._tag === "Ok" ? end.value : end.error));
  }

  fail(thrown: unknown): void {
    this.done(new Fault(new PanicError(thrown)));
  }

  stop(): void {
    this.done(new Fault(this.cancelled!));
  }

  private get patient(): boolean {
    return this.node?.arg === patientPart;
  }

  /** As a part: starts the function; answers the run if it is over already. */
  start(run: Run, body: Compiled): Run | undefined {
    run.wait = this;
    const promise = body(this);
    if (run.keeper !== undefined && isPromiseLike(promise)) run.keeper.keep(promise);
    this.started = true;
    return this.over ? run : undefined;
  }

  /** By itself: starts the function. */
  begin(): Promise<Result<unknown, unknown>> {
    enlist(this.node!, this);
    this.node!.body(this);
    // What is over by now saves the promise's functions.
    if (this.over) return Promise.resolve(this.to as Result<unknown, unknown>);
    return new Promise((resolve) => {
      this.to = resolve;
    });
  }

  /** Under a collector: starts the function. */
  collected(collector: Collector, index: number): void {
    this.index = index;
    collector.keep(index, this);
    enlist(this.node!, this);
    this.node!.body(this);
  }

  /** As a part: the run was cancelled, and its signal aborted. */
  interrupt(run: Run): undefined {
    this.cancelled = run.cancelled!;
    this.wind();
    return undefined;
  }

  /** By itself: the task or the user's signal cancels. */
  cancel(error: CancelledError): void {
    if (this.over || this.cancelled !== undefined) return;
    this.cancelled = error;
    this.controller?.abort(reasonOf(error));
    this.wind();
  }

  /** By itself: starts the function, and cancels when the user's signal aborts; the listener is removed at the end. */
  follow(signal: AbortSignal): Promise<Result<unknown, unknown>> {
    const cancel = (): void => this.cancel(new CancelledError(signal.reason));
    signal.addEventListener("abort", cancel);
    const promise = new Promise<Result<unknown, unknown>>((resolve) => {
      this.to = (result) => {
        signal.removeEventListener("abort", cancel);
        resolve(result);
      };
    });
    enlist(this.node!, this);
    this.node!.body(this);
    return promise;
  }

  /** Settles at once, or after the finalizers of the entered task, or once a patient function has stopped. */
  private wind(): void {
    const { cancelled, child, patient } = this;
    if (child !== undefined) child.cancel(cancelled!);
    else if (!patient) this.stop();
  }
}

/** The place where a function that nothing can cancel enters a task. */
const place = (): Course => new Course(undefined, undefined);

/** {@link Activity.enter} for a function that nothing can cancel. */
export const enter = <T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> => place().enter(task);

/** {@link Activity.source} for a function that nothing can cancel. */
export const source = <T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> =>
  place().source(task);

/** Like `source`, where nobody asks any more whose error it is. */
export const run = <T, E>(
  task: Task<T, E>,
): Result<T, E | CancelledError | PanicError> | Promise<Result<T, E | CancelledError | PanicError>> => {
  // Every Task is a node; its types exist for the checker alone.
  const fresh = new Run(task as unknown as Description, undefined, undefined, undefined);
  drive(fresh);
  if (fresh.over) return fresh.result() as Result<T, E>;
  return new Promise((resolve) => {
    fresh.resolve = resolve as (result: Result<unknown, unknown>) => void;
  });
};

/** {@link Activity.adopt} for a function that nothing can cancel. */
export const adopt = (answer: unknown): Outcome<unknown, unknown> | Promise<Outcome<unknown, unknown>> =>
  place().adopt(answer);

/** What the body of `Task.new` answered, of which nothing is known, as the Result that it must be. */
export const result = (answer: unknown): Result<unknown, unknown> => {
  const given = answer as Result<unknown, unknown>;
  stateOf(given);
  return given;
};

/** The source of a compiled task that is part of a run. */
const part: Native = (run, description) => {
  // Only nodes of the class below have this source, or the next.
  const node = description as CompiledNode;
  return new Course(node, run).start(run, node.body);
};

/** The same of a patient one. */
const patientPart: Native = (run, description) => part(run, description);

class CompiledNode extends TaskNode implements Direct {
  declare readonly body: Compiled;

  constructor(body: Compiled, patient: boolean) {
    super(DIRECT, undefined, patient ? patientPart : part);
    this.body = body;
  }

  override run(options?: RunOptions): Promise<Result<unknown, unknown>> {
    const refused = this.refusal(options);
    if (refused !== undefined) return Promise.resolve(refused);
    const course = new Course(this, undefined);
    return options?.signal === undefined ? course.begin() : course.follow(options.signal);
  }

  start(collector: Collector, index: number): void {
    new Course(this, collector).collected(collector, index);
  }
}

/** A task around a compiled function, which must keep the rules above. */
export const compiled = <T, E>(body: Compiled, patient = false): Task<T, E> =>
  new CompiledNode(body, patient) as unknown as Task<T, E>;

/** A compiled function with what was evaluated when its chain was built. */
type CompiledWith<I extends readonly unknown[]> = (activity: Activity, ...inputs: I) => unknown;

/** {@link compiled} for a function that takes `inputs`. */
export const compiledWith = <T, E, I extends readonly unknown[]>(
  body: CompiledWith<I>,
  ...inputs: I
): Task<T, E> => compiled((activity) => body(activity, ...inputs));

/** Steps that go on with a task's value, as one step of it. */
export const onValue = <T, E, I extends readonly unknown[]>(
  task: Task<unknown, unknown>,
  body: CompiledWith<[value: unknown, ...I]>,
  ...inputs: I
): Task<T, E> => step(NATIVE_VALUE, task, (activity, { value }) => body(activity, value, ...inputs));

/** Steps that go on with a task's value or error, as one step of it. */
export const onResult = <T, E, I extends readonly unknown[]>(
  task: Task<unknown, unknown>,
  body: CompiledWith<[result: Result<unknown, unknown>, ...I]>,
  ...inputs: I
): Task<T, E> => step(NATIVE_RESULT, task, (activity, run) => body(activity, run.result(), ...inputs));

function step<T, E>(
  op: number,
  task: Task<unknown, unknown>,
  body: (activity: Activity, run: Run) => unknown,
): Task<T, E> {
  const native: Native = (run) => new Course(undefined, run).start(run, (activity) => body(activity, run));
  // Every Task is a node, and every node a Task.
  return new TaskNode(op, task as unknown as TaskNode, native) as unknown as Task<T, E>;
}
