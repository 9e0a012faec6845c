/**
 * Plans every match of a file. Sites are taken from the inside out, so that the temporaries of an inner expression
 * are known when an outer match gives its arm a new place; a match that is directly another match's value waits for
 * the outer one, whose place it takes.
 */
import type { Bail } from "../../ir/bail.js";
import type { Expr, Rewrite, Stmt } from "../../ir/code.js";
import { declare, name } from "../../ir/code.js";
import type { Decision } from "../../ir/decision.js";
import type { Handle } from "../../ir/handle.js";
import type { Anchor, MatchSite, Position, Spill } from "../../ir/match.js";
import type { Names } from "../../ir/names.js";
import type { Hoists } from "../hoists.js";
import { type Draft, emptyDraft, expression } from "./expression.js";
import { obstacle } from "./obstacles.js";
import { type Deliver, statements } from "./statements.js";

export interface DecidedMatch {
  readonly site: MatchSite;
  readonly decision: Decision;
}

export class MatchPlanner {
  readonly rewrites: Rewrite[] = [];
  /** By the call's handle: why the site stays a call; absent when it compiles. */
  readonly refused = new Map<number, Bail>();
  /** By the call's handle: statements in place of the usual ones. */
  readonly replaced = new Map<number, (deliver: Deliver) => Stmt[]>();
  readonly #sites: ReadonlyMap<number, DecidedMatch>;
  readonly #done = new Set<number>();

  constructor(
    sites: readonly DecidedMatch[],
    readonly names: Names,
    readonly hoists: Hoists,
  ) {
    this.#sites = new Map(sites.map((decided) => [decided.site.call.id, decided]));
  }

  decision(site: MatchSite): Decision {
    return this.#sites.get(site.call.id)!.decision;
  }

