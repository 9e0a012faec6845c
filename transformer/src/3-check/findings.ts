/** What a reviewer would say about a match: findings with their fixed codes, in the words that name the fix. */
import type { Decision } from "../ir/decision.js";
import type { Finding } from "../ir/finding.js";
import type { MatchSite } from "../ir/match.js";
import { nearest } from "./nearest.js";

/** More names than this make no message clearer. */
const NAMED = 8;

/** @param witnesses values that this match does not take, as patterns of the outermost match around it. */
export function checkMatch(site: MatchSite, decision: Decision, witnesses: readonly string[]): Finding[] {
  const { space } = site;
  const findings = dependentType(site);
  if (space.obstacle !== undefined) return [...findings, ...uselessRest(site, decision)];
  const missing = new Set(decision.missing);
  for (const index of decision.unknown) {
    const arm = site.arms[index]!;
    const guess = nearest(
      arm.key!,
      [...missing].filter((key) => key !== "_"),
    );
    // A misspelt arm is one mistake: it is not missing as well.
    if (guess !== undefined) missing.delete(guess);
    const hint = guess === undefined ? "" : `: did you mean "${guess}"?`;
    findings.push({
      code: 1003,
      severity: "error",
      at: arm.name,
      message: `no variant of ${space.type} is named "${arm.key}"${hint}`,
    });
  }
  if (missing.size > 0) {
    const keys = [...missing];
    const nested = witnesses.filter(
      (pattern) => !keys.some((key) => pattern === key || pattern === `${key}(_)`),
    );
    const why = missing.has("_")
      ? `: ${space.type} has values that no list of arms can name`
      : nested.length > 0
        ? `: nothing takes ${listed(nested)}`
        : "";
    const arms = listed(keys.map((key) => (key === "_" ? "_" : JSON.stringify(key))));
    findings.push({
      code: 1001,
      severity: "error",
      at: site.armsAt,
      message: `${site.callee} is missing the arm${keys.length === 1 ? "" : "s"} ${arms} (${space.type})${why}`,
    });
  }
  return [...findings, ...uselessRest(site, decision)];
}

/** Arms of a type that a caller chooses have no types that could be known: TypeScript rejects them, at length. */
function dependentType({ space, scrutinee }: MatchSite): Finding[] {
  if (space.constraint === undefined) return [];
  const name = scrutinee.name === "value" ? "known" : "value";
  return [
    {
      code: 1005,
      severity: "explains",
      at: scrutinee.code,
      message: `arms cannot be typed for ${space.type}, which depends on a type parameter: match a constant of the type it extends, "const ${name}: ${space.constraint} = ${scrutinee.code.text}"`,
    },
  ];
}

function uselessRest(site: MatchSite, decision: Decision): Finding[] {
  if (!decision.restIsUseless || typeof decision.rest !== "number") return [];
  return [
    {
      code: 1004,
      severity: "unreachable",
      at: site.arms[decision.rest]!.name,
      message: `the other arms take every variant of ${site.space.type}: "_" only catches values that come in against their type`,
    },
  ];
}

const listed = (names: readonly string[]): string =>
  names.length <= NAMED
    ? names.join(", ")
    : `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`;
