/** Who imports whom in a package's sources: every import of every file, resolved to a path or kept as a package's name. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export interface Import {
  /** Path below the package's `src`. */
  readonly from: string;
  /** Path below the same `src`, or the name of a package. */
  readonly to: string;
  readonly external: boolean;
  /** `import type`: gone at run time. */
  readonly typeOnly: boolean;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** All files below `<package>/src`, as posix paths. */
export const sourceFiles = (packageFolder: string): readonly string[] => {
  const src = join(root, packageFolder, "src");
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(src, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
};

const specifiersOf = (
  text: string,
): readonly { readonly specifier: string; readonly typeOnly: boolean }[] => {
  const file = ts.createSourceFile("file.ts", text, ts.ScriptTarget.ESNext);
  const found: { specifier: string; typeOnly: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      found.push({ specifier: node.moduleSpecifier.text, typeOnly });
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push({ specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal))
        found.push({ specifier: node.argument.literal.text, typeOnly: true });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

export const importsOf = (packageFolder: string): readonly Import[] => {
  const src = join(root, packageFolder, "src");
  return sourceFiles(packageFolder).flatMap((from) =>
    specifiersOf(readFileSync(join(src, from), "utf8")).map(({ specifier, typeOnly }): Import => {
      if (!specifier.startsWith(".")) return { from, to: specifier, external: true, typeOnly };
      const to = posix.join(posix.dirname(from), specifier.replace(/\.js$/, ".ts"));
      if (!existsSync(join(src, to))) throw new Error(`${from} imports ${specifier}, which does not exist`);
      return { from, to, external: false, typeOnly };
    }),
  );
};

/** The first cycle of imports that are there at run time, as the files along it; undefined if there is none. */
export const findCycle = (imports: readonly Import[]): readonly string[] | undefined => {
  const targets = new Map<string, string[]>();
  for (const { from, to, external, typeOnly } of imports) {
    if (external || typeOnly) continue;
    const list = targets.get(from) ?? [];
    list.push(to);
    targets.set(from, list);
  }
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const target of targets.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
};
