/** Code that is gone at run time: no call can stand in it, and walking through it is most of the way in many files. */
import type ts from "typescript";
import type { TypeScript } from "../options.js";

export function isTypeOnly({ SyntaxKind }: TypeScript, { kind }: ts.Node): boolean {
  return (
    (kind >= SyntaxKind.FirstTypeNode && kind <= SyntaxKind.LastTypeNode) ||
    kind === SyntaxKind.InterfaceDeclaration ||
    kind === SyntaxKind.TypeAliasDeclaration ||
    kind === SyntaxKind.ImportDeclaration
  );
}
