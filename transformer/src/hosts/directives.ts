/**
 * `// @ts-expect-error` and `// @ts-ignore`, found and applied by TypeScript's rule: a directive counts for the next
 * line that is neither blank nor a comment.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";

const directiveComment = /^\/\/\/?\s*@(ts-expect-error|ts-ignore)|^\/\*+[\s*]*@(ts-expect-error|ts-ignore)/;

/** The lines (from 0) on which a directive's comment ends, where TypeScript reports an unused one on its first line. */
export const directiveLines = (
  typescript: TypeScript,
  sourceFile: ts.SourceFile,
): ReadonlyMap<number, number> => {
  const lines = new Map<number, number>();
  const { text } = sourceFile;
  if (!text.includes("@ts-")) return lines;
  const visited = new Set<number>();
  const collect = (position: number): void => {
    for (const range of typescript.getLeadingCommentRanges(text, position) ?? []) {
      if (visited.has(range.pos)) continue;
      visited.add(range.pos);
      if (!directiveComment.test(text.slice(range.pos, range.end))) continue;
      lines.set(
        sourceFile.getLineAndCharacterOfPosition(range.end).line,
        sourceFile.getLineAndCharacterOfPosition(range.pos).line,
      );
    }
  };
  const visit = (node: ts.Node): void => {
    collect(node.pos);
    typescript.forEachChild(node, visit);
  };
  visit(sourceFile);
  return lines;
};

/** The first line of the directive that silences an error at `position`, if there is one. */
export const silencingDirective = (
  sourceFile: ts.SourceFile,
  directives: ReadonlyMap<number, number>,
  position: number,
): number | undefined => {
  if (directives.size === 0) return undefined;
  const lines = sourceFile.text.split(/\r\n|[\n\r\u2028\u2029]/);
  for (let line = sourceFile.getLineAndCharacterOfPosition(position).line - 1; line >= 0; line--) {
    const first = directives.get(line);
    if (first !== undefined) return first;
    const text = lines[line]?.trim() ?? "";
    if (text !== "" && !text.startsWith("//")) return undefined;
  }
  return undefined;
};
