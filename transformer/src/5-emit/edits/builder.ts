/**
 * Text with its origins: generated pieces and slices of the source, in output order, and the source map they imply.
 * Slices are mapped word by word, so that a column in the middle of a moved expression is still found.
 */
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";

export interface Piece {
  readonly text: string;
  /** Offset in the source of the text's first character (of all of it, for generated text). */
  readonly origin: number | undefined;
  readonly sliced: boolean;
}

export class TextBuilder {
  readonly #pieces: Piece[] = [];

  /** Generated text; it maps to `origin` as a whole. */
  add(text: string, origin?: number): void {
    if (text !== "") this.#pieces.push({ text, origin, sliced: false });
  }

  /** A slice of the source. */
  slice(text: string, origin: number): void {
    if (text !== "") this.#pieces.push({ text, origin, sliced: true });
  }

  get code(): string {
    return this.#pieces.map((piece) => piece.text).join("");
  }

  map(fileName: string, source: string): object {
    const map: GenMapping = new GenMapping({ file: fileName });
    setSourceContent(map, fileName, source);
    const original = positions(source);
    let line = 1;
    let column = 0;
    for (const { text, origin, sliced } of this.#pieces) {
      // A line break in front of generated text belongs to the line before.
      const starts = sliced ? wordStarts(text) : [text.length - text.trimStart().length];
      let done = 0;
      for (const start of starts) {
        [line, column] = advance(text, done, start, line, column);
        done = start;
        if (origin !== undefined) {
          addMapping(map, {
            generated: { line, column },
            source: fileName,
            original: original(origin + (sliced ? start : 0)),
          });
        }
      }
      [line, column] = advance(text, done, text.length, line, column);
    }
    return toEncodedMap(map);
  }
}

function advance(text: string, from: number, to: number, line: number, column: number): [number, number] {
  let [atLine, atColumn] = [line, column];
  for (let index = from; index < to; index++) {
    if (text.charCodeAt(index) === 10) [atLine, atColumn] = [atLine + 1, 0];
    else atColumn++;
  }
  return [atLine, atColumn];
}

/** Offsets at which a word, a sign or a line begins. */
function wordStarts(text: string): number[] {
  const starts = [0];
  for (const { index } of text.matchAll(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu))
    if (index > 0) starts.push(index);
  return starts;
}

function positions(source: string): (offset: number) => { line: number; column: number } {
  const lineStarts = [0];
  for (let index = 0; index < source.length; index++)
    if (source.charCodeAt(index) === 10) lineStarts.push(index + 1);
  return (offset) => {
    let [low, high] = [0, lineStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - lineStarts[low]! };
  };
}
