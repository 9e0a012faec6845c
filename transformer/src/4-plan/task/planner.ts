/**
 * Plans every chain of a file: run on the spot it becomes part of the async function around it, or an async function that is
 * called; bound to a name that is only run it becomes that function; anything else is a task around one function.
 */
import { type Bail, bail } from "../../ir/bail.js";
import type { Expr, Stmt } from "../../ir/code.js";
import { name } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Anchor } from "../../ir/match.js";
import type { TaskSite, Use } from "../../ir/task.js";
import type { Hoists } from "../hoists.js";
import { assign, call, type Sink, type Workshop } from "./emission.js";
import {
  buildTask,
  closedFunction,
  inlined,
  plainFunction,
  returning,
  type Yielded,
  yieldedValue,
} from "./function.js";
import { isAround, type Prepared, prepare } from "./inputs.js";
import { labelledTry } from "./labels.js";

/** The chain as statements all of whose paths end in `sink`. */
type Statements = (sink: Sink, label?: string) => Stmt[];

export class TaskPlanner {
  /** Callees of sources that were inlined. */
  readonly removed: Handle[] = [];
  readonly #refused = new Map<number, Bail>();
  readonly #absorbed = new Set<number>();
  readonly #shop: Workshop;

  constructor(
    readonly sites: readonly TaskSite[],
    readonly hoists: Hoists,
    shop: Pick<Workshop, "names" | "rewrites" | "absorbMatch">,
  ) {
    this.#shop = {
      ...shop,
      ends: new Map(),
      from: 0,
      locals: shop.names,
      removed: this.removed,
      hoisted: (code) => hoists.take(code.id),
      buildTask: (chain) => buildTask(this.#shop, chain),
      absorbed: (chain) => this.#absorbed.add(chain.id),
    };
  }

