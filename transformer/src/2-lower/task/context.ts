/** What lowering a file's chains shares: which calls are Task's, and what was already read. */
import type ts from "typescript";
import type { Bail } from "../../ir/bail.js";
import type { Chain } from "../../ir/task.js";
import type { LowerContext } from "../context.js";

export interface TaskContext extends LowerContext {
  /** The method of `Task<T, E>` that a call resolves to. */
  methodOf(node: ts.Node): string | undefined;
  /** The static of `Task` that a call resolves to. */
  staticOf(node: ts.Node): string | undefined;
  /** The chain that a call is the last of. Asked of the context, as a chain's callbacks answer with chains. */
  chainOf(call: ts.CallExpression): Chain | Bail | undefined;
  /** Chains by their outermost call, each read once. */
  readonly chains: Map<ts.Node, Chain | Bail>;
  /** Outermost calls of the chains that callbacks answer with. */
  readonly answers: Set<ts.Node>;
  /** Callees of calls that vanish: what imports may bind for nothing else. */
  readonly callees: ts.Expression[];
  /** How often each name occurs in a piece of code. */
  occurrences(node: ts.Node): ReadonlyMap<string, number>;
}
