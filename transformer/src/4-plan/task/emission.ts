/**
 * What the parts of one compiled chain share: names, where its outcome goes, and what a cancel asks of the code.
 *
 * There are two plans. Where nothing can cancel the run, the code is an async function that anybody would write. Where a
 * cancel can reach it, an `activity` settles the run; the code reports its outcome there, and asks after every piece of
 * user code whether anybody still waits.
 */
import type { Expr, Stmt } from "../../ir/code.js";
import { declare, equals, literal, member, name, runtime } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Names } from "../../ir/names.js";
import type { Chain } from "../../ir/task.js";
import type { Exits } from "./labels.js";

/** What all chains of a file share. */
export interface Workshop extends Exits {
  readonly names: Names;
  /** Names that only the present chain, and those inside it, can see. */
  locals: Pick<Names, "fresh">;
  /** Code that vanishes: callees of inlined sources. */
  readonly removed: Handle[];
  /** What has to stand in front of code that is given a new place. */
  hoisted(code: Handle): Stmt[];
  /** The match at `call`, as statements that assign to `target`. */
  absorbMatch(call: Handle, target: Expr, awaited: boolean): Stmt[] | undefined;
  /** The chain as a task: through the shop, as the source of a chain is itself one. */
  buildTask(chain: Chain): Expr | undefined;
  /** The chain at `call` has become part of another one. */
  absorbed(call: Handle): void;
}

/** A value on its way to the next step. */
export interface Value {
  readonly expr: Expr;
  readonly promise: "never" | "maybe" | "always";
  /** Evaluating it runs no function of the user's. */
  readonly inert: boolean;
  /** A name that keeps this value: reading it again is free. */
  readonly kept: boolean;
}

export const plain = (expr: Expr): Value => ({ expr, promise: "never", inert: true, kept: false });
export const kept = (text: string): Value => ({
  expr: name(text),
  promise: "never",
  inert: true,
  kept: true,
});
export const nothing: Value = { expr: literal(undefined), promise: "never", inert: true, kept: true };

export const call = (callee: Expr, ...args: readonly Expr[]): Expr => ({ kind: "call", callee, args });
export const does = (expr: Expr): Stmt => ({ kind: "do", expr });
export const assign = (target: Expr, value: Expr): Stmt => does({ kind: "assign", target, value });

/** Where the outcome of a whole chain goes. */
export interface Sink {
  deliver(outcome: Expr): Stmt[];
}

export class Emission {
  /** Whether the code awaits anything, so that its function has to be async. */
  awaits = false;

  constructor(
    readonly shop: Workshop,
    /** The activity's name; undefined where nothing can cancel. */
    readonly activity: string | undefined,
    readonly sink: Sink,
    /** Whether a step of the chain looks at errors: then those of the run itself must be told apart. */
    readonly handlesErrors: boolean,
    /** What was evaluated when the chain was built, by its code. */
    readonly inputs: Map<number, Expr>,
  ) {}

  fresh(hint: string): string {
    return this.shop.locals.fresh(hint);
  }

  await(operand: Expr): Expr {
    this.awaits = true;
    return { kind: "await", operand };
  }

  /** Stops where nobody waits any more; due after user code, before anything else. */
  check(): Stmt[] {
    if (this.activity === undefined) return [];
    return [{ kind: "if", test: member(name(this.activity), "over"), then: [{ kind: "return" }] }];
  }

  /** A method of the activity, or the runtime's function of that name where nothing can cancel. */
  service(method: "enter" | "source" | "adopt"): Expr {
    return this.activity === undefined ? runtime(method) : member(name(this.activity), method);
  }

  /** Delivers what passes all steps: the cancel or panic of an entered task. */
  fault(outcome: Expr): Stmt[] {
    return this.sink.deliver(this.activity === undefined ? call(runtime("settle"), outcome) : outcome);
  }

  /** The value as an expression to be evaluated once, right here, and the statements that it needs in front. */
  settled(value: Value, hint: string): { readonly before: readonly Stmt[]; readonly expr: Expr } {
    if (value.promise === "never") return { before: [], expr: value.expr };
    if (value.promise === "always") return { before: [], expr: this.await(value.expr) };
    const temporary = this.fresh(hint);
    return { before: this.#awaitIfPromise(temporary, value.expr), expr: name(temporary) };
  }

  /** Declares `target` with the settled value. */
  declare(target: string, value: Value, keyword: "const" | "let"): Stmt[] {
    if (value.promise === "maybe") return this.#awaitIfPromise(target, value.expr);
    const init = value.promise === "always" ? this.await(value.expr) : value.expr;
    return [declare(keyword, target, init)];
  }

  /** Gives the variable `target` the settled value. */
  assign(target: string, value: Value): Stmt[] {
    if (value.promise === "maybe") return [assign(name(target), value.expr), this.#awaitPromise(target)];
    return [assign(name(target), value.promise === "always" ? this.await(value.expr) : value.expr)];
  }

  #awaitIfPromise(target: string, init: Expr): Stmt[] {
    return [declare("let", target, init), this.#awaitPromise(target)];
  }

  #awaitPromise(target: string): Stmt {
    const awaited = assign(name(target), this.await(name(target)));
    return { kind: "if", test: call(runtime("isPromiseLike"), name(target)), then: [awaited] };
  }

  /** The value under a name, so that it can be read more than once. */
  keep(value: Value, hint: Hint): { readonly before: readonly Stmt[]; readonly value: Value } {
    if (value.kept) return { before: [], value };
    const temporary = this.named(hint);
    const before = this.declare(temporary, value, "const");
    return { before: value.inert ? before : [...before, ...this.check()], value: kept(temporary) };
  }

  named(hint: Hint): string {
    return hint.exclusive ?? this.fresh(hint.name);
  }
}

/** What a variable should be called. */
export interface Hint {
  readonly name: string;
  /** A parameter's own name, where it can serve as the variable itself. */
  readonly exclusive?: string | undefined;
}

export const isTag = (outcome: Expr, tag: string): Expr => equals(member(outcome, "_tag"), literal(tag));
export const isNotOk = (outcome: Expr): Expr => ({
  kind: "binary",
  operator: "!==",
  left: member(outcome, "_tag"),
  right: literal("Ok"),
});
