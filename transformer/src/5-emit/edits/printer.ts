/**
 * Prints source regions with their rewrites applied, and plans as text. A slice of user code that lands at another
 * indentation is shifted line by line, except where white space is part of a value.
 */
import type { Clause, Expr, Rewrite, Stmt } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Literal } from "../../ir/match.js";
import type { TextBuilder } from "./builder.js";
import type { SourceText } from "./index.js";

/** What stands around an expression, as far as parentheses depend on it. */
type Need = "any" | "assignment" | "unary" | "operand" | "member";

const STEP = "  ";

/** An outer rewrite before those inside it; at one place what adds in front before what replaces. */
const ORDER: Readonly<Record<Rewrite["kind"], number>> = { before: 0, statement: 1, body: 2, expression: 3 };

export class Printer {
  readonly #rewrites: Rewrite[];
  readonly #used = new Set<Rewrite>();
  readonly #source: SourceText;
  readonly #runtime: string;
  readonly #out: TextBuilder;

  constructor(source: SourceText, rewrites: readonly Rewrite[], runtime: string, out: TextBuilder) {
    this.#source = source;
    this.#runtime = runtime;
    this.#out = out;
    this.#rewrites = [...rewrites].sort(
      ({ target: a, kind: one }, { target: b, kind: two }) =>
        a.start - b.start || b.end - a.end || ORDER[one] - ORDER[two],
    );
  }

  /** The source from `start` to `end`; `shift` columns are added to (or taken from) the lines after the first. */
  region(start: number, end: number, shift: number): void {
    let at = start;
    for (;;) {
      const next = this.#rewrites.find(
        (rewrite) => !this.#used.has(rewrite) && rewrite.target.start >= at && rewrite.target.end <= end,
      );
      if (next === undefined) break;
      this.#slice(at, next.target.start, shift);
      this.#rewrite(next, shift);
      at = next.target.end;
    }
    this.#slice(at, end, shift);
  }

  #rewrite(rewrite: Rewrite, shift: number): void {
    this.#used.add(rewrite);
    const { target } = rewrite;
    const indent = this.#indentAt(target.start, shift);
    if (rewrite.kind === "expression") {
      if (rewrite.shorthand !== undefined) this.#out.add(`${rewrite.shorthand}: `, target.start);
      // Where a call stood, a conditional needs parentheses; where the call already had them, or is a whole argument, it does not.
      this.#expression(rewrite.with, this.#needAt(target), indent, shift);
      return;
    }
    if (rewrite.kind === "body") {
      this.#block(rewrite.with, indent, shift);
      return;
    }
    if (rewrite.kind === "statement") {
      if (rewrite.embedded && rewrite.with.length !== 1) this.#block(rewrite.with, indent, shift);
      else this.#list(rewrite.with, indent, shift);
      return;
    }
    const arrow = rewrite.anchor === "arrow";
    const inner = arrow || rewrite.embedded ? indent + STEP : indent;
    if (arrow || rewrite.embedded) this.#out.add(`{\n${inner}`);
    this.#list(rewrite.with, inner, shift);
    this.#out.add(`\n${inner}${arrow ? "return " : ""}`);
    this.region(target.start, target.end, shift + inner.length - indent.length);
    if (arrow) this.#out.add(";");
    if (arrow || rewrite.embedded) this.#out.add(`\n${indent}}`);
  }

  #slice(start: number, end: number, shift: number): void {
    const { text, frozenLines } = this.#source;
    let at = start;
    while (at < end) {
      const newline = text.indexOf("\n", at);
      const next = newline === -1 || newline + 1 > end ? end : newline + 1;
      this.#out.slice(text.slice(at, next), at);
      at = next;
      const isLineStart = text.charCodeAt(at - 1) === 10;
      if (!isLineStart || at >= end || shift === 0 || frozenLines.has(at)) continue;
      if (text.charCodeAt(at) === 10 || text.charCodeAt(at) === 13) continue;
      if (shift > 0) this.#out.add(" ".repeat(shift));
      else while (at < end && at < next - shift && text.charCodeAt(at) === 32) at++;
    }
  }

  /** The white space at the start of the line that `offset` is on, as it will be in the output. */
  #indentAt(offset: number, shift: number): string {
    const { text } = this.#source;
    const line = text.lastIndexOf("\n", offset - 1) + 1;
    const space = /^[ \t]*/.exec(text.slice(line))![0];
    return shift >= 0 ? space + " ".repeat(shift) : space.slice(0, Math.max(space.length + shift, 0));
  }

  /** User code at a new indentation. */
  #user(code: Handle, indent: string): void {
    this.region(code.start, code.end, indent.length - this.#indentAt(code.start, 0).length);
  }

  #block(body: readonly Stmt[], indent: string, shift: number): void {
    this.#out.add(`{\n${indent}${STEP}`);
    this.#list(body, indent + STEP, shift);
    this.#out.add(`\n${indent}}`);
  }

  #list(body: readonly Stmt[], indent: string, shift: number): void {
    body.forEach((stmt, index) => {
      if (index > 0) this.#out.add(`\n${indent}`);
      this.#statement(stmt, indent, shift);
    });
  }

  #statement(stmt: Stmt, indent: string, shift: number): void {
    const out = this.#out;
    const origin = "origin" in stmt ? stmt.origin?.start : undefined;
    const expression = (expr: Expr, need: Need = "any"): void => this.#expression(expr, need, indent, shift);
    switch (stmt.kind) {
      case "do": {
        const parens = this.#startsLikeStatement(stmt.expr);
        if (parens) out.add("(");
        expression(stmt.expr);
        out.add(parens ? ");" : ";");
        return;
      }
      case "declare":
        out.add(`${stmt.keyword} `, origin);
        stmt.bindings.forEach(({ target, init }, index) => {
          if (index > 0) out.add(", ");
          expression(target);
          if (init === undefined) return;
          out.add(" = ");
          expression(init, "assignment");
        });
        out.add(";");
        return;
      case "switch":
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        out.add("switch (", origin);
        expression(stmt.on);
        out.add(") {");
        for (const clause of stmt.clauses) this.#clause(clause, indent + STEP, shift);
        out.add(`\n${indent}}`);
        return;
      case "if":
        out.add("if (", origin);
        expression(stmt.test);
        out.add(") ");
        this.#block(stmt.then, indent, shift);
        if (stmt.else === undefined) return;
        out.add(" else ");
        this.#block(stmt.else, indent, shift);
        return;
      case "try":
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        out.add("try ");
        this.#block(stmt.body, indent, shift);
        if (stmt.catch !== undefined) {
          out.add(stmt.catch.name === undefined ? " catch " : ` catch (${stmt.catch.name}) `);
          this.#block(stmt.catch.body, indent, shift);
        }
        if (stmt.finally === undefined) return;
        out.add(" finally ");
        this.#block(stmt.finally, indent, shift);
        return;
      case "return":
      case "throw":
        out.add(stmt.value === undefined ? stmt.kind : `${stmt.kind} `, origin);
        if (stmt.value !== undefined) expression(stmt.value);
        out.add(";");
        return;
      case "break":
        out.add(stmt.label === undefined ? "break;" : `break ${stmt.label};`);
        return;
      case "block":
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        this.#block(stmt.body, indent, shift);
        return;
      case "user": {
        const [start, end] = this.#inside(stmt.block);
        this.region(start, end, indent.length - this.#indentAt(start, 0).length);
      }
    }
  }

  /** The statements of a block, without its braces and the white space inside them; comments stay. */
  #inside({ start, end }: Handle): [number, number] {
    const inner = this.#source.text.slice(start + 1, end - 1);
    const from = start + 1 + (inner.length - inner.trimStart().length);
    return [from, Math.max(from, start + 1 + inner.trimEnd().length)];
  }

  #clause({ labels, body, origin }: Clause, indent: string, shift: number): void {
    if (origin !== undefined) this.#comments(origin, indent);
    if (labels.length === 0) this.#out.add(`\n${indent}default:`, origin?.start);
    for (const label of labels) {
      this.#out.add(`\n${indent}case `, origin?.start);
      this.#expression(label, "any", indent, shift);
      this.#out.add(":");
    }
    const [only] = body;
    if (body.length === 1 && only?.kind === "block") {
      this.#out.add(" ");
      this.#block(only.body, indent, shift);
      return;
    }
    if (body.length === 0) return;
    this.#out.add(`\n${indent}${STEP}`);
    this.#list(body, indent + STEP, shift);
  }

  /** The comments that stand on lines of their own above an arm. */
  #comments(arm: Handle, indent: string): void {
    const lines = this.#source.text.slice(0, arm.start).split("\n").slice(0, -1);
    const comments: string[] = [];
    while (lines.length > 0 && /^\s*(\/\/.*|\/\*.*\*\/\s*)$/.test(lines.at(-1)!))
      comments.unshift(lines.pop()!.trim());
    for (const comment of comments) this.#out.add(`\n${indent}${comment}`);
  }

  #expression(expr: Expr, need: Need, indent: string, shift: number): void {
    const out = this.#out;
    const nested = (inner: Expr, innerNeed: Need): void => this.#expression(inner, innerNeed, indent, shift);
    const parens = needsParens(expr, need, this.#source.text);
    if (parens) out.add("(");
    switch (expr.kind) {
      case "user":
        this.#user(expr.code, indent);
        break;
      case "name":
      case "reference":
        out.add(expr.name);
        break;
      case "runtime":
        out.add(`${this.#runtime}.${expr.symbol}`);
        break;
      case "literal":
        out.add(printLiteral(expr.value));
        break;
      case "member": {
        nested(expr.object, "member");
        const plain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(expr.name);
        if (plain) out.add(`${expr.optional ? "?." : "."}${expr.name}`);
        else out.add(`${expr.optional ? "?." : ""}[${JSON.stringify(expr.name)}]`);
        break;
      }
      case "call":
      case "new":
        if (expr.kind === "new") out.add("new ", expr.origin?.start);
        nested(expr.callee, "member");
        out.add("(", expr.origin?.start);
        expr.args.forEach((arg, index) => {
          if (index > 0) out.add(", ");
          nested(arg, "assignment");
        });
        out.add(")");
        break;
      case "binary":
        nested(expr.left, "operand");
        out.add(` ${expr.operator} `);
        nested(expr.right, "operand");
        break;
      case "typeof":
      case "await":
        out.add(`${expr.kind} `);
        nested(expr.operand, "unary");
        break;
      case "conditional":
        nested(expr.test, "operand");
        out.add(" ? ");
        nested(expr.then, "assignment");
        out.add(" : ");
        nested(expr.else, "assignment");
        break;
      case "assign":
        nested(expr.target, "any");
        out.add(" = ");
        nested(expr.value, "assignment");
        break;
      case "sequence":
        expr.items.forEach((item, index) => {
          if (index > 0) out.add(", ");
          nested(item, "assignment");
        });
        break;
      case "array":
        out.add("[");
        expr.items.forEach((item, index) => {
          if (index > 0) out.add(", ");
          nested(item, "assignment");
        });
        out.add("]");
        break;
      case "pick":
        out.add(`{ ${expr.property}`);
        if (expr.target.kind !== "name" || expr.target.name !== expr.property) {
          out.add(": ");
          nested(expr.target, "any");
        }
        out.add(" = ");
        nested(expr.initial, "assignment");
        out.add(" }");
        break;
      case "arrow":
        out.add(expr.async ? "async (" : "(", expr.origin?.start);
        expr.params.forEach((param, index) => {
          if (index > 0) out.add(", ");
          nested(param, "assignment");
        });
        out.add(") => ");
        this.#block(expr.body, indent, shift);
        break;
    }
    if (parens) out.add(")");
  }

  /** A whole argument, initialiser or parenthesised expression takes a conditional as it is. */
  #needAt({ start, end }: Handle): Need {
    const { text } = this.#source;
    const before = /(\S)\s*$/.exec(text.slice(0, start))?.[1] ?? "";
    const after = /^\s*(\S)/.exec(text.slice(end))?.[1] ?? "";
    const opens =
      before === "(" ||
      before === "[" ||
      before === "," ||
      before === "{" ||
      (before === ":" && after !== "?");
    return opens && (after === ")" || after === "]" || after === "," || after === "}")
      ? "assignment"
      : "unary";
  }

  #startsLikeStatement(expr: Expr): boolean {
    if (expr.kind !== "user") return false;
    return /^(\{|function\b|class\b|async\s+function\b|let\s*\[)/.test(
      this.#source.text.slice(expr.code.start, expr.code.start + 40),
    );
  }
}