  /**
   * @param values sites that are values in the callbacks of chains, which `planChains` may give a new place.
   * @param planChains called when all that can stand inside a chain is planned.
   */
  planAll(values: ReadonlySet<number>, planChains: () => void): void {
    const waiting = new Set([...values, ...this.#valuesOfArms()]);
    // What ends first is inside of what ends later, and else in front of it.
    const inside = [...this.#sites.values()]
      .map(({ site }) => site)
      .sort(({ call: a }, { call: b }) => a.end - b.end || b.start - a.start);
    for (const site of inside) if (!waiting.has(site.call.id)) this.#plan(site);
    planChains();
    // Those whose outer match stayed a call: outermost first, as they may in turn take others with them.
    for (const { site } of this.#sites.values()) this.#plan(site);
  }

  /** The statements of a site that stands in another one's arm, or undefined where it has to stay a call. */
  absorb(call: Handle, deliver: Deliver): Stmt[] | undefined {
    const site = this.#sites.get(call.id)?.site;
    if (site === undefined || this.#done.has(call.id)) return undefined;
    const position = site.position;
    const awaited = deliver.awaited || position.awaited;
    // `async () => await match()` under an await awaits twice: once is enough.
    const refusal = obstacle(site, awaited);
    this.#done.add(call.id);
    if (refusal !== undefined) {
      this.refused.set(call.id, refusal);
      return undefined;
    }
    return statements(this, site, { ...deliver, awaited });
  }

  /** A site that stands in another one's arm, as part of that one's expression; undefined where it has to stay a call. */
  absorbExpression(call: Handle, outerAwaited: boolean, draft: Draft): Expr | Bail | undefined {
    const site = this.#sites.get(call.id)?.site;
    if (site === undefined || this.#done.has(call.id)) return undefined;
    const awaited = outerAwaited || site.position.awaited;
    draft.absorbed.push(call);
    const refusal = obstacle(site, awaited);
    if (refusal === undefined) return expression(this, site, awaited, draft);
    this.refused.set(call.id, refusal);
    return undefined;
  }

  /** Whether the call is gone for certain: its plan is made, or part of `draft`. */
  isCompiled({ id }: Handle, draft: Draft): boolean {
    const isPlanned = this.#done.has(id) || draft.absorbed.some((call) => call.id === id);
    return isPlanned && !this.refused.has(id);
  }

  #valuesOfArms(): Set<number> {
    const values = new Set<number>();
    for (const { site } of this.#sites.values()) {
      for (const { handler } of site.arms) {
        if (handler.kind !== "inline") continue;
        const found =
          handler.body.kind === "expression"
            ? [handler.body.value]
            : handler.body.returns.map((exit) => exit.value);
        for (const value of found) if (value?.site !== undefined) values.add(value.site.id);
      }
    }
    return values;
  }

  #plan(site: MatchSite): void {
    if (this.#done.has(site.call.id)) return;
    this.#done.add(site.call.id);
    const { position } = site;
    const refusal = obstacle(site, position.awaited) ?? this.#compile(site, position);
    if (refusal !== undefined) this.refused.set(site.call.id, refusal);
    else this.refused.delete(site.call.id);
  }

  #compile(site: MatchSite, position: Position): Bail | undefined {
    const { awaited } = position;
    switch (position.kind) {
      case "nowhere":
        return position.bail;
      case "return":
      case "throw":
      case "discard": {
        const body = statements(this, site, { kind: position.kind, awaited });
        this.#replace(position.statement, body, position.embedded);
        return undefined;
      }
      case "assign": {
        const target = { kind: "reference", code: position.target, name: position.name } as const;
        if (site.binds.includes(position.name)) {
          const temporary = this.names.fresh(position.name, site.region);
          const body = this.#into(site, temporary, awaited);
          const assign: Stmt = { kind: "do", expr: { kind: "assign", target, value: name(temporary) } };
          this.#replace(position.statement, [...body, assign], position.embedded);
          return undefined;
        }
        this.#replace(
          position.statement,
          statements(this, site, { kind: "assign", target, fresh: false, awaited }),
          position.embedded,
        );
        return undefined;
      }
      case "declare": {
        const keyword = position.keyword === "var" ? "var" : "let";
        const fresh = keyword === "let";
        if (!position.direct || site.binds.includes(position.name))
          return this.#initialize(site, position.statement, position.initializer, position.name, awaited);
        const body = statements(this, site, { kind: "assign", target: name(position.name), fresh, awaited });
        const binding: Stmt = {
          kind: "declare",
          keyword,
          bindings: [{ target: name(position.name) }],
          origin: position.statement,
        };
        this.#replace(position.statement, [binding, ...body], false);
        return undefined;
      }
      case "initialize":
        return this.#initialize(site, position.statement, position.initializer, "value", awaited);
      case "arrow": {
        const body = statements(this, site, { kind: "return", awaited });
        const front = this.hoists.take(position.body.id);
        this.rewrites.push({ kind: "body", target: position.body, with: [...front, ...body] });
        return undefined;
      }
      case "expression": {
        // Where statements can do it they do it better.
        const draft = emptyDraft(position.once && position.spills === undefined);
        const planned = expression(this, site, awaited, draft);
        if (planned.kind === "bail")
          return position.spills === undefined ? planned : this.#lift(site, position, position.spills);
        for (const id of draft.taken) this.hoists.drop(id);
        for (const { id } of draft.absorbed) this.#done.add(id);
        this.rewrites.push(...draft.rewrites, {
          kind: "expression",
          target: position.expression,
          with: planned,
        });
        this.hoists.add(position.anchor, draft.names, [], draft.captured);
        return undefined;
      }
    }
  }

  /** The binding can be seen before it has its value, or is a pattern: the value comes about in a temporary. */
  #initialize(
    site: MatchSite,
    statement: Handle,
    initializer: Handle,
    hint: string,
    awaited: boolean,
  ): undefined {
    const temporary = this.names.fresh(hint, site.region);
    const anchor: Anchor = { kind: "statement", at: statement, embedded: false };
    this.hoists.add(anchor, [], this.#into(site, temporary, awaited));
    this.rewrites.push({ kind: "expression", target: initializer, with: name(temporary) });
    return undefined;
  }

  /** Rung 3: what stands in an expression is done by statements in front of it, together with all that comes before it. */
  #lift(
    site: MatchSite,
    { anchor: outer, declarator, expression: target, awaited }: Extract<Position, { kind: "expression" }>,
    spills: readonly Spill[],
  ): undefined {
    const anchor = declarator ?? outer;
    for (const spill of spills) this.#spill(spill, site, anchor);
    const temporary = this.names.fresh("matched", site.region);
    this.hoists.add(anchor, [], this.#into(site, temporary, awaited));
    this.rewrites.push({ kind: "expression", target, with: name(temporary) });
    return undefined;
  }

  /** Keeps the value of some code in a temporary in front of the anchor. */
  #spill({ code, hint }: Spill, site: MatchSite, anchor: Anchor): void {
    const known = this.rewrites.findIndex((each) => each.kind === "expression" && each.target.id === code.id);
    const old = known === -1 ? undefined : this.rewrites[known]!;
    // Done by an earlier lift: it is a name already.
    if (old?.kind === "expression" && old.with.kind === "name") return;
    if (old !== undefined) this.rewrites.splice(known, 1);
    const temporary = this.names.fresh(hint, site.region);
    const value: Expr = old?.kind === "expression" ? old.with : { kind: "user", code, moved: true };
    this.hoists.add(anchor, [], [declare("const", temporary, value)]);
    this.rewrites.push({ kind: "expression", target: code, with: name(temporary) });
  }

  /** Statements after which `temporary` holds the match's value. */
  #into(site: MatchSite, temporary: string, awaited: boolean): Stmt[] {
    const target = name(temporary);
    return [
      declare("let", temporary),
      ...statements(this, site, { kind: "assign", target, fresh: true, awaited }),
    ];
  }

  #replace(target: Handle, body: readonly Stmt[], embedded: boolean): void {
    const front = this.hoists.take(target.id);
    this.rewrites.push({ kind: "statement", target, with: [...front, ...body], embedded });
  }
}
