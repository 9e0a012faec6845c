/**
 * Which files can hold a value of MiLost at all: those that declare the brand, and those that import such a file, directly
 * or through others. All the rest is left unread, so that a program pays for the files that use MiLost alone.
 *
 *     app.ts -> users.ts -> milost      app.ts and users.ts are read
 *     math.ts -> nothing of the kind    math.ts is not
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { BRAND } from "../syntax/brand.js";

export function filesInReach(ts: TypeScript, program: ts.Program): (file: ts.SourceFile) => boolean {
  const importers = importersOf(program);
  const reached = new Set<ts.SourceFile>();
  const waiting = program.getSourceFiles().filter((file) => file.text.includes(BRAND));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...(importers.get(file) ?? []));
  }
  // What a file declares for everybody reaches files that import nothing.
  const isGlobal = [...reached].some((file) => declaresGlobals(ts, file));
  return isGlobal ? () => true : (file) => reached.has(file);
}

/** TypeScript keeps each file's module specifiers, those of `import(...)` in types and expressions included. */
function importersOf(program: ts.Program): Map<ts.SourceFile, ts.SourceFile[]> {
  const checker = program.getTypeChecker();
  const importers = new Map<ts.SourceFile, ts.SourceFile[]>();
  for (const file of program.getSourceFiles()) {
    const { imports = [] } = file as ts.SourceFile & { readonly imports?: readonly ts.Expression[] };
    for (const specifier of imports) {
      for (const declaration of checker.getSymbolAtLocation(specifier)?.declarations ?? []) {
        const target = declaration.getSourceFile();
        const known = importers.get(target);
        if (known === undefined) importers.set(target, [file]);
        else known.push(file);
      }
    }
  }
  return importers;
}

/** A script, or a module with `declare global`. */
function declaresGlobals(ts: TypeScript, file: ts.SourceFile): boolean {
  return (
    !ts.isExternalModule(file) ||
    file.statements.some(
      (statement) =>
        ts.isModuleDeclaration(statement) && (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0,
    )
  );
}
