/** What a reviewer would say about a match: findings with their fixed codes, in the words that name the fix. */
import type { Decision } from "../ir/decision.js";
import type { Finding } from "../ir/finding.js";
import type { MatchSite } from "../ir/match.js";
import { nearest } from "./nearest.js";

export function checkMatch(site: MatchSite, decision: Decision): Finding[] {
  const findings: Finding[] = [];
  if (decision.missing.length > 0 && site.space.obstacle === undefined) {
    const [first, ...others] = decision.missing.map((key) => (key === "_" ? "_" : JSON.stringify(key)));
    const arms = others.length === 0 ? `arm ${first}` : `arms ${[first, ...others].join(", ")}`;
    const why = decision.missing.includes("_")
      ? `: ${site.space.type} has values that no list of arms can name`
      : "";
    findings.push({
      code: 1001,
      severity: "error",
      at: site.armsAt,
      message: `${site.callee} is missing the ${arms} (${site.space.type})${why}`,
    });
  }
  for (const index of decision.unknown) {
    const arm = site.arms[index]!;
    if (site.space.obstacle !== undefined) continue;
    const keys = site.space.variants
      .map((variant) => variant.key)
      .filter((key) => !site.arms.some((other) => other.key === key));
    const guess = nearest(arm.key!, keys);
    const hint = guess === undefined ? "" : `: did you mean "${guess}"?`;
    findings.push({
      code: 1003,
      severity: "error",
      at: arm.name,
      message: `no variant of ${site.space.type} is named "${arm.key}"${hint}`,
    });
  }
  if (decision.restIsUseless && typeof decision.rest === "number") {
    findings.push({
      code: 1004,
      severity: "unreachable",
      at: site.arms[decision.rest]!.name,
      message: `the other arms take every variant of ${site.space.type}: "_" only catches values that come in against their type`,
    });
  }
  return findings;
}
