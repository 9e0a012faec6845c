/** Decides and reviews every site of a file. */
import type { Decision } from "../ir/decision.js";
import type { Finding } from "../ir/finding.js";
import type { LoweredFile } from "../ir/lowered.js";
import { decide } from "./decide.js";
import { checkMatch } from "./findings.js";

export interface CheckedFile {
  /** In the order of `LoweredFile.matches`. */
  readonly decisions: readonly Decision[];
  readonly findings: readonly Finding[];
}

export function checkFile({ matches }: LoweredFile): CheckedFile {
  const decisions = matches.map((site) => decide(site.space, site.arms));
  const findings = matches.flatMap((site, index) => checkMatch(site, decisions[index]!));
  return { decisions, findings };
}
