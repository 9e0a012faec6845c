/**
 * MiLost's declarations carry a brand, `readonly "~milost"?: "Patterns"`, and are known by it: never by a path, so
 * that a copy, a re-export, a monorepo link or a bundled declaration file is recognised like the package itself.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";

export const BRAND = "~milost";

/** The brand of the interface or class that `declaration` is a member of. */
export function brandOf(ts: TypeScript, declaration: ts.Node | undefined): string | undefined {
  const parent = declaration?.parent;
  if (parent === undefined) return undefined;
  if (!ts.isInterfaceDeclaration(parent) && !ts.isClassDeclaration(parent) && !ts.isTypeLiteralNode(parent))
    return undefined;
  for (const member of parent.members) {
    if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
    if (!ts.isStringLiteral(member.name) || member.name.text !== BRAND) continue;
    const type = member.type;
    return type !== undefined && ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)
      ? type.literal.text
      : undefined;
  }
  return undefined;
}
