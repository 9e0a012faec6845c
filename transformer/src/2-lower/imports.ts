/** The names a file imports, with their uses as values: compiled calls may leave some of them without any. */
import type ts from "typescript";
import type { ImportBinding } from "../ir/plan.js";
import type { LowerContext } from "./context.js";
import { usesOf } from "./references.js";

/** Only imports that some recognised call mentions are asked about; `mentioned` are their names. */
export function lowerImports(context: LowerContext, mentioned: ReadonlySet<string>): ImportBinding[] {
  const { ts, checker, file, handles } = context;
  const bindings: ImportBinding[] = [];
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) continue;
    const { namedBindings, name } = statement.importClause;
    const specifiers: (ts.ImportClause | ts.NamespaceImport | ts.ImportSpecifier)[] =
      name === undefined ? [] : [statement.importClause];
    if (namedBindings !== undefined)
      specifiers.push(...(ts.isNamespaceImport(namedBindings) ? [namedBindings] : namedBindings.elements));
    for (const specifier of specifiers) {
      if (specifier.name === undefined || !mentioned.has(specifier.name.text)) continue;
      const symbol = checker.getSymbolAtLocation(specifier.name);
      if (symbol === undefined) continue;
      bindings.push({
        specifier: handles.of(specifier),
        // The clause of a default import holds the other names as well.
        text: handles.of(ts.isImportClause(specifier) ? specifier.name! : specifier),
        declaration: handles.of(statement),
        name: specifier.name.text,
        uses: usesOf(context, symbol, file)
          .filter((use) => !ts.isPartOfTypeNode(use.at))
          .map((use) => handles.of(use.at)),
      });
    }
  }
  return bindings;
}

/** The leftmost name of a callee: `Patterns` in `M.Patterns.match`'s case `M`. */
export function rootName(ts: LowerContext["ts"], callee: ts.Expression): string | undefined {
  let node: ts.Expression = callee;
  while (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isNonNullExpression(node)
  )
    node = node.expression;
  return ts.isIdentifier(node) ? node.text : undefined;
}
