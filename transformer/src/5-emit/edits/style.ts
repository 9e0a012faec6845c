/** How a file is written, so that generated code looks like the code around it. */

export interface Style {
  /** One level of indentation. */
  readonly step: string;
  readonly quote: '"' | "'";
  /** "" where the file leaves semicolons out. */
  readonly semicolon: ";" | "";
  readonly newline: "\n" | "\r\n";
}

export function styleOf(text: string): Style {
  return {
    step: stepOf(text),
    quote: count(text, /'[^'"\n]*'/g) > count(text, /"[^'"\n]*"/g) ? "'" : '"',
    // A file has semicolons unless its imports or declarations plainly end without.
    semicolon:
      count(text, /[\w)\]'"]\r?\n(?!\s*[.?:&|+*/)\]}])/g) > 4 * count(text, /;[ \t]*(\/\/.*)?\r?$/gm)
        ? ""
        : ";",
    newline: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

/** A tab where most indented lines start with one, else the smallest indentation that a line has more of than the one before. */
function stepOf(text: string): string {
  if (count(text, /^\t/gm) > count(text, /^ {2}/gm)) return "\t";
  let before = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const line of text.split("\n")) {
    const space = /^ */.exec(line)![0].length;
    if (space === line.trimEnd().length) continue;
    const deeper = space - before;
    if (deeper >= 2) smallest = Math.min(smallest, deeper);
    before = space;
  }
  return " ".repeat(Number.isFinite(smallest) ? smallest : 2);
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
