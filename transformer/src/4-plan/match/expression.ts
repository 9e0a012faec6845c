/**
 * Rung 2: a match anywhere else becomes a conditional chain on the tag, read once into a temporary.
 *
 *     f(Patterns.match(r, { Ok: (n) => n + 1, Err: () => 0 }))
 *  -> let tag;
 *     f((tag = r?._tag) === "Ok" ? r.value + 1 : tag === "Err" ? 0 : milost.unmatched(r))
 */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr, Rewrite } from "../../ir/code.js";
import { equals, literal, name, runtime } from "../../ir/code.js";
import type { DecisionCase } from "../../ir/decision.js";
import type { Arm, MatchSite, Param } from "../../ir/match.js";
import { argument, discriminant, receivesOf } from "./discriminant.js";
import type { MatchPlanner } from "./planner.js";

/** The expression and the temporaries it needs; nothing is committed to the planner before success is certain. */
export function expression(
  planner: MatchPlanner,
  site: MatchSite,
  awaited: boolean,
): { readonly expr: Expr; readonly names: readonly string[]; readonly rewrites: readonly Rewrite[] } | Bail {
  for (const arm of site.arms) {
    const refusal = refuse(site, arm);
    if (refusal !== undefined) return refusal;
  }
  const names: string[] = [];
  const rewrites: Rewrite[] = [];
  const fresh = (hint: string): string => {
    const temporary = planner.names.fresh(hint);
    names.push(temporary);
    return temporary;
  };
  const decision = planner.decision(site);
  const { scrutinee } = site;
  const kept =
    scrutinee.name === undefined || !scrutinee.constant ? fresh(scrutinee.name ?? scrutinee.hint) : undefined;
  const value: Expr =
    kept === undefined ? { kind: "reference", code: scrutinee.code, name: scrutinee.name! } : name(kept);
  const first: Expr =
    kept === undefined
      ? value
      : { kind: "assign", target: value, value: { kind: "user", code: scrutinee.code } };
  const { cases } = decision;
  const tests = cases.reduce((sum, { labels }) => sum + labels.length, 0);
  let read = discriminant(site, decision, first);
  let again = discriminant(site, decision, value);
  if (decision.reads === "mixed" && kept !== undefined) {
    // The mixed discriminant reads the value several times: it is evaluated in front.
    read = { kind: "sequence", items: [first, discriminant(site, decision, value)] };
  }
  if (tests > 1 && decision.reads !== "value") {
    const tag = fresh("tag");
    read = { kind: "assign", target: name(tag), value: read };
    again = name(tag);
  }
  const armValue = (index: number): Expr =>
    armExpression(planner, site, site.arms[index]!, value, awaited, fresh, rewrites);
  const rest: Expr =
    decision.rest === "fail"
      ? { kind: "call", callee: runtime("unmatched"), args: [value], origin: site.call }
      : armValue(decision.rest);
  if (cases.length === 0) {
    return { expr: { kind: "sequence", items: [first, rest] }, names, rewrites };
  }
  const test = ({ labels }: DecisionCase, on: Expr): Expr =>
    labels
      .map((label, index) => equals(index === 0 ? on : again, literal(label)))
      .reduce((left, right) => ({ kind: "binary", operator: "||", left, right }));
  const arms = cases.map((item, index) => ({
    test: test(item, index === 0 ? read : again),
    value: armValue(item.arm),
  }));
  const expr = arms.reduceRight<Expr>(
    (otherwise, arm) => ({ kind: "conditional", test: arm.test, then: arm.value, else: otherwise }),
    rest,
  );
  return { expr, names, rewrites };
}

function refuse(site: MatchSite, arm: Arm): Bail | undefined {
  const { handler, key = "_" } = arm;
  if (handler.kind !== "inline") return undefined;
  if (handler.body.kind === "block")
    return bail(8004, `the arm "${key}" has statements, and the match stands inside an expression`);
  const { param } = handler;
  if (param?.kind === "pattern")
    return bail(8004, `the arm "${key}" destructures, and the match stands inside an expression`);
  if (param?.captured && !readsScrutinee(site, arm)) {
    return bail(
      8004,
      `a function in the arm "${key}" keeps "${param.name}", and the match stands inside an expression`,
    );
  }
  return undefined;
}

/** The parameter is the scrutinee itself, by a name that never changes. */
const readsScrutinee = (site: MatchSite, arm: Arm): boolean =>
  receivesOf(site, arm).kind === "whole" && site.scrutinee.name !== undefined && site.scrutinee.constant;

function armExpression(
  planner: MatchPlanner,
  site: MatchSite,
  arm: Arm,
  value: Expr,
  awaited: boolean,
  fresh: (hint: string) => string,
  rewrites: Rewrite[],
): Expr {
  const { handler } = arm;
  const received = argument(site, arm, value);
  const settle = (expr: Expr, settled: boolean): Expr =>
    awaited && !settled ? { kind: "await", operand: expr } : expr;
  if (handler.kind === "call") {
    const callee: Expr = { kind: "user", code: handler.callee };
    return settle({ kind: "call", callee, args: received === undefined ? [] : [received] }, false);
  }
  if (handler.kind === "opaque" || handler.body.kind === "block")
    throw new Error("a refused arm was planned");
  const { value: result } = handler.body;
  for (const hoisted of planner.hoists.take(result.code.id)) fresh(hoisted);
  const code = settle({ kind: "user", code: result.code }, result.settled);
  const { param } = handler;
  if (param === undefined || param.kind === "pattern" || param.references.length === 0) return code;
  const substitute = (with_: Expr): void => {
    for (const { at, shorthand } of param.references) {
      rewrites.push({
        kind: "expression",
        target: at,
        with: with_,
        ...(shorthand && { shorthand: param.name }),
      });
    }
  };
  if (!param.reassigned && (readsScrutinee(site, arm) || readsInPlace(param, received))) {
    substitute(received ?? literal(undefined));
    return code;
  }
  const temporary = fresh(param.name);
  substitute(name(temporary));
  return {
    kind: "sequence",
    items: [{ kind: "assign", target: name(temporary), value: received ?? literal(undefined) }, code],
  };
}

/** Reading the field where the parameter stood changes nothing: it stands once, and first. */
const readsInPlace = (param: Extract<Param, { kind: "name" }>, received: Expr | undefined): boolean =>
  received === undefined ||
  received.kind === "name" ||
  received.kind === "reference" ||
  (param.readFirst && !param.captured);
