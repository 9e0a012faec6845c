/**
 * A handler's parameter as a declaration of its own.
 *
 *     Ok: (user) => ...              const user = r.value;
 *     Ok: ({ id, name }) => ...      const { id, name } = r.value;
 *     Ok: (user = nobody) => ...     const { value: user = nobody } = r;
 *     Ok: (...all) => ...            const all = [r.value];
 */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr, Rewrite, Stmt } from "../../ir/code.js";
import { literal, name } from "../../ir/code.js";
import type { Arm, Field, MatchSite, Param } from "../../ir/match.js";
import { argument, receivesOf } from "./discriminant.js";

export function bind(site: MatchSite, arm: Arm, value: Expr): Stmt[] {
  const param = arm.handler.kind === "inline" ? arm.handler.param : undefined;
  if (param === undefined || isUnused(param)) return [];
  const target: Expr = param.kind === "name" ? name(param.name) : { kind: "user", code: param.at };
  const binding = bindingOf(site, arm, param, target, value);
  const keyword = param.reassigned || binding.init === undefined ? "let" : "const";
  return [{ kind: "declare", keyword, bindings: [binding], origin: param.at }];
}

/**
 * The rewrites that let an arm read the value itself instead of a copy of it; undefined where a copy is needed.
 *
 *     case "Circle": return shape.radius;        instead of  const circle = shape; return circle.radius;
 */
export function inPlaceOf(site: MatchSite, arm: Arm, value: Expr): Rewrite[] | undefined {
  const param = arm.handler.kind === "inline" ? arm.handler.param : undefined;
  if (param?.kind !== "name" || param.rest || param.reassigned || param.references.length === 0)
    return undefined;
  const isKept = value.kind === "name" || isReadable(site);
  const received = argument(site, arm, value);
  if (!isKept || received === undefined) return undefined;
  const isWhole =
    receivesOf(site, arm).kind === "whole" && (param.initial === undefined || isObject(site, arm));
  const isField = received.kind === "member" && param.initial === undefined && readsInPlace(param, received);
  return isWhole || isField ? substitute(param, received) : undefined;
}

/** A name in the place of every reference to a parameter. */
export function substitute(param: Pick<Field, "name" | "references">, value: Expr): Rewrite[] {
  return param.references.map(({ at, shorthand }) => ({
    kind: "expression",
    target: at,
    with: value,
    ...(shorthand && { shorthand: param.name }),
  }));
}

/** The scrutinee is a name that never changes and that nothing in the arms shadows: it can be read wherever it is wanted. */
export const isReadable = ({ scrutinee, binds }: MatchSite): boolean =>
  scrutinee.name !== undefined && scrutinee.constant && !binds.includes(scrutinee.name);

/** Reading the field where the parameter stood changes nothing: it stands once, and first. */
export const readsInPlace = (param: Extract<Param, { kind: "name" }>, received: Expr | undefined): boolean =>
  received === undefined ||
  received.kind === "name" ||
  received.kind === "reference" ||
  (param.readFirst && !param.captured);

/** What a parameter with a default or a rest parameter cannot be bound from; undefined where it can. */
export function parameterObstacle(site: MatchSite, arm: Arm): Bail | undefined {
  const { handler, key = "_" } = arm;
  if (handler.kind !== "inline" || handler.param === undefined) return undefined;
  const { initial, rest } = handler.param;
  const receives = receivesOf(site, arm).kind;
  if (rest && receives === "unwrapped" && key === "None")
    return bail(8005, `the arm "${key}" takes a rest parameter, whose length shows only at run time`);
  if (initial !== undefined && (receives === "unwrapped" || (receives === "whole" && !isObject(site, arm))))
    return bail(8005, `the arm "${key}" has a default for a value that is not read from a field`);
  return undefined;
}

/** What a tagged arm receives is an object, and so is never replaced by the default. */
const isObject = (site: MatchSite, { key }: Arm): boolean =>
  key !== undefined && key !== "undefined" && site.space.variants.some((each) => each.key === key);

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
