/**
 * Rung 2: a match anywhere else becomes a conditional chain on the tag, read once into a temporary.
 *
 *     f(Patterns.match(r, { Ok: (n) => n + 1, Err: () => 0 }))
 *  -> let tag;
 *     f(r === undefined || r === null ? milost.refuse(r) : (tag = r._tag) === "Ok" ? r.value + 1 : tag === "Err" ? 0 : milost.refuse(r))
 */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr, Rewrite } from "../../ir/code.js";
import { equals, literal, name, runtime } from "../../ir/code.js";
import type { DecisionCase } from "../../ir/decision.js";
import type { Handle } from "../../ir/handle.js";
import type { Arm, MatchSite } from "../../ir/match.js";
import {
  argument,
  discriminant,
  isAbsent,
  isThere,
  needsDetour,
  needsGuard,
  receivesOf,
} from "./discriminant.js";
import { keeps, type Making, patternObstacle, readFields } from "./fields.js";
import { isReadable, readsInPlace, substitute } from "./parameter.js";
import type { MatchPlanner } from "./planner.js";

/** An expression in the making; nothing of it is committed before success is certain. */
export interface Draft {
  /** Temporaries, to be declared in front. */
  readonly names: string[];
  /** Whether the temporaries are new ones for every evaluation, so that functions may keep them. */
  readonly once: boolean;
  /** Functions keep some of the temporaries. */
  captured: boolean;
  readonly rewrites: Rewrite[];
  /** Places whose waiting temporaries moved into `names`. */
  readonly taken: number[];
  /** Matches that stand directly in an arm and were given a place in this expression. */
  readonly absorbed: Handle[];
}

export const emptyDraft = (once: boolean): Draft => ({
  names: [],
  once,
  captured: false,
  rewrites: [],
  taken: [],
  absorbed: [],
});

export function expression(
  planner: MatchPlanner,
  site: MatchSite,
  awaited: boolean,
  draft: Draft,
): Expr | Bail {
  for (const arm of site.arms) {
    const refusal = refuse(site, arm, draft);
    if (refusal !== undefined) return refusal;
  }
  const fresh = (hint: string): string => {
    const temporary = planner.names.fresh(hint, site.region);
    draft.names.push(temporary);
    return temporary;
  };
  const decision = planner.decision(site);
  const { scrutinee } = site;
  const kept = isReadable(site) ? undefined : fresh(scrutinee.name ?? scrutinee.hint ?? "value");
  const value: Expr =
    kept === undefined ? { kind: "reference", code: scrutinee.code, name: scrutinee.name! } : name(kept);
  const first: Expr =
    kept === undefined
      ? value
      : { kind: "assign", target: value, value: { kind: "user", code: scrutinee.code } };
  const { cases } = decision;
  const tests = cases.reduce((sum, { labels }) => sum + labels.length, 0);
  const guarded = needsGuard(site, decision);
  // With one test the way around it is part of it; with more the arm that takes the rest would stand at two places.
  const detoured = cases.length === 1 && needsDetour(site, decision);
  const isTurnedAway = guarded || detoured;
  let read = discriminant(site, decision, isTurnedAway ? value : first, value, isTurnedAway);
  let again = discriminant(site, decision, value, value);
  if (tests > 1 && decision.reads !== "value") {
    const tag = fresh("tag");
    read = { kind: "assign", target: name(tag), value: read };
    again = name(tag);
  }
  const values = new Map<number, Expr>();
  for (const index of [...cases.map(({ arm }) => arm), decision.rest]) {
    if (index === "fail") continue;
    const planned = armExpression(planner, site, site.arms[index]!, value, awaited, draft, fresh);
    if (planned.kind === "bail") return planned;
    values.set(index, planned);
  }
  const rest: Expr =
    decision.rest === "fail"
      ? { kind: "call", callee: runtime("refuse"), args: [value], origin: site.call }
      : values.get(decision.rest)!;
  // The tag is read even if nothing depends on it: it may be a getter.
  if (cases.length === 0) return { kind: "sequence", items: [read, rest] };
  const test = ({ labels }: DecisionCase, on: Expr): Expr =>
    labels
      .map((label, index) => equals(index === 0 ? on : again, literal(label)))
      .reduce((left, right) => ({ kind: "binary", operator: "||", left, right }));
  const whole = (on: Expr): Expr =>
    detoured ? { kind: "binary", operator: "&&", left: isThere(first, value), right: on } : on;
  const arms = cases.map((item, index) => ({
    test: whole(test(item, index === 0 ? read : again)),
    value: values.get(item.arm)!,
    comments: site.arms[item.arm]!.comments,
  }));
  if (guarded) arms.unshift({ test: isAbsent(first, value), value: rest, comments: [] });
  const ofRest = decision.rest === "fail" ? [] : site.arms[decision.rest]!.comments;
  return arms.reduceRight<Expr>(
    (otherwise, arm) => ({
      kind: "conditional",
      test: arm.test,
      then: arm.value,
      else: otherwise,
      comments: { then: arm.comments, else: otherwise === rest ? ofRest : [] },
    }),
    rest,
  );
}

