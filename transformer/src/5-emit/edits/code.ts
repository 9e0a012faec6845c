/** Prints plans as text: statements and expressions, formatted like the file around them. */
import type { Clause, Declaration, Expr, Stmt } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Literal } from "../../ir/match.js";
import type { TextBuilder } from "./builder.js";
import { type Need, needsParens } from "./precedence.js";
import type { Slices } from "./slices.js";
import type { Style } from "./style.js";

/** Prints a part of the source with the rewrites inside it, shifted by columns; of code that was `moved` its own is left out. */
export type PrintRegion = (start: number, end: number, shift: number, moved?: Handle) => void;

/** One jump, which needs no braces behind an `if`. */
const isShort = (body: readonly Stmt[]): boolean =>
  body.length === 1 && (body[0]!.kind === "return" || body[0]!.kind === "break" || body[0]!.kind === "throw");

export class CodePrinter {
  readonly #text: string;
  readonly #style: Style;
  readonly #runtime: string;
  readonly #out: TextBuilder;
  readonly #slices: Slices;
  readonly #region: PrintRegion;

  constructor(
    text: string,
    style: Style,
    runtime: string,
    out: TextBuilder,
    slices: Slices,
    region: PrintRegion,
  ) {
    this.#text = text;
    this.#style = style;
    this.#runtime = runtime;
    this.#out = out;
    this.#slices = slices;
    this.#region = region;
  }

  block(body: readonly Stmt[], indent: string): void {
    const { newline, step } = this.#style;
    if (body.length === 0) {
      this.#out.add("{}");
      return;
    }
    this.#out.add(`{${newline}${indent}${step}`);
    this.list(body, indent + step);
    this.#out.add(`${newline}${indent}}`);
  }

