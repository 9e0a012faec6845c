/** A failure inside the compiler leaves the file as it was and is reported; it never crashes the build. */
import transformer from "@milost/transformer";
import check from "@milost/transformer/check";
import ts from "typescript";
import { expect, test } from "vitest";

const fileName = "a.ts";
const text = 'import { Patterns } from "milost"; Patterns.match(1 as 1 | 2, {});';

const brokenProgram = (): ts.Program => {
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: false,
    types: [],
    module: ts.ModuleKind.ESNext,
  };
  const host = ts.createCompilerHost(options);
  const sourceFile = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const brand =
    'export declare const Patterns: { "~milost"?: "Patterns"; match(...args: unknown[]): unknown };';
  host.getSourceFile = (name) =>
    name === fileName ? sourceFile : ts.createSourceFile(name, brand, ts.ScriptTarget.ESNext, true);
  host.resolveModuleNameLiterals = (literals) =>
    literals.map(() => ({
      resolvedModule: {
        resolvedFileName: "/milost/index.d.ts",
        extension: ts.Extension.Dts,
        isExternalLibraryImport: true,
      },
    }));
  const program = ts.createProgram([fileName], options, host);
  const original = program.getTypeChecker();
  program.getTypeChecker = () =>
    new Proxy(original, {
      get(target, key, receiver) {
        if (key === "getResolvedSignature") throw new Error("the checker broke");
        return Reflect.get(target, key, receiver);
      },
    });
  return program;
};

test("the source hook hands the file on and reports", () => {
  const program = brokenProgram();
  const sourceFile = program.getSourceFile(fileName)!;
  const reported: ts.Diagnostic[] = [];
  const factory = transformer(program, {}, { ts, addDiagnostic: (diagnostic) => reported.push(diagnostic) });
  const { transformed } = ts.transform(sourceFile, [factory]);
  expect(transformed[0]).toBe(sourceFile);
  expect(
    reported.map(({ code, file, messageText }) => ({ code, file: file?.fileName, messageText })),
  ).toEqual([
    {
      code: 909001,
      file: fileName,
      messageText: expect.stringContaining(
        "ML9001: MiLost failed on this file and left it as it was (the checker broke)",
      ),
    },
  ]);
});

test("the check hook reports beside TypeScript's own diagnostics", () => {
  const program = check(brokenProgram(), undefined, {}, { ts });
  const codes = program.getSemanticDiagnostics(program.getSourceFile(fileName)).map(({ code }) => code);
  expect(codes).toContain(909001);
});
