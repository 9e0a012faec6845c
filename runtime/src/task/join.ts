/**
 * Several tasks as children of one run: what `all`, `allSettled`, `any` and `race` have in common.
 *
 * A rule says what one child's outcome means: keep it, or close the join with an outcome of its own. From then on no child is
 * started, those in flight are cancelled, and the run goes on once their finalizers are done. A panic in one of those
 * finalizers replaces the outcome, as it does in a single run.
 *
 * A child of `all` that is a body and nothing else has no finalizers and is over at once when it is cancelled. It needs no run:
 * a reaction on the body's promise tells the join, which stands itself in the list of what its task has in flight. Bodies that
 * declare no parameter have one signal together, or its making would cost half as much as all the rest.
 */
import { CancelledError, PanicError } from "../errors.js";
import type { InFlight } from "./in-flight.js";
import { BODY, type Description, FAULT, type Native, type Observer, type State, type Wait } from "./ops.js";
import { isPromiseLike, listen } from "./promise-like.js";
import { BODY_ANSWERS, drive, open, Run, reasonOf } from "./run.js";

/** What the outcome of the child at `index` means. */
export type Rule = (join: Join, index: number, state: State, value: unknown) => void;

/** What reactions hold: a body that never settles keeps no more of a join that is over. */
class Ear {
  readonly threw = (thrown: unknown): void => this.join?.threw(thrown);

  constructor(public join: Join | undefined) {}
}

export class Join implements Observer, Wait, InFlight {
  readonly results: unknown[];
  private readonly ear = new Ear(this);
  /** The children in flight: runs, and of bare bodies what aborts their signals. */
  private readonly children: (Run | AbortController | undefined)[] = [];
  private started = 0;
  private live = 0;
  /** Children are being started or cancelled: whoever does it looks at the outcome afterwards. */
  private busy = false;
  private closed: State | undefined;
  private outcome: unknown;
  private shared: AbortController | undefined;
  // Always the last in the list of a task, so that it can be in the lists of several.
  task: undefined;
  next: undefined;
  previous: InFlight | undefined;

  constructor(
    private readonly run: Run,
    private readonly tasks: readonly Description[],
    private readonly limit: number,
    private readonly rule: Rule,
    /** The state in which `results` is the outcome when all children were kept; none: it never settles. */
    private readonly exhausted: State | undefined,
    /** Whether whatever is no value closes the join: bare bodies then need no run. */
    private readonly strict: boolean,
  ) {
    this.results = new Array<unknown>(tasks.length);
    run.wait = this;
  }

  /** Starts children up to the limit; answers the run if the join is over. */
  launch(): Run | undefined {
    const { children, limit, tasks } = this;
    const { keeper } = this.run;
    this.busy = true;
    while (this.closed === undefined && this.live < limit && this.started < tasks.length) {
      const index = this.started++;
      const task = tasks[index]!;
      const { state } = task;
      if (state instanceof CancelledError) this.rule(this, index, FAULT, state);
      else {
        this.live++;
        // The list of a task that has something in flight would need an entry of its own.
        if (this.strict && keeper === undefined && task.op === BODY && state === undefined) {
          this.enter(index, task);
        } else {
          const child = new Run(task, task, this, keeper);
          child.index = index;
          children[index] = child;
          drive(child);
        }
      }
    }
    this.busy = false;
    return this.end();
  }

  private enter(index: number, task: Description): void {
    const { ear } = this;
    // The op says so.
    const body = task.arg as (signal: AbortSignal) => unknown;
    const sharing = body.length === 0;
    let controller = sharing ? this.shared : undefined;
    if (controller === undefined) {
      controller = new AbortController();
      if (sharing) this.shared = controller;
    }
    this.children[index] = controller;
    task.state = this;
    try {
      const answer = body(controller.signal);
      if (isPromiseLike(answer)) listen(answer, (result) => ear.join?.answered(index, result), ear.threw);
      else this.answered(index, answer);
    } catch (thrown) {
      this.threw(thrown);
    }
  }

  /** A bare body has answered. */
  answered(index: number, answer: unknown): void {
    if (this.closed !== undefined) return;
    this.leave(index);
    const { state, value } = open(answer, BODY_ANSWERS);
    this.rule(this, index, state, value);
    drive(this.goOn());
  }

  /** One of the bare bodies threw or rejected: whichever it was, the join closes. */
  threw(thrown: unknown): void {
    if (this.closed !== undefined) return;
    this.close(FAULT, new PanicError(thrown));
    drive(this.goOn());
  }

  /** A bare body is over. */
  private leave(index: number): void {
    this.live--;
    this.children[index] = undefined;
    const task = this.tasks[index]!;
    if (task.state === this) task.state = undefined;
    else {
      // Runs of the same task came before it meanwhile, or a mark.
      let entry = task.state as Partial<InFlight> | undefined;
      while (entry !== undefined && entry.next !== this) entry = entry.next;
      if (entry !== undefined) entry.next = undefined;
    }
  }

  /** The task of one of the bare bodies was cancelled: it has that mark now. */
  cancel(error: CancelledError): void {
    if (this.closed !== undefined) return;
    const { children, tasks } = this;
    const index = children.findIndex(
      (child, i) => child instanceof AbortController && tasks[i]!.state === error,
    );
    const controller = children[index] as AbortController;
    this.leave(index);
    controller.abort(reasonOf(error));
    // A listener of the user's may have been quicker.
    if (this.closed !== undefined) return;
    this.close(FAULT, error);
    drive(this.goOn());
  }

  settled({ index, state, value }: Run): Run | undefined {
    this.live--;
    this.children[index] = undefined;
    if (this.closed === undefined) this.rule(this, index, state, value);
    else if (state === FAULT && value instanceof PanicError) {
      this.closed = FAULT;
      this.outcome = value;
    }
    return this.goOn();
  }

  private goOn(): Run | undefined {
    if (this.busy) return undefined;
    return this.closed === undefined && this.started < this.tasks.length ? this.launch() : this.end();
  }

  /** The outcome is settled, the other children are in vain. */
  close(state: State, value: unknown, error?: CancelledError): void {
    const { busy, children, live } = this;
    this.closed = state;
    this.outcome = value;
    if (live === 0) return;
    this.busy = true;
    const reason = error ?? new CancelledError();
    for (const [index, child] of children.entries()) {
      if (child instanceof Run) child.cancel(reason);
      else if (child !== undefined) {
        this.leave(index);
        child.abort(reasonOf(reason));
      }
    }
    this.busy = busy;
  }

  interrupt(run: Run): Run | undefined {
    const error = run.cancelled!;
    if (this.closed === undefined) this.close(FAULT, error, error);
    return this.goOn();
  }

  private end(): Run | undefined {
    const { closed, exhausted, live, outcome, results, run, started, tasks } = this;
    const state = closed ?? (started === tasks.length ? exhausted : undefined);
    if (live > 0 || state === undefined) return undefined;
    this.ear.join = undefined;
    return run.complete(state, closed === undefined ? results : outcome);
  }
}

/** A source that joins `tasks`. */
export const joining =
  (tasks: readonly Description[], limit: number, rule: Rule, exhausted?: State, strict = false): Native =>
  (run) =>
    new Join(run, tasks, limit, rule, exhausted, strict).launch();