  list(body: readonly Stmt[], indent: string): void {
    const printed = body.filter((stmt) => stmt.kind !== "user" || !this.#slices.isEmpty(stmt.block));
    printed.forEach((stmt, index) => {
      if (index > 0) this.#out.add(`${this.#style.newline}${indent}`);
      this.#statement(stmt, indent);
    });
  }

  #statement(stmt: Stmt, indent: string): void {
    const out = this.#out;
    const { newline, step, semicolon } = this.#style;
    const origin = "origin" in stmt ? stmt.origin?.start : undefined;
    const expression = (expr: Expr, need: Need = "any"): void => this.expression(expr, need, indent, 0);
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
        this.block(stmt.body, indent);
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
          this.list(stmt.then, indent);
          return;
        }
        this.block(stmt.then, indent);
        if (stmt.else === undefined) return;
        out.add(" else ");
        this.block(stmt.else, indent);
        return;
      case "try":
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        out.add("try ");
        this.block(stmt.body, indent);
        if (stmt.catch !== undefined) {
          out.add(stmt.catch.name === undefined ? " catch " : ` catch (${stmt.catch.name}) `);
          this.block(stmt.catch.body, indent);
        }
        if (stmt.finally === undefined) return;
        out.add(" finally ");
        this.block(stmt.finally, indent);
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
        for (const comment of stmt.comments ?? []) out.add(`${comment}${newline}${indent}`);
        if (stmt.label !== undefined) out.add(`${stmt.label}: `);
        this.block(stmt.body, indent);
        return;
      case "user": {
        const [start, end] = this.#slices.inside(stmt.block);
        this.#region(start, end, indent.length - this.#slices.indentAt(start, 0).length);
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
      this.expression(target, "any", indent, 0);
      if (init === undefined) return;
      this.#out.add(" = ");
      this.expression(init, "assignment", indent, 0);
    });
  }

  #clause({ labels, body, origin, comments = [] }: Clause, indent: string): void {
    const { newline, step } = this.#style;
    for (const comment of comments) this.#out.add(`${newline}${indent}${comment}`);
    if (labels.length === 0) this.#out.add(`${newline}${indent}default:`, origin?.start);
    for (const label of labels) {
      this.#out.add(`${newline}${indent}case `, origin?.start);
      this.expression(label, "any", indent, 0);
      this.#out.add(":");
    }
    const [only] = body;
    if (body.length === 1 && only?.kind === "block" && only.label === undefined && !only.comments) {
      this.#out.add(" ");
      this.block(only.body, indent);
      return;
    }
    if (body.length === 0) return;
    this.#out.add(`${newline}${indent}${step}`);
    this.list(body, indent + step);
  }

  expression(expr: Expr, need: Need, indent: string, shift: number): void {
    const out = this.#out;
    const nested = (inner: Expr, innerNeed: Need): void => this.expression(inner, innerNeed, indent, shift);
    const parens = needsParens(expr, need, this.#text);
    if (parens) out.add("(");
    switch (expr.kind) {
      case "user":
        this.#user(expr.code, indent, expr.moved);
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
        nested(expr.left, continues(expr) ? "condition" : "operand");
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
        this.block(expr.body, indent);
        break;
    }
    if (parens) out.add(")");
  }

  /** A chain of conditionals gets a line for each answer. */
  #conditional(expr: Extract<Expr, { kind: "conditional" }>, indent: string): void {
    const { newline, step } = this.#style;
    const inner = indent + step;
    const isChain = expr.else.kind === "conditional";
    /** A sign in front of an answer, below the answer's comments. */
    const lead = (sign: "?" | ":", comments: readonly string[] = [], breaks = false): void => {
      for (const comment of comments) this.#out.add(`${newline}${inner}${comment}`);
      this.#out.add(breaks || comments.length > 0 ? `${newline}${inner}${sign} ` : ` ${sign} `);
    };
    let link: Expr = expr;
    while (link.kind === "conditional") {
      this.expression(link.test, "condition", inner, 0);
      lead("?", link.comments?.then);
      this.#answer(link.then, inner);
      lead(":", link.comments?.else, isChain);
      link = link.else;
    }
    this.expression(link, "assignment", inner, 0);
  }

  /** A conditional inside an answer is set off: `? (a) : b {}` with a colon behind would be read as an arrow function's type. */
  #answer(expr: Expr, indent: string): void {
    const text = expr.kind === "user" ? this.#text.slice(expr.code.start, expr.code.end) : "";
    const isConditional = expr.kind === "conditional" || (/\?[^.?]/.test(text) && !isWrapped(text));
    if (isConditional) this.#out.add("(");
    this.expression(expr, isConditional ? "any" : "assignment", indent, 0);
    if (isConditional) this.#out.add(")");
  }

  #literal(value: Literal): string {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "string") return String(value);
    const text = JSON.stringify(value);
    if (this.#style.quote === '"' || text.includes("'")) return text;
    return `'${text.slice(1, -1).replaceAll('\\"', '"')}'`;
  }

  #startsWithBracket(expr: Expr): boolean {
    if (expr.kind === "sequence" || expr.kind === "conditional" || expr.kind === "arrow") return true;
    if (expr.kind === "call") return this.#startsWithBracket(expr.callee);
    return expr.kind === "user" && /^[([`/+-]/.test(this.#text.charAt(expr.code.start));
  }

  #startsLikeStatement(expr: Expr): boolean {
    if (expr.kind !== "user") return false;
    return /^(\{|function\b|class\b|async\s+function\b|let\s*\[)/.test(
      this.#text.slice(expr.code.start, expr.code.start + 40),
    );
  }

  /** User code at a new indentation. */
  #user(code: Handle, indent: string, isMoved = false): void {
    const shift = indent.length - this.#slices.indentAt(code.start, 0).length;
    this.#region(code.start, code.end, shift, isMoved ? code : undefined);
  }
}

/** `a && b && c` */
const continues = ({ left, operator }: Extract<Expr, { kind: "binary" }>): boolean =>
  left.kind === "binary" && left.operator === operator && (operator === "&&" || operator === "||");

/** All of it stands in one pair of parentheses. */
function isWrapped(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    if (depth === 0) return at > 0 && at === text.length - 1;
  }
  return false;
}
