/** What a user may set, on either plugin entry of tsconfig, on the command line or in a bundler plugin. */
export interface CompilerOptions {
  /** `true` makes every call that is not compiled (8xxx) an error. */
  readonly strict?: boolean;
  /** `"error"` reports a `_` arm that can take no value; by default the editor merely fades it. */
  readonly unreachable?: "error" | "off";
}

/** The TypeScript module a host runs on: under tspc, in ts-morph and as imported they are different objects. */
export type TypeScript = typeof import("typescript");
