/** Plans a file: which sites compile, into what, and why the others stay as they are. */
import { type Bail, bail } from "../ir/bail.js";
import type { Decision } from "../ir/decision.js";
import type { Finding } from "../ir/finding.js";
import type { Handle } from "../ir/handle.js";
import type { LoweredFile } from "../ir/lowered.js";
import type { FilePlan } from "../ir/plan.js";
import type { SiteReport } from "../ir/site-report.js";
import { GenPlanner } from "./gen/planner.js";
import { Hoists } from "./hoists.js";
import { deadImports } from "./imports.js";
import { MatchPlanner } from "./match/planner.js";
import { ReceivePlanner } from "./receive/planner.js";
import { resolveReferences } from "./references.js";
import { matchesInAnswers } from "./task/answers.js";
import { TaskPlanner } from "./task/planner.js";

export interface PlannedFile {
  readonly plan: FilePlan;
  readonly sites: readonly SiteReport[];
  /** The 8xxx findings: what was left alone. */
  readonly findings: readonly Finding[];
}

export function planFile(
  file: LoweredFile,
  checked: { readonly decisions: readonly Decision[] },
): PlannedFile {
  const runtimeName = file.names.fresh("milost");
  const decided = file.matches.map((site, index) => ({ site, decision: checked.decisions[index]! }));
  const sound = decided.filter(
    ({ decision }) => decision.missing.length === 0 && decision.unknown.length === 0,
  );
  const hoists = new Hoists();
  const planner = new MatchPlanner(sound, file.names, hoists);
  const chains = new TaskPlanner(file.tasks, hoists, {
    names: file.names,
    rewrites: planner.rewrites,
    absorbMatch: (call, target, awaited) =>
      planner.absorb(call, { kind: "assign", target, fresh: true, awaited }),
  });
  const gens = new GenPlanner(file.gens, file.names, hoists, planner.rewrites, chains);
  const receives = new ReceivePlanner(file.receives, file.names, planner);
  receives.planOptions(sound);
  planner.planAll(matchesInAnswers(file.tasks), () => {
    gens.planAll();
    chains.planAll();
  });
  receives.planStatements();

  const faulty = bail(8009, "the match has an error of its own");
  const outcomes: { kind: SiteReport["kind"]; call: Handle; bail: Bail | undefined }[] = [
    ...decided.map(({ site }) => ({
      kind: "match" as const,
      call: site.call,
      bail:
        site.space.obstacle ??
        (sound.some((other) => other.site === site) ? planner.refused.get(site.call.id) : faulty),
    })),
    ...[...chains.outcomes(), ...gens.outcomes()].map(({ call, bail: refusal }) => ({
      kind: "task" as const,
      call,
      bail: refusal,
    })),
    ...receives.outcomes().map(({ call, bail: refusal }) => ({
      kind: "channel" as const,
      call,
      bail: refusal,
    })),
    ...file.unread,
  ].sort((a, b) => a.call.start - b.call.start);
  const removed = outcomes.flatMap(({ call, bail: refusal }) =>
    refusal === undefined ? (file.callees.get(call.id) ?? []) : [],
  );
  removed.push(...chains.removed, ...gens.removed);

  return {
    plan: {
      kind: "plan",
      rewrites: resolveReferences([...planner.rewrites, ...hoists.rewrites()]),
      removed,
      runtimeName,
      deadImports: deadImports(file.imports, removed),
    },
    sites: outcomes.map(({ kind, call, bail: refusal }) => ({
      kind,
      start: call.start,
      length: call.end - call.start,
      outcome:
        refusal === undefined
          ? { compiled: true }
          : { compiled: false, code: refusal.code, reason: refusal.reason },
    })),
    findings: outcomes.flatMap(({ call, bail: refusal }) =>
      refusal === undefined || refusal === faulty
        ? []
        : [
            {
              code: refusal.code,
              severity: "uncompiled",
              message: `not compiled: ${refusal.reason}`,
              at: call,
            } as const,
          ],
    ),
  };
}
