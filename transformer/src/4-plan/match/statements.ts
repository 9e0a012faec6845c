/**
 * Rung 1: a match in a statement's place becomes a `switch`, whose arms deliver their values the way the statement
 * would have: by `return`, `throw`, an assignment, or not at all.
 *
 *     return Patterns.match(r, { Ok: (n) => n + 1, Err: () => 0 })
 *  -> if (r === undefined || r === null) throw new milost.MatchError(r);
 *     switch (r._tag) {
 *       case "Ok": return r.value + 1;
 *       case "Err": return 0;
 *       default: throw new milost.MatchError(r);
 *     }
 */
import type { Clause, Expr, Stmt } from "../../ir/code.js";
import { declare, literal, name, runtime } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Arm, Body, MatchSite, Value } from "../../ir/match.js";
import {
  argument,
  discriminant,
  isAbsent,
  isThere,
  needsDetour,
  needsGuard,
  receivesOf,
} from "./discriminant.js";
import { bind, inPlaceOf } from "./parameter.js";
import type { MatchPlanner } from "./planner.js";

/** What an arm jumps out of: by its label from inside a statement of the arm's own, or `always`. */
export interface Exit {
  readonly label: string;
  readonly always?: boolean;
}

/** How a value leaves the match. `awaited`: the match stood directly under `await`. */
export type Deliver = { readonly awaited: boolean } & (
  | { readonly kind: "return" }
  | { readonly kind: "throw" }
  | { readonly kind: "discard" }
  /** `fresh`: the target is `undefined` until an arm assigns to it. */
  | { readonly kind: "assign"; readonly target: Expr; readonly fresh: boolean }
);

export function statements(planner: MatchPlanner, site: MatchSite, deliver: Deliver): Stmt[] {
  const replaced = planner.replaced.get(site.call.id);
  if (replaced !== undefined) return replaced(deliver);
  const decision = planner.decision(site);
  const before: Stmt[] = [];
  const value = scrutinee(planner, site, before);
  const rest = decision.rest === "fail" ? undefined : site.arms[decision.rest]!;
  if (rest !== undefined && needsDetour(site, decision))
    return [...before, ...detour(planner, site, value, rest, deliver)];
  const label = site.arms.some((arm) => needsLabel(arm, deliver))
    ? planner.names.fresh("match", site.region)
    : undefined;
  const exit = label === undefined ? undefined : { label };
  const clauses = clausesOf(planner, site, value, deliver, exit);
  if (rest === undefined) {
    const error: Expr = { kind: "new", callee: runtime("MatchError"), args: [value], origin: site.call };
    const fail: Stmt = { kind: "throw", value: error, origin: site.call };
    clauses.push({ labels: [], body: [fail], origin: undefined });
    if (needsGuard(site, decision))
      before.push({ kind: "if", test: isAbsent(value, value), then: [fail], origin: site.call });
  } else {
    clauses.push({
      labels: [],
      body: armStatements(planner, site, rest, value, deliver, exit),
      origin: rest.property,
      comments: rest.comments,
    });
  }
  const on = discriminant(site, decision, value, value);
  return [
    ...before,
    { kind: "switch", ...(label !== undefined && { label }), on, clauses, origin: site.call },
  ];
}

/** The arms that are named. */
function clausesOf(
  planner: MatchPlanner,
  site: MatchSite,
  value: Expr,
  deliver: Deliver,
  exit: Exit | undefined,
): Clause[] {
  return planner.decision(site).cases.map(({ arm: index, labels }) => {
    const arm = site.arms[index]!;
    return {
      labels: labels.map(literal),
      body: armStatements(planner, site, arm, value, deliver, exit),
      origin: arm.property,
      comments: arm.comments,
    };
  });
}

/**
 * The arm `_` stands behind the switch, where null and undefined come to it too without a look at their tag. Where arms do
 * not leave by themselves they leave the block around both.
 *
 *     match: {
 *       if (r !== undefined && r !== null) {
 *         switch (r._tag) {
 *           case "Ok":
 *             n = r.value + 1;
 *             break match;
 *         }
 *       }
 *       n = 0;
 *     }
 */
