/**
 * The names that TypeScript makes for modules in CommonJS: it looks at the file's own identifiers and not at those that a
 * transformer adds, so they are not ours to give.
 *
 *     import { x } from "./value";   ->   const value_1 = require("./value");
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";

/** @param used the names in the file, which TypeScript passes over. */
export function moduleNames(
  ts: TypeScript,
  file: ts.SourceFile,
  used: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    // `import * as all from` is known by the user's own name.
    if (ts.isImportDeclaration(statement) && isNamespace(ts, statement)) continue;
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) continue;
    const base = moduleSpecifier.text
      .slice(moduleSpecifier.text.lastIndexOf("/") + 1)
      .replace(/^(\d)/, "_$1")
      .replace(/\W/g, "_");
    let n = 1;
    while (used.has(`${base}_${n}`) || names.has(`${base}_${n}`)) n++;
    names.add(`${base}_${n}`);
  }
  return names;
}

function isNamespace(ts: TypeScript, { importClause }: ts.ImportDeclaration): boolean {
  const bindings = importClause?.namedBindings;
  return importClause?.name === undefined && bindings !== undefined && ts.isNamespaceImport(bindings);
}
