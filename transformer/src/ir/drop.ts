import type { Handle } from "./handle.js";

/** A value that should not be lost, where it is lost. */
export interface DropSite {
  readonly kind: "drop";
  readonly what: "Task" | "Result" | "Option";
  readonly at: Handle;
}
