/** What the emitters need to know of a file: both back-ends start from this and from nothing else. */
import type { Rewrite } from "./code.js";
import type { Handle } from "./handle.js";

export interface FilePlan {
  readonly kind: "plan";
  readonly rewrites: readonly Rewrite[];
  /** Code that no longer occurs: the callees of compiled calls. */
  readonly removed: readonly Handle[];
  /** What the runtime's namespace is called in this file; imported when a rewrite mentions it. */
  readonly runtimeName: string;
  /** Import specifiers that nothing mentions any more. */
  readonly deadImports: readonly ImportBinding[];
}

/** A name that an import declaration of the file binds. */
export interface ImportBinding {
  readonly specifier: Handle;
  /** What is cut out of the declaration when nobody uses it. */
  readonly text: Handle;
  readonly declaration: Handle;
  readonly name: string;
  /** Its uses as a value; those in types vanish by themselves. */
  readonly uses: readonly Handle[];
}
