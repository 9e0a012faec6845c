/** Comments that are given a new place: each with its delimiters, on a line of its own. */
import type ts from "typescript";
import type { TypeScript } from "../../options.js";

export function addComments(ts: TypeScript, node: ts.Node, comments: readonly string[]): void {
  for (const comment of comments) {
    const isLine = comment.startsWith("//");
    ts.addSyntheticLeadingComment(
      node,
      isLine ? ts.SyntaxKind.SingleLineCommentTrivia : ts.SyntaxKind.MultiLineCommentTrivia,
      comment.slice(2, isLine ? undefined : -2),
      true,
    );
  }
}
