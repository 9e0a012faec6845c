/** What the text back-end has to know of a file besides its plan. */
import type ts from "typescript";
import type { TypeScript } from "../options.js";

export function sourceTextOf(
  ts: TypeScript,
  program: ts.Program,
  file: ts.SourceFile,
): { fileName: string; text: string; frozenLines: ReadonlySet<number>; importAt: number; elides: boolean } {
  const first = file.statements.find(
    (statement) => !ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression),
  );
  return {
    fileName: file.fileName.slice(file.fileName.lastIndexOf("/") + 1),
    text: file.text,
    frozenLines: frozenLines(ts, file),
    importAt: first?.getStart(file) ?? file.text.length,
    elides: program.getCompilerOptions().verbatimModuleSyntax !== true,
  };
}

/** Offsets of the line starts that lie inside a literal. */
function frozenLines(ts: TypeScript, file: ts.SourceFile): Set<number> {
  const frozen = new Set<number>();
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isJsxText(node);
    if (isText) {
      for (
        let at = file.text.indexOf("\n", node.getStart(file));
        at !== -1 && at < node.end;
        at = file.text.indexOf("\n", at + 1)
      ) {
        frozen.add(at + 1);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return frozen;
}
