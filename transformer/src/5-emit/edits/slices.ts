/**
 * The file's own text in pieces, as they are or at another indentation: a slice of user code that lands elsewhere is shifted line
 * by line, except where white space is part of a value.
 */
import type { Handle } from "../../ir/handle.js";
import type { TextBuilder } from "./builder.js";
import type { SourceText } from "./source-text.js";
import type { Style } from "./style.js";

export class Slices {
  readonly #source: SourceText;
  readonly #style: Style;
  readonly #out: TextBuilder;

  constructor(source: SourceText, style: Style, out: TextBuilder) {
    this.#source = source;
    this.#style = style;
    this.#out = out;
  }

  /** Prints the text from `start` to `end`; `shift` columns are added to (or taken from) the lines after the first. */
  print(start: number, end: number, shift: number): void {
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
  indentAt(offset: number, shift: number): string {
    const { text } = this.#source;
    const line = text.lastIndexOf("\n", offset - 1) + 1;
    const space = /^[ \t]*/.exec(text.slice(line))![0];
    return shift >= 0 ? space + this.#space(shift) : space.slice(0, Math.max(space.length + shift, 0));
  }

  #space(columns: number): string {
    return this.#style.step.charAt(0).repeat(columns);
  }

  /** The statements of a block, without its braces and the white space inside them; comments stay. */
  inside({ start, end }: Handle): [number, number] {
    const inner = this.#source.text.slice(start + 1, end - 1);
    const from = start + 1 + (inner.length - inner.trimStart().length);
    return [from, Math.max(from, start + 1 + inner.trimEnd().length)];
  }

  isEmpty(block: Handle): boolean {
    const [start, end] = this.inside(block);
    return start === end;
  }
}

const isIndent = (code: number): boolean => code === 32 || code === 9;
