/**
 * Plans generators: each `yield*` becomes a test in front of its statement that leaves with what is no value.
 *
 *     Result.gen(function* () { const a = yield* first(); return a + 1; })
 *  -> const result = first();
 *     if (result._tag !== "Ok") return result;
 *     const a = result.value; return milost.ok(a + 1);
 */
import type { Bail } from "../../ir/bail.js";
import type { Expr, Rewrite, Stmt } from "../../ir/code.js";
import { declare, literal, member, name, runtime } from "../../ir/code.js";
import type { GenSite, Yield } from "../../ir/gen.js";
import type { Handle } from "../../ir/handle.js";
import type { Names } from "../../ir/names.js";
import type { Hoists } from "../hoists.js";

const call = (callee: Expr, ...args: readonly Expr[]): Expr => ({ kind: "call", callee, args });

/** What becomes of outcomes: `leave` returns them, `enter` waits for a task. */
interface Plan {
  readonly leave: (outcome: Expr) => Stmt;
  readonly enter: (task: Expr) => Expr;
  readonly check: readonly Stmt[];
  readonly ok: string;
  readonly good: string;
}

export class GenPlanner {
  readonly removed: Handle[] = [];

  constructor(
    readonly sites: readonly GenSite[],
    readonly names: Names,
    readonly hoists: Hoists,
    readonly rewrites: Rewrite[],
  ) {}

  planAll(): void {
    for (const site of this.sites) if (site.obstacle === undefined) this.#plan(site);
  }

  outcomes(): { readonly call: Handle; readonly bail: Bail | undefined }[] {
    return this.sites.map(({ call: site, obstacle }) => ({ call: site, bail: obstacle }));
  }

  #plan(site: GenSite): void {
    this.removed.push(site.callee);
    if (site.of === "Task") this.#replace(site.call, site.runs ? this.#runNow(site) : this.#task(site));
    else this.#value(site);
  }

  /** `Result.gen` and `Option.gen` run on the spot. */
  #value(site: GenSite): void {
    const [ok, good] = site.of === "Result" ? ["ok", "Ok"] : ["some", "Some"];
    const leave = (outcome: Expr): Stmt => ({ kind: "return", value: outcome });
    const body = this.#body(site, { leave, enter: (task) => task, check: [], ok, good });
    const { place } = site;
    if (place?.kind === "arrow") {
      const front = this.hoists.take(place.body.id);
      this.rewrites.push({ kind: "body", target: place.body, with: [...front, { kind: "block", body }] });
    } else if (place?.kind === "return") {
      const { statement: target, embedded } = place;
      const front = this.hoists.take(target.id);
      this.rewrites.push({
        kind: "statement",
        target,
        with: [...front, { kind: "block", body }],
        embedded,
      });
    } else this.#replace(site.call, call({ kind: "arrow", async: false, params: [], body }));
  }

  /** `Task.gen(...).run()`: an async function, called. */
  #runNow(site: GenSite): Expr {
    const leave = (outcome: Expr): Stmt => ({ kind: "return", value: outcome });
    const enter = (task: Expr): Expr => ({ kind: "await", operand: call(member(task, "run")) });
    const body = this.#body(site, { leave, enter, check: [], ok: "ok", good: "Ok" });
    const thrown = this.names.fresh("thrown");
    const caught = leave(call(runtime("panic"), name(thrown)));
    const signal = this.#signal(site, call(runtime("idleSignal")));
    const guarded: Stmt = {
      kind: "try",
      body: [...signal, ...body],
      catch: { name: thrown, body: [caught] },
    };
    return call({ kind: "arrow", async: true, params: [], body: [guarded] });
  }

  #task(site: GenSite): Expr {
    const activity = this.names.fresh("activity");
    const leave = (outcome: Expr): Stmt => ({
      kind: "return",
      value: call(member(name(activity), "done"), outcome),
    });
    const enter = (task: Expr): Expr => ({
      kind: "await",
      operand: call(member(name(activity), "enter"), task),
    });
    const check: Stmt[] = [{ kind: "if", test: member(name(activity), "over"), then: [{ kind: "return" }] }];
    const body = this.#body(site, { leave, enter, check, ok: "ok", good: "Ok" });
    const thrown = this.names.fresh("thrown");
    const fail: Stmt = { kind: "do", expr: call(member(name(activity), "fail"), name(thrown)) };
    const signal = this.#signal(site, member(name(activity), "signal"));
    const guarded: Stmt = { kind: "try", body: [...signal, ...body], catch: { name: thrown, body: [fail] } };
    const isAsync = site.yields.some(({ is }) => is === "Task");
    const f: Expr = { kind: "arrow", async: isAsync, params: [name(activity)], body: [guarded] };
    return call(runtime("compiled"), f);
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

  #body(site: GenSite, plan: Plan): Stmt[] {
    for (const each of site.yields) this.#yield(each, plan);
    for (const { statement, value, embedded } of site.returns) {
      const given: Expr = value === undefined ? literal(undefined) : { kind: "user", code: value };
      const left = plan.leave(call(runtime(plan.ok), given));
      this.rewrites.push({ kind: "statement", target: statement, with: [left], embedded });
    }
    const end = site.completes ? [plan.leave(call(runtime(plan.ok), literal(undefined)))] : [];
    return [{ kind: "user", block: site.block }, ...end];
  }

  #yield({ at, operand, is, statement, anchor }: Yield, plan: Plan): void {
    const result = this.names.fresh("result");
    const value: Expr = { kind: "user", code: operand };
    const isTask = is === "Task";
    const left: Stmt = {
      kind: "if",
      test: {
        kind: "binary",
        operator: "!==",
        left: member(name(result), "_tag"),
        right: literal(plan.good),
      },
      then: [plan.leave(name(result))],
    };
    const test: Stmt[] = [
      declare("const", result, isTask ? plan.enter(value) : value),
      ...(isTask ? plan.check : []),
      left,
    ];
    if (statement !== undefined) {
      const { at: target, embedded } = statement;
      this.rewrites.push({ kind: "statement", target, with: test, embedded });
      return;
    }
    this.hoists.add(anchor, [], test);
    this.#replace(at, member(name(result), "value"));
  }

  #replace(target: Handle, expr: Expr): void {
    this.rewrites.push({ kind: "expression", target, with: expr });
  }
}
