/**
 * Plans every match of a file. Sites are taken from the inside out, so that the temporaries of an inner expression
 * are known when an outer match gives its arm a new place; a match that is directly another match's value waits for
 * the outer one, whose place it takes.
 */
import type { Bail } from "../../ir/bail.js";
import type { Rewrite, Stmt } from "../../ir/code.js";
import { declare, name } from "../../ir/code.js";
import type { Decision } from "../../ir/decision.js";
import type { Handle } from "../../ir/handle.js";
import type { MatchSite, Position } from "../../ir/match.js";
import type { Names } from "../../ir/names.js";
import type { Hoists } from "../hoists.js";
import { expression } from "./expression.js";
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

  planAll(): void {
    const waiting = this.#valuesOfArms();
    const inside = [...this.#sites.values()].map(({ site }) => site).reverse();
    for (const site of inside) if (!waiting.has(site.call.id)) this.#plan(site);
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
        if (!position.direct)
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
        this.rewrites.push({ kind: "body", target: position.body, with: body });
        return undefined;
      }
      case "expression": {
        const planned = expression(this, site, awaited);
        if ("code" in planned) return planned;
        this.rewrites.push(...planned.rewrites, {
          kind: "expression",
          target: position.expression,
          with: planned.expr,
        });
        this.hoists.add(position.anchor, planned.names);
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
    const temporary = this.names.fresh(hint);
    const body = statements(this, site, { kind: "assign", target: name(temporary), fresh: true, awaited });
    this.rewrites.push(
      {
        kind: "before",
        target: statement,
        with: [declare("let", temporary), ...body],
        anchor: "statement",
        embedded: false,
      },
      { kind: "expression", target: initializer, with: name(temporary) },
    );
    return undefined;
  }

  #replace(target: Handle, body: readonly Stmt[], embedded: boolean): void {
    this.rewrites.push({ kind: "statement", target, with: body, embedded });
  }
}
