/**
 * Plans generators: each `yield*` becomes a test in front of its statement that leaves with what is no value.
 *
 *     Result.gen(function* () { const a = yield* first(); return a + 1; })
 *  -> const result = first();
 *     if (result._tag !== "Ok") return result;
 *     const a = result.value; return milost.ok(a + 1);
 *
 * A Task's generator can be cancelled. Without `finally` blocks nobody waits for it then; with them it is a patient function,
 * which leaves through them, and only then says what it came to:
 *
 *     let outcome;
 *     gen: { try { ...; { outcome = result; break gen; } } finally { ... } }
 *     activity.done(outcome);
 */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr, Rewrite, Stmt } from "../../ir/code.js";
import { literal, member, name, runtime } from "../../ir/code.js";
import type { GenSite, Yield } from "../../ir/gen.js";
import type { Handle } from "../../ir/handle.js";
import type { Anchor } from "../../ir/match.js";
import type { Names } from "../../ir/names.js";
import type { Hoists } from "../hoists.js";
import { does, returned, type Way, wayOut } from "./ways.js";

const call = (callee: Expr, ...args: readonly Expr[]): Expr => ({ kind: "call", callee, args });

/** Who turns the chain behind a `yield*` into statements. */
export interface Chains {
  yielded(
    operand: Handle,
    activity: string | undefined,
    sink: { deliver(outcome: Expr): Stmt[] },
  ): { readonly statements: readonly Stmt[]; readonly value: Expr; readonly awaits: boolean } | undefined;
}

export class GenPlanner {
  readonly removed: Handle[] = [];
  readonly #refused = new Map<GenSite, Bail>();

  constructor(
    readonly sites: readonly GenSite[],
    readonly names: Names,
    readonly hoists: Hoists,
    readonly rewrites: Rewrite[],
    readonly chains: Chains,
  ) {}

  planAll(): void {
    for (const site of this.sites) {
      const refusal = site.obstacle ?? this.#overtaken(site);
      if (refusal === undefined) this.#plan(site);
      else this.#refused.set(site, refusal);
    }
  }

  outcomes(): { readonly call: Handle; readonly bail: Bail | undefined }[] {
    return this.sites.map((site) => ({ call: site.call, bail: this.#refused.get(site) }));
  }

  /** A match of the same statement has gone in front of it, and taken along what comes before: the `yield*` as it is. */
  #overtaken({ yields }: GenSite): Bail | undefined {
    const taken = this.rewrites.some(
      (each) =>
        each.kind === "expression" &&
        each.with.kind === "name" &&
        yields.some(({ at }) => contains(each.target, at)),
    );
    return taken
      ? bail(8103, "a `yield*` stands before a match in its statement: give its value a name first")
      : undefined;
  }

  #plan(site: GenSite): void {
    this.removed.push(site.callee);
    if (site.of !== "Task") this.#value(site);
    else this.#replace(site.call, site.runs ? this.#runNow(site) : this.#task(site));
  }

  /** `Result.gen` and `Option.gen` run on the spot. */
  #value(site: GenSite): void {
    const { body } = this.#body(site, returned(site.of));
    const { place } = site;
    if (place === undefined) {
      this.#replace(site.call, call({ kind: "arrow", async: false, params: [], body }));
      return;
    }
    const statements: Stmt[] = place.exclusive ? body : [{ kind: "block", body }];
    if (place.kind === "arrow") {
      const front = this.hoists.take(place.body.id);
      this.rewrites.push({ kind: "body", target: place.body, with: [...front, ...statements] });
    } else {
      const { statement: target, embedded } = place;
      const front = this.hoists.take(target.id);
      this.rewrites.push({ kind: "statement", target, with: [...front, ...statements], embedded });
    }
  }

