/**
 * The decision that a match makes, after Maranget's decision trees ("Compiling Pattern Matching to Good Decision
 * Trees", 2008): which tests lead to which arm, and where none does. One tree serves errors and code: a variant that
 * leads to `fail` is a missing arm, an arm that no leaf names is unreachable.
 *
 *     { Ok, _ } over Ok | Err | null  ->  switch on tag: "Ok" -> arm 0; otherwise arm 1
 */
import type { Literal } from "./match.js";

export interface Decision {
  readonly kind: "decision";
  /** What the tests read: the value itself, its tag, or the tag of objects and the value of everything else. */
  readonly reads: "value" | "tag" | "mixed";
  /** In the order of the arms. */
  readonly cases: readonly DecisionCase[];
  /** The arm that takes the rest (an index), or a failure that only values against their type can reach. */
  readonly rest: number | "fail";
  readonly missing: readonly string[];
  /** Arms that name no variant. */
  readonly unknown: readonly number[];
  /** Whether the `_` arm has anything left to take. */
  readonly restIsUseless: boolean;
}

export interface DecisionCase {
  readonly arm: number;
  /** Every primitive that names the arm as an object key would: `1` and `"1"`. */
  readonly labels: readonly Literal[];
}
