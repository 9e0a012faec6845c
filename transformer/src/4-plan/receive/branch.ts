/**
 * A match on a value that was taken without an Option: there are only two ways to go.
 *
 *     Patterns.match(m, { Some: (n) => show(n), None: () => stop() })
 *  -> if (m !== milost.nothingReady) {
 *       show(m);
 *     } else {
 *       stop();
 *     }
 *
 * Where an arm leaves from its middle it needs something to leave: then it is a `switch`.
 */
import type { Expr, Stmt } from "../../ir/code.js";
import type { Decision } from "../../ir/decision.js";
import type { Arm, MatchSite } from "../../ir/match.js";
import type { MatchPlanner } from "../match/planner.js";
import { armStatements, type Deliver, needsLabel } from "../match/statements.js";
import { nothing } from "./take.js";

/** The two arms of a match on an Option of `receive`, and the match as it looks at what was taken. */
export interface Taken {
  readonly site: MatchSite;
  readonly some: Arm;
  readonly none: Arm;
}

/** Undefined where an arm wants the Option itself, or a default in place of the value. */
export function overTaken(site: MatchSite, { rest }: Decision): Taken | undefined {
  const { variants, open } = site.space;
  if (open.length > 0 || variants.length !== 2) return undefined;
  const arm = (key: string): Arm | undefined =>
    site.arms.find((each) => each.key === key) ?? (rest === "fail" ? undefined : site.arms[rest]);
  const some = arm("Some");
  const none = arm("None");
  if (some === undefined || none === undefined || some === none) return undefined;
  if ([some, none].some(wantsOption) || hasDefault(some)) return undefined;
  const taken = variants.map((variant) =>
    variant.kind === "tagged" && variant.key === "Some"
      ? ({ ...variant, receives: { kind: "whole" } } as const)
      : variant,
  );
  return { site: { ...site, space: { ...site.space, variants: taken } }, some, none };
}

const wantsOption = ({ key, handler }: Arm): boolean =>
  key === undefined &&
  (handler.kind !== "inline" ||
    (handler.param !== undefined && (handler.param.kind !== "name" || handler.param.references.length > 0)));

const hasDefault = ({ handler }: Arm): boolean =>
  handler.kind === "inline" && handler.param?.initial !== undefined;

export function branch(
  planner: MatchPlanner,
  { site, some, none }: Taken,
  value: Expr,
  deliver: Deliver,
): Stmt[] {
  const falls = deliver.kind === "assign" || deliver.kind === "discard";
  const asSwitch =
    [some, none].some(({ comments }) => comments.length > 0) ||
    (falls && [some, none].some((arm) => leavesEarly(arm)));
  const label =
    asSwitch && [some, none].some((arm) => needsLabel(arm, deliver))
      ? planner.names.fresh("match", site.region)
      : undefined;
  const exit = label === undefined ? undefined : { label };
  const bodyOf = (arm: Arm): Stmt[] => armStatements(planner, site, arm, value, deliver, exit);
  const origin = site.call;
  if (asSwitch) {
    const clauses = [
      { labels: [nothing], body: bodyOf(none), origin: none.property, comments: none.comments },
      { labels: [], body: bodyOf(some), origin: some.property, comments: some.comments },
    ];
    return [{ kind: "switch", ...(label !== undefined && { label }), on: value, clauses, origin }];
  }
  const isFirst = site.arms.indexOf(none) < site.arms.indexOf(some);
  const taken = isIdle(some, deliver) ? [] : plain(bodyOf(some));
  const ended = isIdle(none, deliver) ? [] : plain(bodyOf(none));
  const [operator, then, otherwise] =
    isFirst || taken.length === 0 ? (["===", ended, taken] as const) : (["!==", taken, ended] as const);
  const test: Expr = { kind: "binary", operator, left: value, right: nothing };
  return [{ kind: "if", test, then, ...(otherwise.length > 0 && { else: otherwise }), origin }];
}

/** `() => {}`, where nobody wants the value. */
const isIdle = ({ handler }: Arm, { kind }: Deliver): boolean =>
  kind === "discard" &&
  handler.kind === "inline" &&
  handler.body.kind === "block" &&
  handler.body.isEmpty &&
  handler.param?.kind !== "pattern";

const leavesEarly = ({ handler }: Arm): boolean =>
  handler.kind === "inline" &&
  handler.body.kind === "block" &&
  handler.body.returns.some(({ last }) => !last);

/** Without the braces and the jump that a clause needs. */
function plain(body: readonly Stmt[]): readonly Stmt[] {
  const [only] = body;
  const inner = body.length === 1 && only?.kind === "block" && only.label === undefined ? only.body : body;
  return inner.at(-1)?.kind === "break" ? inner.slice(0, -1) : inner;
}
