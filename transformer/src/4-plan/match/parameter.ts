/**
 * A handler's parameter as a declaration of its own.
 *
 *     Ok: (user) => ...              const user = r.value;
 *     Ok: ({ id, name }) => ...      const { id, name } = r.value;
 *     Ok: (user = nobody) => ...     const { value: user = nobody } = r;
 *     Ok: (...all) => ...            const all = [r.value];
 */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr, Stmt } from "../../ir/code.js";
import { literal, name } from "../../ir/code.js";
import type { Arm, MatchSite, Param } from "../../ir/match.js";
import { argument, receivesOf } from "./discriminant.js";

export function bind(site: MatchSite, arm: Arm, value: Expr): Stmt[] {
  const param = arm.handler.kind === "inline" ? arm.handler.param : undefined;
  if (param === undefined || isUnused(param)) return [];
  const target: Expr = param.kind === "name" ? name(param.name) : { kind: "user", code: param.at };
  const binding = bindingOf(site, arm, param, target, value);
  const keyword = param.reassigned || binding.init === undefined ? "let" : "const";
  return [{ kind: "declare", keyword, bindings: [binding], origin: param.at }];
}

/** What a parameter with a default or a rest parameter cannot be bound from; undefined where it can. */
export function parameterObstacle(site: MatchSite, arm: Arm): Bail | undefined {
  const { handler, key = "_" } = arm;
  if (handler.kind !== "inline" || handler.param === undefined) return undefined;
  const { initial, rest } = handler.param;
  const receives = receivesOf(site, arm).kind;
  if (rest && receives === "unwrapped" && key === "None")
    return bail(8005, `the arm "${key}" takes a rest parameter, whose length shows only at run time`);
  if (
    initial !== undefined &&
    (receives === "unwrapped" || (receives === "whole" && mayBeUndefined(site, arm)))
  )
    return bail(8005, `the arm "${key}" has a default for a value that is not read from a field`);
  return undefined;
}

/** What a tagged arm receives is an object, and so is never replaced by the default. */
const mayBeUndefined = (site: MatchSite, { key }: Arm): boolean =>
  key === undefined || key === "undefined" || !site.space.variants.some((each) => each.key === key);

function isUnused(param: Param): boolean {
  if (param.kind === "pattern") return false;
  return param.references.length === 0 && (param.initial === undefined || param.rest);
}

function bindingOf(
  site: MatchSite,
  arm: Arm,
  param: Param,
  target: Expr,
  value: Expr,
): { readonly target: Expr; readonly init?: Expr } {
  const received = argument(site, arm, value);
  if (param.rest) return { target, init: { kind: "array", items: received === undefined ? [] : [received] } };
  const receives = receivesOf(site, arm);
  if (param.initial !== undefined && receives.kind !== "whole") {
    const initial: Expr = { kind: "user", code: param.initial.code };
    if (receives.kind !== "field") return { target, init: initial };
    return { target: { kind: "pick", property: receives.field, target, initial }, init: value };
  }
  if (received !== undefined) return { target, init: received };
  return param.kind === "pattern" ? { target, init: literal(undefined) } : { target };
}
