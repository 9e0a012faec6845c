/**
 * The snippets of concurrency-module.md as modules: verbatim, with the imports they forgot in front and their top-level
 * names exported at the end.
 *
 *     import { Task } from "milost"; const f = () => Task.new(async () => Result.Ok(1));
 *  -> import { Result } from "milost"; import { Task } ...; const f = ...; export { f };
 */
import { readFileSync } from "node:fs";
import ts from "typescript";

export interface Snippet {
  /** The heading it stands under, as a file name: `task-composition`. */
  readonly name: string;
  /** As written in the document. */
  readonly source: string;
  /** The module that is compiled. */
  readonly module: string;
}

const document = readFileSync(new URL("./concurrency-module.md", import.meta.url), "utf8");
const publicNames = [
  "Err",
  "None",
  "Ok",
  "Option",
  "Patterns",
  "Result",
  "Some",
  "Task",
  "createChannel",
  "select",
];

const importedNames = (file: ts.SourceFile): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings !== undefined && ts.isNamedImports(bindings)) {
      for (const { name } of bindings.elements) names.add(name.text);
    }
  }
  return names;
};

/** The names that are looked up in scope: not those of properties. */
const usedNames = (file: ts.SourceFile): ReadonlySet<string> => {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    else if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else if (ts.isPropertyAssignment(node)) visit(node.initializer);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
};

const declaredNames = (file: ts.SourceFile): readonly string[] =>
  file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));

const toModule = (source: string): string => {
  const file = ts.createSourceFile("snippet.ts", source, ts.ScriptTarget.ESNext);
  const imported = importedNames(file);
  const used = usedNames(file);
  const missing = publicNames.filter((name) => used.has(name) && !imported.has(name));
  const head = missing.length > 0 ? `import { ${missing.join(", ")} } from "milost";\n` : "";
  return `${head}${source}\nexport { ${declaredNames(file).join(", ")} };\n`;
};

/** The snippets in the document's order. */
export const snippets: readonly Snippet[] = [
  ...document.matchAll(/^### (.+)\n\n```typescript\n([\s\S]*?)^```$/gm),
].map(([, heading = "", source = ""]) => ({
  name: heading.toLowerCase().replaceAll(" ", "-"),
  source,
  module: toModule(source),
}));