const LEVEL: Readonly<Record<Need, number>> = { any: 0, assignment: 1, operand: 2, unary: 3, member: 4 };

/** How tightly an expression binds, on the scale of {@link Need}. */
function binding(expr: Expr, text: string): number {
  switch (expr.kind) {
    case "sequence":
      return LEVEL.any;
    case "assign":
    case "conditional":
    case "arrow":
    case "pick":
      return LEVEL.assignment;
    case "binary":
      return LEVEL.assignment;
    case "await":
    case "typeof":
      return LEVEL.unary;
    case "user":
      return isPrimary(text.slice(expr.code.start, expr.code.end)) ? LEVEL.member : LEVEL.assignment;
    case "literal":
      return typeof expr.value === "number" || typeof expr.value === "bigint" ? LEVEL.unary : LEVEL.member;
    default:
      return LEVEL.member;
  }
}

/** Certainly a single operand: a chain of names, properties and one pair of brackets without anything loose between. */
const isPrimary = (code: string): boolean =>
  /^[\p{L}_$][\p{L}\p{N}_$.]*(\([^()]*\))?$/u.test(code) || /^(["'`])[^"'`\\]*\1$/.test(code);

const needsParens = (expr: Expr, need: Need, text: string): boolean =>
  expr.kind === "binary" && need === "operand" ? expr.operator !== "===" : binding(expr, text) < LEVEL[need];

function printLiteral(value: Literal): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  return String(value);
}
