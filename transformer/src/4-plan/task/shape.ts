/** What a pipeline consists of: where it begins, and its steps. */
import type { Expr } from "../../ir/code.js";
import type { Source, Step } from "../../ir/task.js";
import type { Value } from "./emission.js";

export interface Pipeline {
  readonly source: Source | Start;
  readonly steps: readonly Step[];
}

/** Where a pipeline goes on with what is there already. */
export type Start =
  | { readonly kind: "given"; readonly value: Value }
  | { readonly kind: "givenResult"; readonly result: Expr };

export const isValueStep = ({ kind }: Step): boolean =>
  kind === "map" || kind === "flatMap" || kind === "tap";