function detour(
  planner: MatchPlanner,
  site: MatchSite,
  value: Expr,
  rest: Arm,
  deliver: Deliver,
): readonly Stmt[] {
  const falls = deliver.kind === "assign" || deliver.kind === "discard";
  const isAlone = isIdle(rest, deliver);
  const needsName = isAlone ? site.arms.some((arm) => needsLabel(arm, deliver)) : falls;
  const label = needsName ? planner.names.fresh("match", site.region) : undefined;
  const exit = label === undefined ? undefined : { label, always: !isAlone };
  const labeled = label === undefined ? {} : { label };
  const clauses = clausesOf(planner, site, value, deliver, exit);
  const on = discriminant(site, planner.decision(site), value, value, true);
  const named: Stmt = {
    kind: "if",
    test: isThere(value, value),
    then: [{ kind: "switch", ...(isAlone && labeled), on, clauses, origin: site.call }],
    origin: site.call,
  };
  if (isAlone) return [named];
  const last = armStatements(planner, site, rest, value, deliver, exit);
  const otherwise = falls ? withoutJump(last) : last;
  const behind: readonly Stmt[] =
    rest.comments.length === 0 ? otherwise : [{ kind: "block", body: otherwise, comments: rest.comments }];
  return label === undefined ? [named, ...behind] : [{ kind: "block", label, body: [named, ...behind] }];
}

/** Does nothing, and nobody wants its value. */
const isIdle = ({ handler, comments }: Arm, { kind }: Deliver): boolean =>
  kind === "discard" &&
  comments.length === 0 &&
  handler.kind === "inline" &&
  handler.param?.kind !== "pattern" &&
  handler.param?.initial === undefined &&
  (handler.body.kind === "block" ? handler.body.isEmpty : handler.body.value.idle);

/** What stands last in a block needs no jump to its end. */
function withoutJump(body: readonly Stmt[]): readonly Stmt[] {
  const last = body.at(-1);
  if (last?.kind === "break") return body.slice(0, -1);
  if (last?.kind !== "block") return body;
  return [...body.slice(0, -1), { ...last, body: withoutJump(last.body) }];
}

/** A plain name is read again; anything else, and a name that an arm's parameter would shadow, is kept once. */
function scrutinee(planner: MatchPlanner, site: MatchSite, before: Stmt[]): Expr {
  const { code, name: text, hint, stable } = site.scrutinee;
  if (text !== undefined && stable && !site.arms.some((arm) => shadows(arm, text)))
    return { kind: "reference", code, name: text };
  const temporary = planner.names.fresh(text ?? hint ?? wholeName(site) ?? "value", site.region);
  before.push(declare("const", temporary, { kind: "user", code }));
  return name(temporary);
}

/** What some arm calls the whole value. */
function wholeName(site: MatchSite): string | undefined {
  for (const arm of site.arms) {
    const param = arm.handler.kind === "inline" ? arm.handler.param : undefined;
    if (param?.kind === "name" && receivesOf(site, arm).kind === "whole") return param.name;
  }
  return undefined;
}

/** The arm reads the scrutinee in a block where its own bindings hide it. */
function shadows({ handler }: Arm, text: string): boolean {
  if (handler.kind !== "inline" || handler.param === undefined) return false;
  const { param, body } = handler;
  const own = param.kind === "name" ? [param.name] : param.names;
  return own.includes(text) || (body.kind === "block" && body.declares.includes(text));
}

/** Whether the arm jumps out of something of its own. */
export function needsLabel({ handler }: Arm, deliver: Deliver): boolean {
  if (deliver.kind === "return" || deliver.kind === "throw") return false;
  return (
    handler.kind === "inline" &&
    handler.body.kind === "block" &&
    handler.body.returns.some((exit) => exit.nested)
  );
}

/** One arm: its parameter, its body, and how its value leaves. */
export function armStatements(
  planner: MatchPlanner,
  site: MatchSite,
  arm: Arm,
  value: Expr,
  deliver: Deliver,
  exit: Exit | undefined,
): Stmt[] {
  const statements = armBody(planner, site, arm, value, deliver, exit);
  return exit?.always ? leavingBy(exit.label, statements) : statements;
}

/** The jump at the end by its label. */
function leavingBy(label: string, body: readonly Stmt[]): Stmt[] {
  const last = body.at(-1);
  const front = body.slice(0, -1);
  if (last?.kind === "break" && last.label === undefined) return [...front, { kind: "break", label }];
  if (last?.kind === "block" && last.label === undefined)
    return [...front, { ...last, body: leavingBy(label, last.body) }];
  return [...body];
}

