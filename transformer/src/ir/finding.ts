import type { Handle } from "./handle.js";

/** A diagnostic before the options have had their say: what to report, at which code. */
export interface Finding {
  readonly code: number;
  /** `unreachable` and `uncompiled` are suggestions that an option turns into errors. */
  readonly severity: "error" | "unreachable" | "uncompiled";
  readonly message: string;
  readonly at: Handle;
}