function refuse(site: MatchSite, arm: Arm, { once }: Draft): Bail | undefined {
  const { handler, key = "_" } = arm;
  if (handler.kind !== "inline") return undefined;
  if (handler.body.kind === "block")
    return bail(8004, `the arm "${key}" has statements, and the match stands inside an expression`);
  const { param } = handler;
  if (param?.initial !== undefined || param?.rest)
    return bail(
      8004,
      `the parameter of the arm "${key}" is no plain name, and the match stands inside an expression`,
    );
  if (param?.kind === "pattern") return patternObstacle(key, param, once);
  if (param?.captured && !once && !readsScrutinee(site, arm)) {
    return bail(8004, keeps(key, param.name));
  }
  return undefined;
}

/** The parameter is the scrutinee itself, by a name that never changes. */
const readsScrutinee = (site: MatchSite, arm: Arm): boolean =>
  receivesOf(site, arm).kind === "whole" && isReadable(site);

function armExpression(
  planner: MatchPlanner,
  site: MatchSite,
  arm: Arm,
  value: Expr,
  awaited: boolean,
  draft: Draft,
  fresh: (hint: string) => string,
): Expr | Bail {
  const { handler } = arm;
  const received = argument(site, arm, value);
  const settle = (expr: Expr, settled: boolean): Expr =>
    awaited && !settled ? { kind: "await", operand: expr } : expr;
  if (handler.kind === "call") {
    const user: Expr = { kind: "user", code: handler.callee };
    const callee: Expr = handler.method ? { kind: "sequence", items: [literal(0), user] } : user;
    return settle({ kind: "call", callee, args: received === undefined ? [] : [received] }, false);
  }
  if (handler.kind === "opaque" || handler.body.kind === "block")
    throw new Error("a refused arm was planned");
  const { value: result } = handler.body;
  const waiting = planner.hoists.names(result.code.id);
  if (waiting === undefined)
    return bail(
      8004,
      `the arm "${arm.key ?? "_"}" needs statements, and the match stands inside an expression`,
    );
  if (planner.hoists.areCaptured(result.code.id)) {
    if (!draft.once)
      return bail(
        8004,
        `a function in the arm "${arm.key ?? "_"}" keeps a value of its own, and the match stands inside an expression`,
      );
    draft.captured = true;
  }
  draft.names.push(...waiting);
  draft.taken.push(result.code.id);
  const inner = result.site && planner.absorbExpression(result.site, awaited, draft);
  if (inner?.kind === "bail") return inner;
  const code = inner ?? settle({ kind: "user", code: result.code }, result.settled);
  const { param } = handler;
  const making: Making = { draft, fresh, isCompiled: (call) => planner.isCompiled(call, draft) };
  if (param?.kind === "pattern") {
    const base = received ?? literal(undefined);
    const isKept = receivesOf(site, arm).kind === "whole" && (isReadable(site) || base.kind === "name");
    return readFields(arm.key ?? "_", param, base, isKept, code, making);
  }
  if (param === undefined || param.references.length === 0) return code;
  if (!param.reassigned && (readsScrutinee(site, arm) || readsInPlace(param, received))) {
    draft.captured ||= param.captured && !readsScrutinee(site, arm);
    draft.rewrites.push(...substitute(param, received ?? literal(undefined)));
    return code;
  }
  // What they refer to would be one variable for all evaluations.
  const isCaptured = param.captured || !param.capturedBy.every(making.isCompiled);
  if (isCaptured && !draft.once) return bail(8004, keeps(arm.key ?? "_", param.name));
  draft.captured ||= isCaptured;
  const temporary = fresh(param.name);
  draft.rewrites.push(...substitute(param, name(temporary)));
  return {
    kind: "sequence",
    items: [{ kind: "assign", target: name(temporary), value: received ?? literal(undefined) }, code],
  };
}
