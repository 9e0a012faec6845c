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
import { err, ok } from "../result/variants.js";
import { delist, enlist, type InFlight } from "./in-flight.js";
import { TaskNode } from "./node.js";
import { type Description, ERR, FAULT, NATIVE, type Observer, OK, type Wait } from "./ops.js";
import { isPromiseLike } from "./promise-like.js";
import { drive, type Keeper, Run, reasonOf } from "./run.js";
import type { RunOptions, Task } from "./types.js";

export { isPromiseLike };

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

/** One entered task at a time, and the promise that waits for it. */
class Entry implements Observer {
  protected child: Run | undefined = undefined;
  private answer: ((outcome: Outcome<never, never>) => void) | undefined = undefined;

  constructor(private readonly keeper?: Keeper | undefined) {}

  enter<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> {
    // Every Task is a node; its types exist for the checker alone.
    const description = task as unknown as Description;
    const { state } = description;
    if (state instanceof CancelledError) return new Fault(state);
    const child = new Run(description, description, this, this.keeper);
    this.child = child;
    drive(child);
    if (child.over) return outcomeOf(child) as Outcome<T, E>;
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  settled(child: Run): Run | undefined {
    const { answer } = this;
    this.child = this.answer = undefined;
    answer?.(outcomeOf(child) as Outcome<never, never>);
    return undefined;
  }
}

/** Runs a task as a step of a function that nothing can cancel. Never rejects; a task that is over at once costs no promise. */
export const enter = <T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> =>
  new Entry().enter(task);

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
  /** The function's outcome. */
  done(outcome: Outcome<unknown, unknown>): void;
  /** The function threw: a panic. */
  fail(thrown: unknown): void;
  /** A patient function stops at its cancel. */
  stop(): void;
}

/** The body of a compiled task. */
export type Compiled = (activity: Activity) => unknown;

/**
 * What both kinds of activity share: how cancels, entered tasks and the function's end meet. `end` is called once, by
 * whichever of them settles it.
 */
abstract class Course extends Entry implements Activity {
  over = false;
  cancelled: CancelledError | undefined = undefined;

  constructor(
    private readonly patient: boolean,
    keeper?: Keeper,
  ) {
    super(keeper);
  }

  abstract readonly signal: AbortSignal;
  protected abstract end(outcome: Outcome<unknown, unknown>): void;

  done(outcome: Outcome<unknown, unknown>): void {
    if (this.over) return;
    const { cancelled } = this;
    this.over = true;
    // A cancel outweighs a Result, but not the panic of a finalizer.
    this.end(cancelled === undefined || outcome._tag === "Fault" ? outcome : new Fault(cancelled));
  }

  fail(thrown: unknown): void {
    this.done(new Fault(new PanicError(thrown)));
  }

  stop(): void {
    this.done(new Fault(this.cancelled!));
  }

  override enter<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> {
    // A patient function may be in a `finally` block of its own.
    if (this.cancelled !== undefined && !this.patient) return new Fault(this.cancelled);
    return super.enter(task);
  }

  /** The run was cancelled: settles at once, or after the finalizers of the entered task. */
  protected interrupted(error: CancelledError): void {
    this.cancelled = error;
    if (this.child !== undefined) this.child.cancel(error);
    else if (!this.patient) this.done(new Fault(error));
  }

  override settled(child: Run): Run | undefined {
    super.settled(child);
    const { cancelled } = this;
    if (cancelled !== undefined && !this.patient) {
      const { value } = child;
      this.done(new Fault(child.state === FAULT && value instanceof PanicError ? value : cancelled));
    }
    return undefined;
  }
}

/** A compiled task as part of a run: as a child, in a scope, or with steps after it. */
class Part extends Course implements Wait {
  private started = false;

  constructor(
    private readonly run: Run,
    patient: boolean,
  ) {
    super(patient, run.keeper);
    run.wait = this;
  }

  get signal(): AbortSignal {
    return this.run.signal;
  }

  start(f: Compiled): Run | undefined {
    const { run } = this;
    const promise = f(this);
    if (run.keeper !== undefined && isPromiseLike(promise)) run.keeper.keep(promise);
    this.started = true;
    return this.over ? run : undefined;
  }

  interrupt(run: Run): undefined {
    this.interrupted(run.cancelled!);
    return undefined;
  }

  protected end(outcome: Outcome<unknown, unknown>): void {
    const { run } = this;
    if (outcome._tag === "Ok") run.complete(OK, outcome.value);
    else run.complete(outcome._tag === "Err" ? ERR : FAULT, outcome.error);
    if (this.started) drive(run);
  }
}

/** A compiled task run by itself: no interpreter at all. */
class Solo extends Course implements InFlight {
  next: InFlight | undefined = undefined;
  previous: InFlight | undefined = undefined;
  private controller: AbortController | undefined = undefined;

  constructor(
    public task: Description | undefined,
    patient: boolean,
    private readonly resolve: (result: Result<unknown, unknown>) => void,
    private readonly outer: AbortSignal | undefined,
  ) {
    super(patient);
    // The constructor of a node of this kind has made it.
    enlist(task!, this);
    if (outer !== undefined) outer.addEventListener("abort", this);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.cancelled !== undefined) this.controller.abort(reasonOf(this.cancelled));
    }
    return this.controller.signal;
  }

  cancel(error: CancelledError): void {
    if (this.over || this.cancelled !== undefined) return;
    this.cancelled = error;
    this.controller?.abort(reasonOf(error));
    this.interrupted(error);
  }

  handleEvent(): void {
    this.cancel(new CancelledError(this.outer!.reason));
  }

  protected end(outcome: Outcome<unknown, unknown>): void {
    delist(this.task!, this);
    this.outer?.removeEventListener("abort", this);
    this.resolve(settle(outcome));
  }
}

class CompiledNode extends TaskNode {
  constructor(
    private readonly body: Compiled,
    private readonly patient: boolean,
  ) {
    super(NATIVE, undefined, (run: Run) => new Part(run, patient).start(body));
  }

  override run(options?: RunOptions): Promise<Result<unknown, unknown>> {
    const refused = this.refusal(options);
    if (refused !== undefined) return Promise.resolve(refused);
    return new Promise((resolve) => {
      this.body(new Solo(this, this.patient, resolve, options?.signal));
    });
  }
}

/** A task around a compiled function, which must keep the rules above. */
export const compiled = <T, E>(body: Compiled, patient = false): Task<T, E> =>
  // Every node is a Task; its types exist for the checker alone.
  new CompiledNode(body, patient) as unknown as Task<T, E>;
