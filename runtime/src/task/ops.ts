/**
 * The shape of a task's description: a linked list from the last step back to its source.
 *
 *     Task.new(body).map(f).ensure(g)   ->   ENSURE(g) -> MAP(f) -> BODY(body)
 *
 * An op is a small integer whose low three bits say in which states the step has work to do; in every other state the
 * interpreter passes it by, so that skipping a step costs one `and`.
 */
import type { CancelledError } from "../errors.js";
import type { InFlight } from "./in-flight.js";
import type { Run } from "./run.js";

/** The run has a value. */
export const OK = 1;
/** The run has an error of the task's own type. */
export const ERR = 2;
/** The run itself was cancelled or panicked; passes everything but `ensure`. */
export const FAULT = 4;
export type State = typeof OK | typeof ERR | typeof FAULT;

const ALWAYS = OK | ERR | FAULT;

/** Source: `arg` is the user's body, called with the run's signal. */
export const BODY = (0 << 3) | ALWAYS;
/** Source: `arg` is a Result. */
export const VALUE = (1 << 3) | ALWAYS;
/** Source: `arg` is a `Native`. */
export const NATIVE = (2 << 3) | ALWAYS;
/** Steps written like a source: `arg` is a `Native` that goes on with the run's value, or with its value or error. */
export const NATIVE_VALUE = (2 << 3) | OK;
export const NATIVE_RESULT = (2 << 3) | OK | ERR;
export const MAP = (3 << 3) | OK;
export const FLAT_MAP = (4 << 3) | OK;
export const TAP = (5 << 3) | OK;
export const MAP_ERR = (6 << 3) | ERR;
export const OR_ELSE = (7 << 3) | ERR;
export const TAP_ERR = (8 << 3) | ERR;
export const ENSURE = (9 << 3) | ALWAYS;

/** What a node of the list holds; the class behind `Task` has it. */
export interface Description {
  readonly op: number;
  /** Nodes from here to the source, this one included: a run allocates its program at once. */
  readonly length: number;
  readonly source: Description | undefined;
  readonly arg: unknown;
  /** The mark that `cancel` left, else the first of the runs in flight of this very task. */
  state: CancelledError | InFlight | undefined;
}

/**
 * A source written in the runtime (sleep, all, gen ...). It starts its work for `run` and answers the run to drive next:
 * a child of it, `run` itself once `run.complete` was called, or nothing if it now waits. It never throws.
 */
export type Native = (run: Run, description: Description) => Run | undefined;

/** What a run waits for. `interrupt` is called at most once, when the run is cancelled; it answers the run to drive next. */
export interface Wait {
  interrupt(run: Run): Run | undefined;
}

/** Told when a child run is over; answers the run to drive next. */
export interface Observer {
  settled(child: Run): Run | undefined;
}
