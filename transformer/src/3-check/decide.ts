/**
 * Builds the decision of a match: the usefulness question ("does any value reach this arm?") and the exhaustiveness
 * question ("does any variant reach none?") are read off the same tree that the code is made from.
 *
 * Knows variants and keys only; it runs on toy spaces in tests.
 */
import type { Decision, DecisionCase } from "../ir/decision.js";
import type { Arm, Literal, Space, Variant } from "../ir/match.js";

export function decide(space: Space, arms: readonly Pick<Arm, "key">[]): Decision {
  const rest = arms.findIndex((arm) => arm.key === undefined);
  const reads = readsOf(space);
  const cases: DecisionCase[] = [];
  const unknown: number[] = [];
  arms.forEach((arm, index) => {
    if (arm.key === undefined) return;
    const known =
      space.variants.some((variant) => variant.key === arm.key) ||
      space.open.some((type) => admits(type, arm.key!));
    if (known) cases.push({ arm: index, labels: labelsOf(arm.key, space, reads) });
    else unknown.push(index);
  });
  const missing = rest >= 0 ? [] : missingFrom(space, arms);
  const restIsUseless =
    rest >= 0 &&
    space.open.length === 0 &&
    space.obstacle === undefined &&
    missingFrom(space, arms).length === 0;
  return { kind: "decision", reads, cases, rest: rest >= 0 ? rest : "fail", missing, unknown, restIsUseless };
}

function readsOf({ variants, open }: Space): Decision["reads"] {
  const tagged = variants.some((variant) => variant.kind === "tagged");
  if (!tagged) return "value";
  return open.length > 0 || variants.some((variant) => variant.kind === "literal") ? "mixed" : "tag";
}

function missingFrom(space: Space, arms: readonly Pick<Arm, "key">[]): string[] {
  const keys = new Set(arms.map((arm) => arm.key));
  return [
    ...new Set(space.variants.filter((variant) => !keys.has(variant.key)).map((variant) => variant.key)),
    ...space.open.map(() => "_"),
  ];
}

function admits(type: Space["open"][number], key: string): boolean {
  if (type === "string") return true;
  if (type === "number") return isCanonicalNumber(key);
  return isInteger(key);
}

/** The primitives that name the arm `key`, as far as they can be told apart from each other by `===`. */
function labelsOf(key: string, space: Space, reads: Decision["reads"]): Literal[] {
  const labels: Literal[] = [];
  if (isCanonicalNumber(key)) labels.push(Number(key));
  if (isInteger(key) && hasBigInt(space)) labels.push(BigInt(key));
  if (key === "true" || key === "false") labels.push(key === "true");
  if (key === "undefined" && reads !== "tag") labels.push(undefined);
  if (key === "null" && reads !== "tag") labels.push(null);
  // What the type names comes first: it is what the reader expects, and what nearly always matches.
  return isNamedAsString(key, space) ? [key, ...labels] : [...labels, key];
}

const isNamedAsString = (key: string, { variants, open }: Space): boolean =>
  open.includes("string") ||
  variants.some((variant) => variant.key === key && typeof unitOf(variant) === "string");

const hasBigInt = ({ variants, open }: Space): boolean =>
  open.includes("bigint") || variants.some((variant) => typeof unitOf(variant) === "bigint");

const unitOf = (variant: Variant): Literal => (variant.kind === "tagged" ? variant.tag : variant.value);

const isCanonicalNumber = (key: string): boolean =>
  Number.isFinite(Number(key)) && String(Number(key)) === key;
const isInteger = (key: string): boolean => /^(0|-?[1-9]\d*)$/.test(key);
