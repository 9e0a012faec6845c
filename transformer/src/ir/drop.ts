import type { Handle } from "./handle.js";

/** "Results": the list of them that a promise brings. */
export type Dropped = "Task" | "Result" | "Option" | "Results";

/** A value that should not be lost, where it is lost. */
export interface DropSite {
  readonly kind: "drop";
  readonly what: Dropped;
  /** It comes in a promise that nobody takes either. */
  readonly promised: boolean;
  readonly at: Handle;
}
