/** Prints regions of the source with their rewrites applied, each in the style of what it replaces. */
import type { Cut, Rewrite } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import { needsBraces } from "../embedded.js";
import type { TextBuilder } from "./builder.js";
import { CodePrinter } from "./code.js";
import type { Need } from "./precedence.js";
import { Slices } from "./slices.js";
import type { SourceText } from "./source-text.js";
import { type Style, styleOf } from "./style.js";

/** An outer rewrite before those inside it; at one place what adds in front before what replaces. */
const ORDER: Readonly<Record<Rewrite["kind"], number>> = { before: 0, statement: 1, body: 2, expression: 3 };

export class Regions {
  readonly #rewrites: readonly Rewrite[];
  readonly #used = new Set<Rewrite>();
  readonly #source: SourceText;
  readonly #out: TextBuilder;
  readonly #style: Style;
  readonly #slices: Slices;
  readonly #code: CodePrinter;

  constructor(source: SourceText, rewrites: readonly Rewrite[], runtime: string, out: TextBuilder) {
    this.#source = source;
    this.#out = out;
    this.#style = styleOf(source.text);
    this.#slices = new Slices(source, this.#style, out);
    this.#code = new CodePrinter(
      source.text,
      this.#style,
      runtime,
      out,
      this.#slices,
      (start, end, shift, moved) => this.print(start, end, shift, moved),
    );
    this.#rewrites = [...rewrites].sort(
      ({ target: a, kind: one }, { target: b, kind: two }) =>
        a.start - b.start || b.end - a.end || ORDER[one] - ORDER[two],
    );
  }

  /** The source from `start` to `end`; `shift` columns are added to (or taken from) the lines after the first. */
  print(start: number, end: number, shift: number, moved?: Handle): void {
    let at = start;
    for (let index = this.#from(at); index < this.#rewrites.length; index++) {
      const next = this.#rewrites[index]!;
      if (next.target.start > end) break;
      if (next.target.id === moved?.id && next.kind === "expression") continue;
      if (next.target.start < at || next.target.end > end || this.#used.has(next)) continue;
      const joins = next.kind === "body" || (next.kind === "before" && next.anchor === "arrow");
      if (joins) this.#upToArrow(at, next.target.start, shift);
      else if (next.kind === "before" && next.cut !== undefined)
        this.#upToComma(at, next.cut, next.target, shift);
      else if (this.#opensLine(next, at)) {
        at = this.#onOwnLines(next, at, shift);
        continue;
      } else this.#slices.print(at, next.target.start, shift);
      this.#rewrite(next, shift);
      at = next.target.end - this.#semicolonOfNext(next).length;
    }
    this.#slices.print(at, end, shift);
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

  /** In a file without semicolons the one in front of `[` or `(` ends the statement on the lines before, but reads as theirs. */
  #semicolonOfNext(rewrite: Rewrite): string {
    if (rewrite.kind !== "statement" || rewrite.embedded || rewrite.with.length === 0) return "";
    const { start, end } = rewrite.target;
    return /\s*\n\s*;$/.exec(this.#source.text.slice(start, end))?.[0] ?? "";
  }

  /** Whether a statement follows the brace of its block on one line: `{ return Patterns.match(...); }`. */
  #opensLine(next: Rewrite, from: number): boolean {
    const isStatement = next.kind === "statement" || (next.kind === "before" && next.anchor === "statement");
    if (!isStatement || next.embedded || next.with.length === 0) return false;
    return /\{[ \t]*$/.test(this.#source.text.slice(from, next.target.start));
  }

  /** Prints it on lines between the braces, and answers where to go on. */
  #onOwnLines(next: Rewrite, from: number, shift: number): number {
    const { text } = this.#source;
    const { newline, step } = this.#style;
    const { start, end } = next.target;
    const indent = this.#slices.indentAt(start, shift);
    this.#slices.print(from, from + text.slice(from, start).trimEnd().length, shift);
    this.#out.add(`${newline}${indent}${step}`);
    this.#rewrite(next, shift, step);
    const gap = /^[ \t]*(?=\})/.exec(text.slice(end))?.[0];
    if (gap === undefined) return end;
    this.#out.add(`${newline}${indent}`);
    return end + gap.length;
  }

  /** A body that becomes a block follows its arrow on the same line. */
  #upToArrow(start: number, body: number, shift: number): void {
    const arrow = this.#arrowBefore(body);
    if (arrow === undefined || arrow < start) {
      this.#slices.print(start, body, shift);
      return;
    }
    this.#slices.print(start, arrow, shift);
    this.#out.add(" ");
  }

  /** The offset behind `=>`, when nothing but white space stands between it and the body. */
  #arrowBefore(body: number): number | undefined {
    const { text } = this.#source;
    let at = body;
    while (/\s/.test(text.charAt(at - 1))) at--;
    return text.startsWith("=>", at - 2) ? at : undefined;
  }

  #rewrite(rewrite: Rewrite, shift: number, deeper = ""): void {
    this.#used.add(rewrite);
    const { target } = rewrite;
    const { newline, step, semicolon } = this.#style;
    if (rewrite.kind === "expression") {
      if (rewrite.shorthand !== undefined) this.#out.add(`${rewrite.shorthand}: `, target.start);
      // Where a call stood, a conditional needs parentheses; where the call already had them, or is a whole argument, it does not.
      this.#code.expression(
        rewrite.with,
        this.#needAt(target),
        this.#slices.indentAt(target.start, shift),
        shift,
      );
      return;
    }
    const place = this.#arrowBefore(target.start) ?? target.start;
    const indent = this.#slices.indentAt(place, shift) + deeper;
    if (rewrite.kind === "body") {
      this.#code.block(rewrite.with, indent);
      return;
    }
    if (rewrite.kind === "statement") {
      if (needsBraces(rewrite)) this.#code.block(rewrite.with, indent);
      else this.#code.list(rewrite.with, indent);
      return;
    }
    if (rewrite.cut !== undefined) {
      this.#cut(rewrite, rewrite.cut, shift);
      return;
    }
    const arrow = rewrite.anchor === "arrow";
    const inner = arrow || rewrite.embedded ? indent + step : indent;
    if (arrow || rewrite.embedded) this.#out.add(`{${newline}${inner}`);
    this.#code.list(rewrite.with, inner);
    this.#out.add(`${newline}${inner}${arrow ? "return " : ""}`);
    this.print(target.start, target.end, inner.length - this.#slices.indentAt(target.start, 0).length);
    if (arrow) this.#out.add(semicolon);
    if (arrow || rewrite.embedded) this.#out.add(`${newline}${indent}}`);
  }

  /** The first half of a declaration ends where the comma stood; comments behind the comma stay. */
  #upToComma(start: number, { previous }: Cut, declarator: Handle, shift: number): void {
    const between = this.#source.text.slice(previous.end, declarator.start);
    const bare = between.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => " ".repeat(comment.length));
    const comma = previous.end + bare.indexOf(",");
    this.#slices.print(start, comma, shift);
    this.#out.add(this.#style.semicolon);
    const comments = this.#source.text.slice(comma + 1, declarator.start).trimEnd();
    this.#slices.print(comma + 1, comma + 1 + comments.length, shift);
  }

  #cut(
    { target, with: statements }: Extract<Rewrite, { kind: "before" }>,
    { statement, opening }: Cut,
    shift: number,
  ): void {
    const indent = this.#slices.indentAt(statement.start, shift);
    const { newline } = this.#style;
    this.#out.add(`${newline}${indent}`);
    this.#code.list(statements, indent);
    this.#out.add(`${newline}${indent}${opening}`);
    this.print(target.start, target.end, shift);
  }

  /** A whole argument, initialiser or parenthesised expression takes a conditional as it is. */
  #needAt({ start, end }: Handle): Need {
    const { text } = this.#source;
    // Not by a pattern that ends in `$`: it would try every character of the file up to here.
    const head = text.slice(0, start).trimEnd();
    const before = head.charAt(head.length - 1);
    const after = /^\s*(\S)/.exec(text.slice(end))?.[1] ?? "";
    const opens =
      before === "(" ||
      before === "[" ||
      before === "," ||
      before === "{" ||
      (before === ":" && after !== "?");
    // A whole initialiser or assigned value: `=`, but neither `==` nor `+=`.
    if (
      before === "=" &&
      /[^=!<>+\-*/%&|^?]/.test(head.charAt(head.length - 2)) &&
      (after === ";" || after === ",")
    )
      return "assignment";
    return opens && (after === ")" || after === "]" || after === "," || after === "}")
      ? "assignment"
      : "unary";
  }
}
