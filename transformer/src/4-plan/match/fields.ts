/**
 * Rung 2: an arm that takes its parameter apart, inside an expression. A pattern that only reads properties becomes those
 * reads, each where its name stands if that changes nothing, else through temporaries.
 *
 *     Circle: ({ radius }) => Math.PI * radius       Math.PI * shape.radius
 *     Rect: ({ w, h }) => h * w                      (w = shape.w, h = shape.h, h * w)
 */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr } from "../../ir/code.js";
import { member, name } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Field, Param } from "../../ir/match.js";
import type { Draft } from "./expression.js";
import { substitute } from "./parameter.js";

type Pattern = Extract<Param, { kind: "pattern" }>;

/** An expression in the making. */
export interface Making {
  readonly draft: Draft;
  /** Declares one more temporary. */
  readonly fresh: (hint: string) => string;
  /** Whether a match inside the arm is compiled, and its functions gone. */
  readonly isCompiled: (call: Handle) => boolean;
}

export const keeps = (key: string, name: string): string =>
  `a function in the arm "${key}" keeps "${name}", and the match stands inside an expression`;

export function patternObstacle(key: string, { fields }: Pattern, once: boolean): Bail | undefined {
  if (fields === undefined)
    return bail(
      8004,
      `the arm "${key}" destructures by more than names, and the match stands inside an expression`,
    );
  const kept = fields.find(({ captured }) => captured);
  return kept && !once ? bail(8004, keeps(key, kept.name)) : undefined;
}

/** @param isKept `base` can be read several times. */
export function readFields(
  key: string,
  { fields = [], readInOrder }: Pattern,
  base: Expr,
  isKept: boolean,
  code: Expr,
  { draft, fresh, isCompiled }: Making,
): Expr | Bail {
  const put = (field: Field, value: Expr): void => void draft.rewrites.push(...substitute(field, value));
  if (readInOrder && (isKept || fields.length === 1)) {
    for (const field of fields) put(field, member(base, field.property));
    return code;
  }
  // What functions refer to would be one variable for all evaluations.
  const kept = fields.find(({ captured, capturedBy }) => captured || !capturedBy.every(isCompiled));
  if (kept !== undefined && !draft.once) return bail(8004, keeps(key, kept.name));
  draft.captured ||= kept !== undefined;
  const items: Expr[] = [];
  const read = (hint: string, value: Expr): Expr => {
    const temporary = name(fresh(hint));
    items.push({ kind: "assign", target: temporary, value });
    return temporary;
  };
  const from = isKept || fields.length === 1 ? base : read("value", base);
  for (const field of fields) {
    const value = member(from, field.property);
    // A property that nobody uses is read all the same: it may be a getter.
    if (field.references.length === 0) items.push(value);
    else put(field, read(field.name, value));
  }
  return { kind: "sequence", items: [...items, code] };
}
