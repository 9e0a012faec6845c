/**
 * Runs the examples in the documentation of every source file of the runtime.
 *
 *     ```ts
 *     Ok(1).map((n) => n + 1) // => Ok(2)
 *     Err("bad").unwrap() // throws UnwrapError
 *     ```
 *
 * Each fence tagged `ts` is type-checked and run as a module of its own, with all exports of the package in scope. `// => x`
 * after an expression, a `const` or a `console.log(...)` compares it, awaited, with x; `// throws N` wants an error of that
 * name. A fence must check something. Other fences (`text`, `js`) are not run.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as milost from "milost";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const source = join(import.meta.dirname, "../../runtime/src");

interface Example {
  readonly name: string;
  readonly code: string;
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort();
const examples = files.flatMap((file) => examplesOf(join(source, file)));

describe("examples in the documentation", () => {
  it("are found in Result, Option and Patterns", () => {
    for (const room of ["result", "option", "match"])
      expect(
        examples.some((example) => example.name.startsWith(room)),
        room,
      ).toBe(true);
  });

  it("type-check", { timeout: 120_000 }, () => {
    expect(typeErrors(examples)).toEqual([]);
  });

  for (const example of examples)
    it(example.name, async () => {
      expect(await run(example.code), "an example checks something").toBeGreaterThan(0);
    });
});

/** The `ts` fences in a file's block comments, named by where they stand. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(file, "utf8");
  const found: Example[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    for (const fence of comment[0].matchAll(/^([ \t]*\*)?[ \t]*```ts[ \t]*\n([\s\S]*?)```/gm)) {
      const line = text.slice(0, comment.index + fence.index).split("\n").length;
      const code = fence[2]!
        .split("\n")
        .map((each) => each.replace(/^\s*\* ?/, ""))
        .join("\n");
      found.push({ name: `${relative(source, file)}:${line}`, code });
    }
  }
  return found;
}

/** The example as a module: everything the package exports is in scope, unless it imports by itself. */
function moduleOf(code: string): string {
  const names = Object.keys(milost).filter(
    (name) => !new RegExp(`\b(import .*|const |let |function |class )\b${name}\b`).test(code),
  );
  return `import { ${names.join(", ")} } from "milost"; ${code}\nexport {};`;
}

/** Type errors of all examples, checked as one program. */
function typeErrors(all: readonly Example[]): string[] {
  const config = ts.readConfigFile(join(import.meta.dirname, "../../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, import.meta.dirname);
  Object.assign(options, { noEmit: true, composite: false, noUnusedLocals: false, types: ["node"] });
  const virtual = new Map(all.map((example, i) => [join(import.meta.dirname, `example-${i}.mts`), example]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => virtual.has(file) || fileExists.call(host, file);
  host.getSourceFile = (file, target, ...rest) => {
    const example = virtual.get(file);
    return example
      ? ts.createSourceFile(file, moduleOf(example.code), target)
      : getSourceFile.call(host, file, target, ...rest);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const where =
      virtual.get(diagnostic.file?.fileName ?? "")?.name ?? dirname(diagnostic.file?.fileName ?? "");
    return `${where}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
  });
}

/** Runs an example; answers how many things it checked. */
async function run(code: string): Promise<number> {
  const file = ts.createSourceFile("example.mts", code, ts.ScriptTarget.ESNext, true);
  let checks = 0;
  const body = file.statements.map((statement) => {
    if (ts.isImportDeclaration(statement)) {
      const names = statement.importClause?.namedBindings?.getText().replaceAll(/\btype\s+\w+,?/g, "");
      if (statement.importClause?.isTypeOnly || !names) return "";
      return `const ${names.replaceAll(" as ", ": ")} = await load(${statement.moduleSpecifier.getText()});`;
    }
    const note = noteAfter(code, statement);
    if (!note) return statement.getText();
    checks++;
    const verify = note.throws
      ? `throws(${JSON.stringify(note.expected)}, async () => `
      : `equals(async () => (${note.expected}), async () => `;
    if (ts.isVariableStatement(statement)) {
      const name = statement.declarationList.declarations[0]!.name.getText();
      return `${statement.getText()}\nawait ${verify}${name});`;
    }
    if (!ts.isExpressionStatement(statement))
      throw new Error(`nothing to compare in: ${statement.getText()}`);
    const { expression } = statement;
    const logs = ts.isCallExpression(expression) && expression.expression.getText() === "console.log";
    const shown = logs ? expression.arguments[0]! : expression;
    return `await ${verify}(${shown.getText()}));`;
  });
  const { outputText } = ts.transpileModule(`const run = async () => {${body.join("\n")}};`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const names = Object.keys(milost);
  const make = new Function("equals", "throws", "load", ...names, `${outputText}\nreturn run;`);
  const equals = async (expected: () => Promise<unknown>, actual: () => Promise<unknown>) =>
    expect(await actual()).toEqual(await expected());
  const throws = async (name: string, actual: () => Promise<unknown>) => {
    const thrown = await actual().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ name });
  };
  const load = (specifier: string) => import(specifier);
  await make(equals, throws, load, ...Object.values(milost))();
  return checks;
}

/** What the comment behind a statement says about it. */
function noteAfter(code: string, statement: ts.Statement): { expected: string; throws: boolean } | undefined {
  const [range] = ts.getTrailingCommentRanges(code, statement.end) ?? [];
  const comment = range && code.slice(range.pos, range.end);
  const note = comment && /^\/\/ (=>|throws) (.+?);?$/.exec(comment);
  return note ? { expected: note[2]!, throws: note[1] === "throws" } : undefined;
}
