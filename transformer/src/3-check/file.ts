/** Decides and reviews every site of a file. */
import type { Decision } from "../ir/decision.js";
import type { Finding } from "../ir/finding.js";
import type { LoweredFile } from "../ir/lowered.js";
import { decide } from "./decide.js";
import { checkMatch } from "./findings.js";
import { checkDrop } from "./must-use.js";
import { nestsOf } from "./nests.js";
import { uncovered } from "./witness.js";

export interface CheckedFile {
  /** In the order of `LoweredFile.matches`. */
  readonly decisions: readonly Decision[];
  readonly findings: readonly Finding[];
}

export function checkFile({ matches, drops }: LoweredFile): CheckedFile {
  const decisions = matches.map((site) => decide(site.space, site.arms));
  const witnesses = decisions.some(({ missing }) => missing.length > 0)
    ? nestsOf(matches).flatMap((nest) => uncovered(nest).witnesses)
    : [];
  const findings = matches.flatMap((site, index) => {
    const patterns = witnesses.filter((each) => each.site === site).map(({ pattern }) => pattern);
    return checkMatch(site, decisions[index]!, patterns);
  });
  return { decisions, findings: [...findings, ...drops.map(checkDrop)] };
}
