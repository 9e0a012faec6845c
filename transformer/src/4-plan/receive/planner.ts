/** Plans what takes values out of channels and puts them in, before the matches that look at them are planned. */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr, Stmt } from "../../ir/code.js";
import { literal, name } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Names } from "../../ir/names.js";
import type { ReceivedMatch, ReceivedOption, ReceiveSite } from "../../ir/receive.js";
import { obstacle } from "../match/obstacles.js";
import type { DecidedMatch, MatchPlanner } from "../match/planner.js";
import { branch, overTaken, type Taken } from "./branch.js";
import { planLoop } from "./loop.js";
import { planSend } from "./send.js";
import { nothing, readable, takeOrNothing } from "./take.js";

interface Outcome {
  readonly call: Handle;
  readonly bail: Bail | undefined;
}

export class ReceivePlanner {
  readonly #outcomes: Outcome[] = [];
  readonly #received: ReceivedMatch[] = [];
  readonly #taken = new Set<number>();

  constructor(
    readonly sites: readonly ReceiveSite[],
    readonly names: Names,
    readonly matches: MatchPlanner,
  ) {}

  /**
   * Before the matches are planned: which of them need no Option.
   *
   * @param decided those that are without errors.
   */
  planOptions(decided: readonly DecidedMatch[]): void {
    const byCall = new Map(decided.map((each) => [each.site.call.id, each]));
    for (const site of this.sites) {
      if (site.kind === "received-option") this.#option(site, byCall);
      else if (site.kind === "received-match") this.#match(site, byCall.get(site.match.id));
    }
  }

  /** After the matches: what they put in front of a statement goes with it. */
  planStatements(): void {
    const { rewrites, hoists } = this.matches;
    for (const site of this.sites) {
      const refusal = site.kind === "receive-loop" ? site.obstacle : undefined;
      if (site.kind === "receive-loop" && refusal === undefined) rewrites.push(planLoop(this.names, site));
      else if (site.kind === "send")
        rewrites.push(planSend(this.names, site, hoists.take(site.statement.id)));
      else if (refusal === undefined) continue;
      this.#outcomes.push({ call: site.call, bail: refusal });
    }
  }

  /** After all is planned. */
  outcomes(): Outcome[] {
    const received = this.#received.flatMap(({ call, match, obstacle: refusal }): Outcome[] => {
      // A match that stays a call says so itself.
      if (this.matches.refused.has(match.id)) return [];
      if (this.#taken.has(match.id)) return [{ call, bail: undefined }];
      return [
        { call, bail: refusal ?? bail(8202, "the match stands inside an expression: give it a statement") },
      ];
    });
    return [...this.#outcomes, ...received];
  }

  #match(site: ReceivedMatch, decided: DecidedMatch | undefined): void {
    if (decided === undefined) return;
    const taken = overTaken(decided.site, decided.decision);
    this.#received.push(
      taken === undefined && site.obstacle === undefined ? { ...site, obstacle: WHOLE } : site,
    );
    if (taken === undefined || site.obstacle !== undefined) return;
    this.matches.replaced.set(site.match.id, (deliver) => {
      this.#taken.add(site.match.id);
      const { end, declare } = readable(this.names, site.receiver);
      const value = this.names.fresh("received", site.receiver.region);
      return [
        ...(declare === undefined ? [] : [declare]),
        ...takeOrNothing(this.names, value, end, site.call),
        ...branch(this.matches, taken, name(value), deliver),
      ];
    });
  }

  #option(site: ReceivedOption, byCall: ReadonlyMap<number, DecidedMatch>): void {
    const matches: Taken[] = [];
    for (const { id } of site.matches) {
      const decided = byCall.get(id);
      const taken = decided && compiles(decided.site) ? overTaken(decided.site, decided.decision) : undefined;
      // One use that wants an Option, and it has to be one.
      if (taken === undefined) return;
      matches.push(taken);
    }
    const { end, declare } = readable(this.names, site.receiver);
    const value: Expr = name(site.name);
    this.#replace(site.statement, [
      ...(declare === undefined ? [] : [declare]),
      ...takeOrNothing(this.names, site.name, end, site.call),
    ]);
    const taken = (operator: "===" | "!=="): Expr => ({
      kind: "binary",
      operator,
      left: value,
      right: nothing,
    });
    const either = (some: Expr, none: Expr): Expr => ({
      kind: "conditional",
      test: taken("!=="),
      then: some,
      else: none,
    });
    for (const { at, some } of site.tests) this.#put(at, taken(some ? "!==" : "==="));
    for (const at of site.tags) this.#put(at, either(literal("Some"), literal("None")));
    const payload = (certain: boolean): Expr => (certain ? value : either(value, literal(undefined)));
    for (const { at, certain } of site.payloads) this.#put(at, payload(certain));
    for (const { statement, keyword, target, certain } of site.unpacked) {
      const bindings = [{ target: { kind: "user", code: target }, init: payload(certain) } as const];
      this.#replace(statement, [{ kind: "declare", keyword, bindings, origin: target }]);
    }
    for (const taken of matches)
      this.matches.replaced.set(taken.site.call.id, (deliver) => branch(this.matches, taken, value, deliver));
    this.#outcomes.push({ call: site.call, bail: undefined });
  }

  #replace(target: Handle, body: readonly Stmt[]): void {
    this.matches.rewrites.push({ kind: "statement", target, with: body, embedded: false });
  }

  #put(target: Handle, expr: Expr): void {
    this.matches.rewrites.push({ kind: "expression", target, with: expr });
  }
}

const WHOLE = bail(8202, "an arm wants the Option itself, or has a default for its value");

/** Certainly becomes statements, wherever it ends up. */
function compiles(site: DecidedMatch["site"]): boolean {
  const { kind } = site.position;
  if (kind === "expression" || kind === "nowhere") return false;
  return obstacle(site, true) === undefined && obstacle(site, site.position.awaited) === undefined;
}
