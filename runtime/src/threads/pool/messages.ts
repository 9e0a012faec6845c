/** What the owner of a pool and its threads tell each other by port. */
import type { Layout } from "./core.js";
import type { Ending } from "./job.js";

/** The first message to a thread: how it gets its jobs. */
export interface Start {
  readonly type: "start";
  readonly shared?: { readonly memory: WebAssembly.Memory; readonly layout: Layout; readonly me: number };
}

/** To a thread. */
export type ToWorker =
  | Start
  /** Run this; in a shared pool: with these arguments, what you have claimed. */
  | {
      readonly type: "run";
      readonly turn: number;
      readonly href: string;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  /** The arguments of what you have claimed cannot be sent. */
  | { readonly type: "skip"; readonly turn: number }
  | { readonly type: "abort"; readonly turn: number; readonly reason?: unknown };

/** From a thread. */
export type FromWorker =
  | { readonly type: "ready" }
  /** It has claimed a job whose arguments come by port. */
  | { readonly type: "wants"; readonly row: number }
  | { readonly type: "ended"; readonly row: number; readonly ending: Ending; readonly value: unknown };
