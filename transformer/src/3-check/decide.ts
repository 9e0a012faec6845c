/**
 * Builds the decision of a match: the usefulness question ("does any value reach this arm?") and the exhaustiveness
 * question ("does any variant reach none?") are read off the same tree that the code is made from.
 *
 * Knows variants and keys only; it runs on toy spaces in tests. One look at each variant and one at each arm.
 */
import type { Decision, DecisionCase } from "../ir/decision.js";
import type { Arm, Literal, Space, Variant } from "../ir/match.js";

export function decide(space: Space, arms: readonly Pick<Arm, "key">[]): Decision {
  const reads = readsOf(space);
  const named = new Map<string, Variant[]>();
  for (const variant of space.variants) named.set(variant.key, [...(named.get(variant.key) ?? []), variant]);
  const hasBigInt =
    space.open.includes("bigint") || space.variants.some((variant) => typeof unitOf(variant) === "bigint");
  const cases: DecisionCase[] = [];
  const unknown: number[] = [];
  const written = new Set<string>();
  let rest: number | "fail" = "fail";
  arms.forEach(({ key }, index) => {
    if (key === undefined) {
      rest = index;
      return;
    }
    written.add(key);
    const variants = named.get(key) ?? [];
    if (variants.length === 0 && !space.open.some((type) => admits(type, key))) unknown.push(index);
    else cases.push({ arm: index, labels: labelsOf(key, variants, { space, reads, hasBigInt }) });
  });
  const untaken = [...[...named.keys()].filter((key) => !written.has(key)), ...space.open.map(() => "_")];
  return {
    kind: "decision",
    reads,
    cases,
    rest,
    missing: rest === "fail" ? untaken : [],
    unknown,
    restIsUseless: rest !== "fail" && space.obstacle === undefined && untaken.length === 0,
  };
}

function readsOf({ variants, open }: Space): Decision["reads"] {
  const tagged = variants.some((variant) => variant.kind === "tagged");
  if (!tagged) return "value";
  return open.length > 0 || variants.some((variant) => variant.kind === "literal") ? "mixed" : "tag";
}

function admits(type: Space["open"][number], key: string): boolean {
  if (type === "string") return true;
  if (type === "number") return isCanonicalNumber(key);
  return isInteger(key);
}

/** The primitives that name the arm `key`, as far as they can be told apart from each other by `===`. */
function labelsOf(
  key: string,
  variants: readonly Variant[],
  {
    space,
    reads,
    hasBigInt,
  }: { readonly space: Space; readonly reads: Decision["reads"]; readonly hasBigInt: boolean },
): Literal[] {
  const labels: Literal[] = [];
  if (isCanonicalNumber(key)) labels.push(Number(key));
  if (isInteger(key) && hasBigInt) labels.push(BigInt(key));
  if (key === "true" || key === "false") labels.push(key === "true");
  if (key === "undefined" && reads !== "tag") labels.push(undefined);
  if (key === "null" && reads !== "tag") labels.push(null);
  // What the type names comes first: it is what the reader expects, and what nearly always matches.
  const isString =
    space.open.includes("string") || variants.some((variant) => typeof unitOf(variant) === "string");
  return isString ? [key, ...labels] : [...labels, key];
}

const unitOf = (variant: Variant): Literal => (variant.kind === "tagged" ? variant.tag : variant.value);

const isCanonicalNumber = (key: string): boolean =>
  Number.isFinite(Number(key)) && String(Number(key)) === key;
const isInteger = (key: string): boolean => /^(0|-?[1-9]\d*)$/.test(key);