function armBody(
  planner: MatchPlanner,
  site: MatchSite,
  arm: Arm,
  value: Expr,
  deliver: Deliver,
  exit: Exit | undefined,
): Stmt[] {
  const { handler } = arm;
  const received = argument(site, arm, value);
  if (handler.kind === "call") {
    const user: Expr = { kind: "user", code: handler.callee };
    const call: Expr = {
      kind: "call",
      callee: handler.method ? { kind: "sequence", items: [literal(0), user] } : user,
      args: received === undefined ? [] : [received],
    };
    return deliverValue(call, { anonymous: false, settled: false, idle: false }, deliver, arm.property);
  }
  if (handler.kind === "opaque") throw new Error("an opaque handler was planned");
  const substitute = inPlaceOf(site, arm, value);
  if (substitute !== undefined) planner.rewrites.push(...substitute);
  const bound = substitute === undefined ? bind(site, arm, value) : [];
  const body = inlineBody(planner, handler.body, deliver, exit);
  const statements = [...bound, ...body];
  const declares =
    bound.length > 0 ||
    (handler.body.kind === "block" && handler.body.declares.length > 0) ||
    body.some((stmt) => stmt.kind === "declare");
  return declares ? [{ kind: "block", body: statements }] : statements;
}

function inlineBody(planner: MatchPlanner, body: Body, deliver: Deliver, exit: Exit | undefined): Stmt[] {
  if (body.kind === "expression") return leaveWith(planner, body.value, deliver, body.value.code);
  for (const each of body.returns) {
    if (deliver.kind === "return" && !deliver.awaited && each.value?.site === undefined) continue;
    const leave =
      each.value === undefined
        ? leaveEmpty(deliver)
        : leaveWith(planner, each.value, deliver, each.statement);
    const falls = deliver.kind === "assign" || deliver.kind === "discard";
    const isFar = exit !== undefined && (each.nested || exit.always);
    const jump: Stmt[] = !falls ? [] : [isFar ? { kind: "break", label: exit.label } : { kind: "break" }];
    const kept = leave.at(-1)?.kind === "break" ? leave.slice(0, -1) : leave;
    planner.rewrites.push({
      kind: "statement",
      target: each.statement,
      with: each.last ? kept : [...kept, ...jump],
      embedded: each.embedded,
    });
  }
  const after = body.completes ? [...leaveEmpty(deliver)] : [];
  const falls = deliver.kind === "assign" || deliver.kind === "discard";
  const isReached = body.completes || body.returns.some((each) => each.last);
  const end: Stmt[] =
    falls && isReached ? [...after.filter((stmt) => stmt.kind !== "break"), { kind: "break" }] : after;
  return [{ kind: "user", block: body.block }, ...end];
}

/** An arm's value is directly another match: its switch stands in the value's place. */
function leaveWith(planner: MatchPlanner, value: Value, deliver: Deliver, origin: Handle): Stmt[] {
  const inner = value.site && planner.absorb(value.site, deliver);
  if (inner !== undefined) {
    return deliver.kind === "assign" || deliver.kind === "discard" ? [...inner, { kind: "break" }] : inner;
  }
  const hoisted = planner.hoists.take(value.code.id);
  // A statement cannot start with a brace.
  const code = deliver.kind === "discard" ? value.code : (value.bare ?? value.code);
  return [...hoisted, ...deliverValue({ kind: "user", code }, value, deliver, origin)];
}

/** The arm ends without a value. */
function leaveEmpty(deliver: Deliver): Stmt[] {
  if (deliver.kind === "return") return [{ kind: "return" }];
  if (deliver.kind === "throw") return [{ kind: "throw", value: literal(undefined) }];
  if (deliver.kind === "discard" || deliver.fresh) return [{ kind: "break" }];
  return deliverValue(
    literal(undefined),
    { anonymous: false, settled: true, idle: true },
    deliver,
    undefined,
  );
}

function deliverValue(
  expr: Expr,
  facts: Pick<Value, "anonymous" | "settled" | "idle">,
  deliver: Deliver,
  origin: Handle | undefined,
): Stmt[] {
  const value: Expr = deliver.awaited && !facts.settled ? { kind: "await", operand: expr } : expr;
  const at = origin === undefined ? {} : { origin };
  if (deliver.kind === "return") return [{ kind: "return", value, ...at }];
  if (deliver.kind === "throw") return [{ kind: "throw", value, ...at }];
  if (deliver.kind === "discard")
    return [...(facts.idle ? [] : [{ kind: "do", expr: value, ...at } as const]), { kind: "break" }];
  // `f = () => {}` would name the function; a sequence does not.
  const unnamed: Expr = facts.anonymous ? { kind: "sequence", items: [literal(0), value] } : value;
  return [
    { kind: "do", expr: { kind: "assign", target: deliver.target, value: unnamed }, ...at },
    { kind: "break" },
  ];
}
