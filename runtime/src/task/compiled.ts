/**
 * The seam for compiled code: a chain that became one function, as a task, and tasks as steps of such a function.
 *
 *     const t = Task.new(a).flatMap(f).map(g)   ->   const t = compiled(async (activity) => {
 *                                                      const first = await a(activity.signal);
 *                                                      if (activity.cancelled || first._tag !== "Ok") return first;
 *                                                      const second = await activity.enter(f(first.value));
 *                                                      if (activity.cancelled || second._tag !== "Ok") return second;
 *                                                      return ok(g(second.value));
 *                                                    });
 *
 * The run, not the function, settles the promise that `run()` gave: a cancel settles it at once, while the function may still
 * be suspended in an await of the user's. It must therefore ask `cancelled` after every await and return, whatever it
 * returns; nothing else is needed, and a bare `await` is the cheapest one there is. A throw is a panic.
 *
 * Provenance: inside, an outcome is a Result of the user's or a `Fault`, which is the run's own cancel or panic. A Fault has
 * neither the tag "Ok" nor "Err", so that a test of the tag passes it by the steps that must not see it.
 */
import { CancelledError, PanicError } from "../errors.js";
import type { Result } from "../result/index.js";
import { err, ok } from "../result/variants.js";
import { native } from "./node.js";
import { type Description, ERR, FAULT, type Observer, OK, type Wait } from "./ops.js";
import { isPromiseLike, listen } from "./promise-like.js";
import { drive, Run } from "./run.js";
import type { Task } from "./types.js";

export { isPromiseLike };

/** A cancel or panic of the run itself, on its way past all steps. Never given to user code. */
export class Fault {
  readonly _tag = "Fault";
  constructor(readonly error: CancelledError | PanicError) {}
}

/** What a compiled function answers and an entered task gives. */
export type Outcome<T, E> = Result<T, E> | Fault;

/** The outcome of a throw inside a compiled function that becomes a task. */
export const fault = (thrown: unknown): Fault => new Fault(new PanicError(thrown));

/** The outcome of a throw inside a compiled function whose promise is the one that `run()` would have given. */
export const panic = (thrown: unknown): Result<never, PanicError> => err(new PanicError(thrown));

/** The Result that `run()` gives for an outcome. */
export const settle = <T, E>(outcome: Outcome<T, E>): Result<T, E | CancelledError | PanicError> =>
  outcome._tag === "Fault" ? err(outcome.error) : outcome;

/**
 * The signal for a body that asks for one where nothing can cancel. A fresh one each time: on a shared one that lives for
 * ever, what bodies leave behind would pile up.
 */
export const idleSignal = (): AbortSignal => new AbortController().signal;

const outcomeOf = (run: Run): Outcome<unknown, unknown> => {
  const { state, value } = run;
  if (state === FAULT) return new Fault(value as PanicError);
  return state === OK ? ok(value) : err(value);
};

/** One entered task at a time, and the promise that waits for it. */
class Entry implements Observer {
  protected child: Run | undefined = undefined;
  private resolve: ((outcome: Outcome<never, never>) => void) | undefined = undefined;

  constructor(protected readonly run: Run | undefined) {}

  /** Runs a task as a step. Never rejects; a task that is over at once costs no promise. */
  enter<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> {
    // Every Task is a node, whatever the types say.
    const description = task as unknown as Description;
    const { state } = description;
    if (state instanceof CancelledError) return new Fault(state);
    const child = new Run(description, description, this, this.run?.keeper);
    this.child = child;
    drive(child);
    if (child.over) return outcomeOf(child) as Outcome<T, E>;
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  settled(child: Run): Run | undefined {
    this.child = undefined;
    const { resolve } = this;
    this.resolve = undefined;
    resolve?.(outcomeOf(child) as Outcome<never, never>);
    return undefined;
  }
}

/** Runs a task as a step of a function that nothing can cancel. Never rejects; a task that is over at once costs no promise. */
export const enter = <T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> =>
  new Entry(undefined).enter(task);

/** What a compiled function knows of its run. */
export class Activity extends Entry implements Wait {
  private promise: PromiseLike<unknown> | undefined = undefined;
  private interrupted = false;
  private detached = false;

  constructor(
    protected override readonly run: Run,
    private readonly patient: boolean,
  ) {
    super(run);
  }

  /** The signal for bodies; made when first asked for. */
  get signal(): AbortSignal {
    return this.run.signal;
  }

  /** Whether the run was cancelled: to be asked after every await and every call of user code, before anything else. */
  get cancelled(): boolean {
    return this.run.cancelled !== undefined;
  }

  override enter<T, E>(task: Task<T, E>): Outcome<T, E> | Promise<Outcome<T, E>> {
    const { cancelled } = this.run;
    // A patient function may be in a `finally` block of its own.
    return cancelled !== undefined && !this.patient ? new Fault(cancelled) : super.enter(task);
  }

  start(f: Compiled): Run | undefined {
    const { run } = this;
    try {
      const answer = f(this);
      if (!isPromiseLike(answer)) return this.end(answer);
      this.promise = answer;
      listen(
        answer,
        (outcome) => {
          if (!this.detached) drive(this.end(outcome));
        },
        (thrown) => {
          if (!this.detached) drive(run.complete(FAULT, new PanicError(thrown)));
        },
      );
    } catch (thrown) {
      return run.complete(FAULT, new PanicError(thrown));
    }
    run.wait = this;
    return run.cancelled === undefined ? undefined : this.interrupt();
  }

  private end(answer: unknown): Run {
    const { run } = this;
    // A function that was cancelled answers anything.
    const outcome = answer as Outcome<unknown, unknown> | undefined;
    if (outcome?._tag === "Fault") return run.complete(FAULT, outcome.error);
    if (run.cancelled !== undefined) return run.complete(FAULT, run.cancelled);
    return outcome!._tag === "Ok" ? run.complete(OK, outcome!.value) : run.complete(ERR, outcome!.error);
  }

  interrupt(): Run | undefined {
    const { child, run } = this;
    this.interrupted = true;
    if (child === undefined) return this.detach(run.cancelled!);
    // Its finalizers are awaited; `settled` goes on.
    child.cancel(run.cancelled!);
    return undefined;
  }

  override settled(child: Run): Run | undefined {
    super.settled(child);
    if (!this.interrupted) return undefined;
    // A finalizer's panic outweighs the cancel.
    const panicked = child.state === FAULT && child.value instanceof PanicError;
    return this.detach(panicked ? (child.value as PanicError) : this.run.cancelled!);
  }

  private detach(error: CancelledError | PanicError): Run | undefined {
    const { run } = this;
    if (this.patient || this.detached) return undefined;
    this.detached = true;
    if (run.keeper !== undefined) run.keeper.keep(this.promise!);
    return run.complete(FAULT, error);
  }
}

type Compiled = (activity: Activity) => unknown;

/**
 * A task around a compiled function.
 *
 * @param patient whether a cancel waits for the function itself, because `finally` blocks in it are finalizers (a compiled
 *   generator): it must then await entered tasks alone, since nothing else can be interrupted.
 */
export const compiled = <T, E>(
  f: (activity: Activity) => Outcome<T, E> | undefined | PromiseLike<Outcome<T, E> | undefined>,
  patient = false,
): Task<T, E> =>
  // Every node is a Task; its types exist for the checker alone.
  native((run) => new Activity(run, patient).start(f)) as unknown as Task<T, E>;