  /** `Task.gen(...).run()`: an async function, called. */
  #runNow(site: GenSite): Expr {
    const { body } = this.#body(site, returned("Task"));
    const thrown = this.names.fresh("thrown");
    const signal = this.#signal(site, call(runtime("idleSignal")));
    const guarded: Stmt = {
      kind: "try",
      body: [...signal, ...body],
      catch: { name: thrown, body: [{ kind: "return", value: call(runtime("panic"), name(thrown)) }] },
    };
    return call({ kind: "arrow", async: true, params: [], body: [guarded] });
  }

  #task(site: GenSite): Expr {
    const activity = this.names.fresh("activity");
    const signal = this.#signal(site, member(name(activity), "signal"));
    const way = wayOut(site, activity, this.names);
    const { body, awaits } = this.#body(site, way);
    const thrown = this.names.fresh("thrown");
    const guarded: Stmt = {
      kind: "try",
      body: [...signal, ...way.around(body)],
      catch: { name: thrown, body: [does(call(member(name(activity), "fail"), name(thrown)))] },
    };
    const f: Expr = { kind: "arrow", async: awaits, params: [name(activity)], body: [guarded] };
    return site.patient ? call(runtime("compiled"), f, literal(true)) : call(runtime("compiled"), f);
  }

  #signal({ signal }: GenSite, value: Expr): Stmt[] {
    if (signal === undefined) return [];
    return [
      {
        kind: "declare",
        keyword: "let",
        bindings: [{ target: { kind: "user", code: signal }, init: value }],
      },
    ];
  }

  #body(site: GenSite, way: Way): { readonly body: Stmt[]; readonly awaits: boolean } {
    const awaits = site.yields
      .map((each, i) => this.#yield(each, way, site.yields.slice(i + 1)))
      .includes(true);
    for (const { statement, value, embedded } of site.returns) {
      const given: Expr = value === undefined ? literal(undefined) : { kind: "user", code: value };
      const left = way.answer(call(runtime(way.ok), given));
      this.rewrites.push({ kind: "statement", target: statement, with: left, embedded });
    }
    const end = site.completes ? way.answer(call(runtime(way.ok), literal(undefined))) : [];
    return { body: [{ kind: "user", block: site.block }, ...end], awaits };
  }

  /** Answers whether it awaits. */
  #yield(site: Yield, way: Way, later: readonly Yield[]): boolean {
    const { at, operand, is, statement, anchor } = site;
    const chain =
      way.fuses && !site.caught
        ? this.chains.yielded(operand, way.activity, { deliver: (outcome) => way.leave(outcome) })
        : undefined;
    const isTask = is === "Task";
    const result = this.names.fresh("result");
    const before = chain?.statements ?? [
      ...way.obtain(result, { kind: "user", code: operand }, site),
      {
        kind: "if",
        test: {
          kind: "binary",
          operator: "!==",
          left: member(name(result), "_tag"),
          right: literal(way.good),
        },
        then: way.leave(name(result)),
      } as const,
      ...(isTask ? way.entered(site) : []),
    ];
    const value = chain?.value ?? member(name(result), "value");
    if (statement === undefined) {
      this.hoists.add(anchor, [], before);
      const next = later.find((other) => other.anchor.at.id === anchor.at.id);
      this.#replace(
        at,
        next === undefined || isIdle(value) || contains(next.at, at) ? value : this.#keep(value, anchor),
      );
    } else {
      const { at: target, embedded } = statement;
      const rest = chain === undefined || isIdle(value) ? [] : [does(value)];
      this.rewrites.push({ kind: "statement", target, with: [...before, ...rest], embedded });
    }
    return chain?.awaits ?? isTask;
  }

  /** The last step of a chain has an effect, too, and what goes in front of the statement after it must not overtake it. */
  #keep(value: Expr, anchor: Anchor): Expr {
    const kept = this.names.fresh("value");
    const bindings = [{ target: name(kept), init: value }];
    this.hoists.add(anchor, [], [{ kind: "declare", keyword: "const", bindings }]);
    return name(kept);
  }

  #replace(target: Handle, expr: Expr): void {
    this.rewrites.push({ kind: "expression", target, with: expr });
  }
}

const contains = (outer: Handle, inner: Handle): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** Reading it does nothing. */
const isIdle = (value: Expr): boolean =>
  value.kind === "name" || value.kind === "literal" || (value.kind === "member" && isIdle(value.object));
