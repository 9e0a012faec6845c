/**
 * Prints source regions with their rewrites applied, and plans as text. A slice of user code that lands at another
 * indentation is shifted line by line, except where white space is part of a value.
 */
import type { Clause, Declaration, Expr, Rewrite, Stmt } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Literal } from "../../ir/match.js";
import type { TextBuilder } from "./builder.js";
import type { SourceText } from "./index.js";
import { type Need, needsParens } from "./precedence.js";
import { type Style, styleOf } from "./style.js";

/** An outer rewrite before those inside it; at one place what adds in front before what replaces. */
const ORDER: Readonly<Record<Rewrite["kind"], number>> = { before: 0, statement: 1, body: 2, expression: 3 };

/** One jump, which needs no braces behind an `if`. */
const isShort = (body: readonly Stmt[]): boolean =>
  body.length === 1 && (body[0]!.kind === "return" || body[0]!.kind === "break" || body[0]!.kind === "throw");

export class Printer {
  readonly #rewrites: Rewrite[];
  readonly #used = new Set<Rewrite>();
  readonly #source: SourceText;
  readonly #runtime: string;
  readonly #out: TextBuilder;
  readonly #style: Style;

  constructor(source: SourceText, rewrites: readonly Rewrite[], runtime: string, out: TextBuilder) {
    this.#source = source;
    this.#runtime = runtime;
    this.#out = out;
    this.#style = styleOf(source.text);
    this.#rewrites = [...rewrites].sort(
      ({ target: a, kind: one }, { target: b, kind: two }) =>
        a.start - b.start || b.end - a.end || ORDER[one] - ORDER[two],
    );
  }

  /** The source from `start` to `end`; `shift` columns are added to (or taken from) the lines after the first. */
  region(start: number, end: number, shift: number): void {
    let at = start;
    for (let index = this.#from(at); index < this.#rewrites.length; index++) {
      const next = this.#rewrites[index]!;
      if (next.target.start > end) break;
      if (next.target.start < at || next.target.end > end || this.#used.has(next)) continue;
      const joins = next.kind === "body" || (next.kind === "before" && next.anchor === "arrow");
      if (joins) this.#upToArrow(at, next.target.start, shift);
      else this.#slice(at, next.target.start, shift);
      this.#rewrite(next, shift);
      at = next.target.end;
    }
    this.#slice(at, end, shift);
  }

  /** The index of the first rewrite that starts at `offset` or later. */
  #from(offset: number): number {
    let [low, high] = [0, this.#rewrites.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rewrites[middle]!.target.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A body that becomes a block follows its arrow on the same line. */
  #upToArrow(start: number, body: number, shift: number): void {
    const arrow = this.#arrowBefore(body);
    if (arrow === undefined || arrow < start) {
      this.#slice(start, body, shift);
      return;
    }
    this.#slice(start, arrow, shift);
    this.#out.add(" ");
  }

  /** The offset behind `=>`, when nothing but white space stands between it and the body. */
  #arrowBefore(body: number): number | undefined {
    const { text } = this.#source;
    let at = body;
    while (/\s/.test(text.charAt(at - 1))) at--;
    return text.startsWith("=>", at - 2) ? at : undefined;
  }

  #rewrite(rewrite: Rewrite, shift: number): void {
    this.#used.add(rewrite);
    const { target } = rewrite;
    const { newline, step, semicolon } = this.#style;
    if (rewrite.kind === "expression") {
      if (rewrite.shorthand !== undefined) this.#out.add(`${rewrite.shorthand}: `, target.start);
      // Where a call stood, a conditional needs parentheses; where the call already had them, or is a whole argument, it does not.
      this.#expression(rewrite.with, this.#needAt(target), this.#indentAt(target.start, shift), shift);
      return;
    }
    const place = this.#arrowBefore(target.start) ?? target.start;
    const indent = this.#indentAt(place, shift);
    if (rewrite.kind === "body") {
      this.#block(rewrite.with, indent);
      return;
    }
    if (rewrite.kind === "statement") {
      if (rewrite.embedded && rewrite.with.length !== 1) this.#block(rewrite.with, indent);
      else this.#list(rewrite.with, indent);
      return;
    }
    const arrow = rewrite.anchor === "arrow";
    const inner = arrow || rewrite.embedded ? indent + step : indent;
    if (arrow || rewrite.embedded) this.#out.add(`{${newline}${inner}`);
    this.#list(rewrite.with, inner);
    this.#out.add(`${newline}${inner}${arrow ? "return " : ""}`);
    this.region(target.start, target.end, inner.length - this.#indentAt(target.start, 0).length);
    if (arrow) this.#out.add(semicolon);
    if (arrow || rewrite.embedded) this.#out.add(`${newline}${indent}}`);
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
      if (shift > 0) this.#out.add(this.#space(shift));
      else while (at < end && at < next - shift && isIndent(text.charCodeAt(at))) at++;
    }
  }

  /** The white space at the start of the line that `offset` is on, as it will be in the output. */
  #indentAt(offset: number, shift: number): string {
    const { text } = this.#source;
    const line = text.lastIndexOf("\n", offset - 1) + 1;
    const space = /^[ \t]*/.exec(text.slice(line))![0];
    return shift >= 0 ? space + this.#space(shift) : space.slice(0, Math.max(space.length + shift, 0));
  }

  #space(columns: number): string {
    return this.#style.step.charAt(0).repeat(columns);
  }

  /** User code at a new indentation. */
  #user(code: Handle, indent: string): void {
    this.region(code.start, code.end, indent.length - this.#indentAt(code.start, 0).length);
  }

  #block(body: readonly Stmt[], indent: string): void {
    const { newline, step } = this.#style;
    if (body.length === 0) {
      this.#out.add("{}");
      return;
    }
    this.#out.add(`{${newline}${indent}${step}`);
    this.#list(body, indent + step);
    this.#out.add(`${newline}${indent}}`);
  }

  #list(body: readonly Stmt[], indent: string): void {
    const printed = body.filter((stmt) => stmt.kind !== "user" || !this.#isEmpty(stmt.block));
    printed.forEach((stmt, index) => {
      if (index > 0) this.#out.add(`${this.#style.newline}${indent}`);
      this.#statement(stmt, indent);
    });
  }

  #statement(stmt: Stmt, indent: string): void {
    const out = this.#out;
    const { newline, step, semicolon } = this.#style;
    const origin = "origin" in stmt ? stmt.origin?.start : undefined;
    const expression = (expr: Expr, need: Need = "any"): void => this.#expression(expr, need, indent, 0);
    switch (stmt.kind) {
      case "do": {
        const parens = this.#startsLikeStatement(stmt.expr);
        // Without semicolons a bracket would go on with the statement in front.
        if (semicolon === "" && (parens || this.#startsWithBracket(stmt.expr))) out.add(";");
        if (parens) out.add("(");
        expression(stmt.expr);
        out.add(parens ? `)${semicolon}` : semicolon);
        return;
      }
      case "declare":
        this.#declaration(stmt, indent);
        out.add(semicolon);
        return;
      case "loop":
        out.add("for (", origin);
        if (stmt.init !== undefined) this.#declaration(stmt.init, indent);
        out.add(stmt.init === undefined ? ";;) " : "; ; ) ");
        this.#block(stmt.body, indent);
        return;
      case "switch":
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        out.add("switch (", origin);
        expression(stmt.on);
        out.add(") {");
        for (const clause of stmt.clauses) this.#clause(clause, indent + step);
        out.add(`${newline}${indent}}`);
        return;
      case "if":
        out.add("if (", origin);
        expression(stmt.test);
        out.add(") ");
        if (stmt.else === undefined && isShort(stmt.then)) {
          this.#list(stmt.then, indent);
          return;
        }
        this.#block(stmt.then, indent);
        if (stmt.else === undefined) return;
        out.add(" else ");
        this.#block(stmt.else, indent);
        return;
      case "try":
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        out.add("try ");
        this.#block(stmt.body, indent);
        if (stmt.catch !== undefined) {
          out.add(stmt.catch.name === undefined ? " catch " : ` catch (${stmt.catch.name}) `);
          this.#block(stmt.catch.body, indent);
        }
        if (stmt.finally === undefined) return;
        out.add(" finally ");
        this.#block(stmt.finally, indent);
        return;
      case "return":
      case "throw":
        out.add(stmt.value === undefined ? stmt.kind : `${stmt.kind} `, origin);
        if (stmt.value !== undefined) expression(stmt.value);
        out.add(semicolon);
        return;
      case "break":
        out.add(`break${stmt.label === undefined ? "" : ` ${stmt.label}`}${semicolon}`);
        return;
      case "block":
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        this.#block(stmt.body, indent);
        return;
      case "user": {
        const [start, end] = this.#inside(stmt.block);
        this.region(start, end, indent.length - this.#indentAt(start, 0).length);
        return;
      }
      case "statement":
        this.#user(stmt.code, indent);
    }
  }

  #declaration({ keyword, bindings, origin }: Declaration, indent: string): void {
    this.#out.add(`${keyword} `, origin?.start);
    bindings.forEach(({ target, init }, index) => {
      if (index > 0) this.#out.add(", ");
      this.#expression(target, "any", indent, 0);
      if (init === undefined) return;
      this.#out.add(" = ");
      this.#expression(init, "assignment", indent, 0);
    });
  }

  /** The statements of a block, without its braces and the white space inside them; comments stay. */
  #inside({ start, end }: Handle): [number, number] {
    const inner = this.#source.text.slice(start + 1, end - 1);
    const from = start + 1 + (inner.length - inner.trimStart().length);
    return [from, Math.max(from, start + 1 + inner.trimEnd().length)];
  }

  #isEmpty(block: Handle): boolean {
    const [start, end] = this.#inside(block);
    return start === end;
  }

  #clause({ labels, body, origin, comments = [] }: Clause, indent: string): void {
    const { newline, step } = this.#style;
    for (const comment of comments) this.#out.add(`${newline}${indent}${comment}`);
    if (labels.length === 0) this.#out.add(`${newline}${indent}default:`, origin?.start);
    for (const label of labels) {
      this.#out.add(`${newline}${indent}case `, origin?.start);
      this.#expression(label, "any", indent, 0);
      this.#out.add(":");
    }
    const [only] = body;
    if (body.length === 1 && only?.kind === "block") {
      this.#out.add(" ");
      this.#block(only.body, indent);
      return;
    }
    if (body.length === 0) return;
    this.#out.add(`${newline}${indent}${step}`);
    this.#list(body, indent + step);
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
        out.add(expr.name, expr.kind === "reference" ? expr.code.start : undefined);
        break;
      case "runtime":
        out.add(`${this.#runtime}.${expr.symbol}`);
        break;
      case "literal":
        out.add(this.#literal(expr.value));
        break;
      case "member": {
        nested(expr.object, "member");
        const plain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(expr.name);
        if (plain) out.add(`${expr.optional ? "?." : "."}${expr.name}`);
        else out.add(`${expr.optional ? "?." : ""}[${this.#literal(expr.name)}]`);
        break;
      }
      case "call":
      case "new":
        if (expr.kind === "new") out.add("new ", expr.origin?.start);
        // An engine reports a call at the name of what is called.
        if (expr.callee.kind === "runtime")
          out.add(`${this.#runtime}.${expr.callee.symbol}`, expr.origin?.start);
        else nested(expr.callee, "member");
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
      case "not":
        out.add("!");
        nested(expr.operand, "unary");
        break;
      case "conditional":
        this.#conditional(expr, indent);
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
        this.#block(expr.body, indent);
        break;
    }
    if (parens) out.add(")");
  }

  /** A chain of conditionals gets a line for each answer. */
  #conditional(expr: Extract<Expr, { kind: "conditional" }>, indent: string): void {
    const { newline, step } = this.#style;
    const inner = indent + step;
    const isChain = expr.else.kind === "conditional";
    let link: Expr = expr;
    while (link.kind === "conditional") {
      this.#expression(link.test, "condition", inner, 0);
      this.#out.add(" ? ");
      this.#expression(link.then, "assignment", inner, 0);
      this.#out.add(isChain ? `${newline}${inner}: ` : " : ");
      link = link.else;
    }
    this.#expression(link, "assignment", inner, 0);
  }

  #literal(value: Literal): string {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "string") return String(value);
    const text = JSON.stringify(value);
    if (this.#style.quote === '"' || text.includes("'")) return text;
    return `'${text.slice(1, -1).replaceAll('\\"', '"')}'`;
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
    // A whole initialiser or assigned value: `=`, but neither `==` nor `+=`.
    if (/[^=!<>+\-*/%&|^?]=\s*$/.test(text.slice(0, start)) && (after === ";" || after === ","))
      return "assignment";
    return opens && (after === ")" || after === "]" || after === "," || after === "}")
      ? "assignment"
      : "unary";
  }

  #startsWithBracket(expr: Expr): boolean {
    if (expr.kind === "sequence" || expr.kind === "conditional" || expr.kind === "arrow") return true;
    if (expr.kind === "call") return this.#startsWithBracket(expr.callee);
    return expr.kind === "user" && /^[([`/+-]/.test(this.#source.text.charAt(expr.code.start));
  }

  #startsLikeStatement(expr: Expr): boolean {
    if (expr.kind !== "user") return false;
    return /^(\{|function\b|class\b|async\s+function\b|let\s*\[)/.test(
      this.#source.text.slice(expr.code.start, expr.code.start + 40),
    );
  }
}

const isIndent = (code: number): boolean => code === 32 || code === 9;
