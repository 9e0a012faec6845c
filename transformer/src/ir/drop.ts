import type { Handle } from "./handle.js";

/** A value that should not be lost, where it is lost. */
export interface DropSite {
  readonly kind: "drop";
  readonly what: "Task" | "Result" | "Option";
  /** It comes in a promise that nobody takes either. */
  readonly promised: boolean;
  readonly at: Handle;
}