  /** Outer chains first, as they take in those that their callbacks answer with. */
  planAll(): void {
    let end = 0;
    for (const site of this.sites) {
      if (site.call.start >= end) {
        this.#shop.locals = this.#shop.names.piece([...site.mentions, ...targetOf(site)]);
        this.#shop.from = this.#shop.rewrites.length;
        end = site.call.end;
      }
      if (this.#absorbed.has(site.call.id)) continue;
      if (!this.#plan(site)) this.#refused.set(site.call.id, nothingToFuse);
    }
  }

  /**
   * The chain that is the operand of a generator's `yield*`, as statements after which `value` holds its value; any other
   * outcome ends in the sink. Undefined where there is nothing to fuse.
   */
  yielded(operand: Handle, activity: string | undefined, sink: Sink): Yielded | undefined {
    const site = this.sites.find(({ call: chain }) => chain.id === operand.id);
    if (site === undefined || site.use.kind !== "yielded") return undefined;
    const last = site.chain.steps.at(-1);
    if (last !== undefined && isAround(last, activity !== undefined)) return undefined;
    this.#absorbed.add(operand.id);
    return yieldedValue(this.#shop, site.chain, activity, sink);
  }

  /** What became of each site, why it stayed a call. */
  outcomes(): { readonly call: Handle; readonly bail: Bail | undefined }[] {
    const isIdle = ({ call: site, chain, use }: TaskSite): boolean =>
      use.kind === "yielded" && chain.steps.length === 0 && !this.#absorbed.has(site.id);
    return this.sites
      .filter((site) => !isIdle(site))
      .map(({ call: site }) => ({ call: site, bail: this.#refused.get(site.id) }));
  }

  #plan(site: TaskSite): boolean {
    const { use } = site;
    if (use.kind === "child") return this.#escape(site, true);
    if (use.kind === "escapes" || use.kind === "answer" || use.kind === "yielded") return this.#escape(site);
    const last = site.chain.steps.at(-1);
    if (last !== undefined && isAround(last, false)) return this.#escape(site);
    const prepared = prepare(this.#shop, site.chain, false, use.kind === "run");
    if (use.kind === "bound") {
      const { f, before } = closedFunction(this.#shop, prepared);
      this.hoists.add({ kind: "statement", at: use.statement, embedded: false }, [], before);
      this.#replace(use.initializer, f);
      for (const { call: run, reference } of use.runs)
        this.#replace(run, call({ kind: "reference", code: reference, name: use.name }));
      return true;
    }
    if (!this.#intoFunction(prepared, use)) {
      const { f, args } = plainFunction(this.#shop, prepared);
      this.#replace(site.call, call(f, ...args));
    }
    return true;
  }

  #escape({ chain }: TaskSite, evenAlone = false): boolean {
    const task = buildTask(this.#shop, chain, evenAlone);
    if (task === undefined) return false;
    this.#replace(chain.code, task);
    return true;
  }

  /** Lets the async function around the chain take in its steps. */
  #intoFunction(
    prepared: Prepared,
    { position, inAsync, mentionsTarget }: Extract<Use, { kind: "run" }>,
  ): boolean {
    const shop = this.#shop;
    const statements: Statements = (sink, label) => inlined(shop, prepared, sink, label);
    switch (position.kind) {
      case "return":
        if (!inAsync) return false;
        this.#statement(position.statement, statements(returning), position.embedded);
        return true;
      case "arrow": {
        if (!inAsync) return false;
        const front = this.hoists.take(position.body.id);
        shop.rewrites.push({
          kind: "body",
          target: position.body,
          with: [...front, ...statements(returning)],
        });
        return true;
      }
      case "declare":
        if (!position.awaited) return false;
        if (!position.direct || mentionsTarget)
          return this.#initialize(position.statement, position.initializer, position.name, statements);
        this.#statement(
          position.statement,
          this.#into(
            position.name,
            position.keyword === "var" ? "var" : "let",
            position.statement,
            statements,
          ),
          false,
        );
        return true;
      case "initialize":
        if (!position.awaited) return false;
        return this.#initialize(position.statement, position.initializer, "result", statements);
      case "assign": {
        if (!position.awaited || mentionsTarget) return false;
        const target = { kind: "reference", code: position.target, name: position.name } as const;
        this.#statement(position.statement, this.#assigning(target, statements), position.embedded);
        return true;
      }
      case "expression":
        if (!position.awaited || !position.first) return false;
        return this.#lift(position.declarator ?? position.anchor, position.expression, "result", statements);
      default:
        return false;
    }
  }

  /** The declaration stays, and takes the outcome from a temporary in front of it. */
  #initialize(statement: Handle, initializer: Handle, hint: string, statements: Statements): true {
    return this.#lift({ kind: "statement", at: statement, embedded: false }, initializer, hint, statements);
  }

  #lift(anchor: Anchor, target: Handle, hint: string, statements: Statements): true {
    const temporary = this.#shop.names.fresh(hint);
    this.hoists.add(anchor, [], this.#into(temporary, "let", undefined, statements));
    this.#replace(target, name(temporary));
    return true;
  }

  /** Statements after which the variable `target`, which they declare, holds the outcome. */
  #into(target: string, keyword: "let" | "var", origin: Handle | undefined, statements: Statements): Stmt[] {
    const binding: Stmt = {
      kind: "declare",
      keyword,
      bindings: [{ target: name(target) }],
      ...(origin !== undefined && { origin }),
    };
    return [binding, ...this.#assigning(name(target), statements)];
  }

  #assigning(target: Expr, statements: Statements): Stmt[] {
    const label = this.#shop.locals.fresh("run");
    const sink: Sink = { deliver: (outcome) => [assign(target, outcome), { kind: "break", label }] };
    return labelledTry(label, statements(sink, label), this.#shop);
  }

  #replace(target: Handle, expr: Expr): void {
    this.#shop.rewrites.push({ kind: "expression", target, with: expr });
  }

  #statement(target: Handle, body: readonly Stmt[], embedded: boolean): void {
    const front = this.hoists.take(target.id);
    this.#shop.rewrites.push({ kind: "statement", target, with: [...front, ...body], embedded });
  }
}

/** The name that the chain's outcome is given. */
function targetOf({ use }: TaskSite): string[] {
  if (use.kind === "bound") return [use.name];
  return use.kind === "run" && "name" in use.position ? [use.position.name] : [];
}

const nothingToFuse = bail(8102, "the runtime runs all steps of this chain itself: there is nothing to fuse");
