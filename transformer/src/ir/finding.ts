import type { Handle } from "./handle.js";

/** A diagnostic before the options have had their say: what to report, at which code. */
export interface Finding {
  readonly code: number;
  /**
   * `unreachable` and `uncompiled` are suggestions that an option turns into errors. `explains` says what TypeScript's complaint
   * about the call means, and is an error where there is one.
   */
  readonly severity: "error" | "unreachable" | "uncompiled" | "explains";
  readonly message: string;
  readonly at: Handle;
}
