/**
 * Several tasks as children of one run: what `all`, `allSettled`, `any` and `race` have in common.
 *
 * A rule says what one child's outcome means: keep it, or close the join with an outcome of its own. From then on no child is
 * started, those in flight are cancelled, and the run goes on once their finalizers are done. A panic in one of those
 * finalizers replaces the outcome, as it does in a single run.
 */
import { CancelledError, PanicError } from "../errors.js";
import { type Description, FAULT, type Native, type Observer, type State, type Wait } from "./ops.js";
import { drive, Run } from "./run.js";

/** What the outcome of the child at `index` means. */
export type Rule = (join: Join, index: number, state: State, value: unknown) => void;

export class Join implements Observer, Wait {
  readonly results: unknown[];
  private readonly children: (Run | undefined)[];
  private started = 0;
  private live = 0;
  /** Children are being started or cancelled: whoever does it looks at the outcome afterwards. */
  private busy = false;
  private closed: State | undefined;
  private outcome: unknown;

  constructor(
    private readonly run: Run,
    private readonly tasks: readonly Description[],
    private readonly limit: number,
    private readonly rule: Rule,
    /** The state in which `results` is the outcome when all children were kept; none: it never settles. */
    private readonly exhausted: State | undefined,
  ) {
    this.results = new Array<unknown>(tasks.length);
    this.children = new Array<Run | undefined>(tasks.length);
    run.wait = this;
  }

  /** Starts children up to the limit; answers the run if the join is over. */
  launch(): Run | undefined {
    const { run, tasks, children, limit } = this;
    this.busy = true;
    while (this.closed === undefined && this.live < limit && this.started < tasks.length && !run.cancelled) {
      const index = this.started++;
      const task = tasks[index]!;
      if (task.state instanceof CancelledError) this.rule(this, index, FAULT, task.state);
      else {
        const child = new Run(task, task, this, run.keeper);
        child.index = index;
        children[index] = child;
        this.live++;
        drive(child);
      }
    }
    this.busy = false;
    return this.end();
  }

  settled(child: Run): Run | undefined {
    const { index, state, value } = child;
    this.live--;
    this.children[index] = undefined;
    if (this.closed === undefined) this.rule(this, index, state, value);
    else if (state === FAULT && value instanceof PanicError) this.outcomeIs(FAULT, value);
    if (this.busy) return undefined;
    return this.closed === undefined && this.started < this.tasks.length ? this.launch() : this.end();
  }

  /** Called by a rule: the outcome is settled, the other children are in vain. */
  close(state: State, value: unknown): void {
    this.outcomeIs(state, value);
    if (this.live > 0) this.cancelChildren(new CancelledError());
  }

  interrupt(run: Run): Run | undefined {
    if (this.closed === undefined) this.outcomeIs(FAULT, run.cancelled);
    this.cancelChildren(run.cancelled!);
    return this.busy ? undefined : this.end();
  }

  private outcomeIs(state: State, value: unknown): void {
    this.closed = state;
    this.outcome = value;
  }

  private cancelChildren(error: CancelledError): void {
    const { busy, children, started } = this;
    this.busy = true;
    for (let i = 0; i < started; i++) children[i]?.cancel(error);
    this.busy = busy;
  }

  private end(): Run | undefined {
    const { closed, exhausted, live, run, started, tasks } = this;
    if (live > 0) return undefined;
    if (closed !== undefined) return run.complete(closed, this.outcome);
    if (run.cancelled !== undefined) return run.complete(FAULT, run.cancelled);
    return started < tasks.length || exhausted === undefined
      ? undefined
      : run.complete(exhausted, this.results);
  }
}

/** A source that joins `tasks`. */
export const joining =
  (tasks: readonly Description[], limit: number, rule: Rule, exhausted: State | undefined): Native =>
  (run) =>
    new Join(run, tasks, limit, rule, exhausted).launch();
