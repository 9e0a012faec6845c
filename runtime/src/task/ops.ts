/**
 * The shape of a task's description: a linked list from the last step back to its source.
 *
 *     Task.new(body).map(f).ensure(g)   ->   ENSURE(g) -> MAP(f) -> BODY(body)
 *
 * An op is a set of bits. The low three say in which states the step has work to do; in every other state the interpreter
 * passes it by, so that skipping a step costs one `and`. The next ones say what becomes of its answer, the rest what it is.
 */
import type { CancelledError } from "../errors.js";
import type { InFlight, Runs } from "./in-flight.js";
import type { Run } from "./run.js";

/** The run has a value. */
export const OK = 1;
/** The run has an error of the task's own type. */
export const ERR = 2;
/** The run itself was cancelled or panicked; passes everything but `ensure`. */
export const FAULT = 4;
export type State = typeof OK | typeof ERR | typeof FAULT;

/** The answer is the new value or error. */
export const REPLACE = 8;
/** The answer is a Result to take over. */
export const ADOPT = 16;
/** It may also be a Task to run. */
export const ENTER = 32;

/** Source: `arg` is the user's body, called with the run's signal. */
export const BODY = 64 | ADOPT | OK | ERR | FAULT;
/** Source: `arg` is a Result. */
export const VALUE = 128 | ADOPT | OK | ERR | FAULT;
/** Source: `arg` is a `Native`. */
export const NATIVE = 256 | OK | ERR | FAULT;
/** Source: a `Native` whose node can also be started without a run, as a {@link Direct}. */
export const DIRECT = 512 | NATIVE;
/** Steps written like a source: `arg` is a `Native` that goes on with the run's value, or with its value or error. */
export const NATIVE_VALUE = 256 | OK;
export const NATIVE_RESULT = 256 | OK | ERR;
/** The bit that these three have in common. */
export const IS_NATIVE = 256;
export const MAP = REPLACE | OK;
export const FLAT_MAP = ENTER | ADOPT | OK;
export const TAP = OK;
export const MAP_ERR = REPLACE | ERR;
export const OR_ELSE = ENTER | ADOPT | ERR;
export const TAP_ERR = ERR;
export const ENSURE = OK | ERR | FAULT;

/** What a node of the list holds; the class behind `Task` has it. */
export interface Description {
  readonly op: number;
  readonly source: Description | undefined;
  readonly arg: unknown;
  /** The mark that `cancel` left, else what is in flight of this very task. */
  state: CancelledError | Runs;
}

/**
 * A source written in the runtime (sleep, all, gen ...). It starts its work for `run` and answers the run to drive next:
 * a child of it, `run` itself once `run.complete` was called, or nothing if it now waits. It never throws.
 */
export type Native = (run: Run, description: Description) => Run | undefined;

/**
 * What a run waits for. `interrupt` is called at most once, when the run is cancelled; it answers the run to drive next,
 * which is `run` itself where there is nothing to wait for.
 */
export interface Wait {
  interrupt(run: Run): Run | undefined;
}

/** What several children report to, each by its place among them. */
export interface Collector extends Observer {
  /** A child is in flight: what cancels it, or aborts its signal. */
  keep(index: number, child: InFlight | AbortController): void;
  /** A child is over: takes its outcome; answers the run to drive next. */
  put(index: number, state: State, value: unknown): Run | undefined;
}

/** A source that can be a child of many without a run of its own. Its task carries no mark. */
export interface Direct {
  start(collector: Collector, index: number): void;
}

/** Told when a child run is over; answers the run to drive next. */
export interface Observer {
  settled(child: Run): Run | undefined;
}
