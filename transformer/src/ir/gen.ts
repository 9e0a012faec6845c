/**
 * A `Task.gen`, `Result.gen` or `Option.gen` call after lowering: where its generator waits for a value, where it returns,
 * and what stands around the call.
 *
 *     Result.gen(function* () { const a = yield* first(); return a + 1; })
 *  -> of Result, yield ‹first()› in front of ‹const a = ...›, return ‹a + 1›
 */
import type { Bail } from "./bail.js";
import type { Handle } from "./handle.js";
import type { Anchor } from "./match.js";

export interface GenSite {
  readonly kind: "gen";
  readonly of: "Task" | "Result" | "Option";
  /** What is replaced: the call, for Tasks with a `.run()` behind it. */
  readonly call: Handle;
  readonly callee: Handle;
  /** `.run()` follows: nothing can reach the task. */
  readonly runs: boolean;
  readonly block: Handle;
  /** The body's parameter, where it is used. */
  readonly signal: Handle | undefined;
  readonly yields: readonly Yield[];
  readonly returns: readonly {
    readonly statement: Handle;
    readonly value: Handle | undefined;
    readonly embedded: boolean;
  }[];
  readonly completes: boolean;
  /** A cancel has to wait for `finally` blocks. */
  readonly patient: boolean;
  /** The function around the call can take in the body, in place of this code. */
  readonly place:
    | { readonly kind: "arrow"; readonly body: Handle; readonly exclusive: boolean }
    | {
        readonly kind: "return";
        readonly statement: Handle;
        readonly embedded: boolean;
        /** Nothing else in the function has the names that the body declares. */
        readonly exclusive: boolean;
      }
    | undefined;
  readonly obstacle: Bail | undefined;
}

export interface Yield {
  /** The whole `yield* operand`. */
  readonly at: Handle;
  readonly operand: Handle;
  readonly is: "Task" | "Result" | "Option";
  /** Inside a `finally` block: what it waits for is not interrupted when the generator is being left. */
  readonly inFinally: boolean;
  /** A throw at this place would meet a `catch` of the user's. */
  readonly caught: boolean;
  /** The statement that it is all of. */
  readonly statement: { readonly at: Handle; readonly embedded: boolean } | undefined;
  /** In front of what it can be done. */
  readonly anchor: Anchor;
}
