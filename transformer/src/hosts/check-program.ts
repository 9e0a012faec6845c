/**
 * Makes a Program report MiLost's errors beside TypeScript's own: under plain `tsc`, `--noEmit`, `noEmitOnError`, and,
 * because a builder asks `getBindAndCheckDiagnostics`, under `--incremental`, `-b` and `-w`.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { compilerOf } from "./compilers.js";
import { internalFailure, optionProblem } from "./failure.js";
import type { ProjectOptions } from "./plugin-options.js";
import { writeStaleOutput } from "./stale-output.js";
import { mergeDiagnostics } from "./ts-diagnostics.js";

/** What builders call in place of `getSemanticDiagnostics`; there since TypeScript 3, but not in the declarations. */
interface BuilderQueries {
  getBindAndCheckDiagnostics?: (
    sourceFile: ts.SourceFile,
    cancellationToken?: ts.CancellationToken,
  ) => readonly ts.Diagnostic[];
}

const checked = new WeakSet<ts.Program>();

/** A file's `// @ts-check` or `// @ts-nocheck`, as the parser notes it; not in the declarations. */
interface CheckDirective {
  readonly checkJsDirective?: { readonly enabled: boolean };
}

/** Whether TypeScript reports what it finds in a file: where it does not, neither does MiLost. */
const isChecked = (typescript: TypeScript, program: ts.Program, sourceFile: ts.SourceFile): boolean => {
  const { noCheck, checkJs } = program.getCompilerOptions();
  if (sourceFile.isDeclarationFile || noCheck === true) return false;
  const { checkJsDirective }: ts.SourceFile & CheckDirective = sourceFile;
  if (checkJsDirective !== undefined) return checkJsDirective.enabled;
  return checkJs === true || !(sourceFile.flags & typescript.NodeFlags.JavaScriptFile);
};

/**
 * Changes the Program in place and hands it back; a second call changes nothing. `transformers` are those that the host hands
 * to `emit`, for the files that a builder would leave as they are (`stale-output.ts`).
 */
export const checkProgram = (
  typescript: TypeScript,
  program: ts.Program,
  { options, problems }: ProjectOptions,
  transformers?: ts.CustomTransformers,
): ts.Program => {
  if (checked.has(program)) return program;
  checked.add(program);

  // The diagnostics of a file are asked for several times in a build; what TypeScript answers is cached by TypeScript.
  const merged = new WeakMap<
    ts.SourceFile,
    { readonly theirs: readonly ts.Diagnostic[]; readonly all: readonly ts.Diagnostic[] }
  >();
  const withOurs = (
    sourceFile: ts.SourceFile,
    theirs: readonly ts.Diagnostic[],
  ): readonly ts.Diagnostic[] => {
    if (!isChecked(typescript, program, sourceFile)) return theirs;
    const known = merged.get(sourceFile);
    if (known !== undefined && known.theirs.length === theirs.length) return known.all;
    let all: readonly ts.Diagnostic[];
    try {
      all = mergeDiagnostics(typescript, compilerOf(typescript, program, options).file(sourceFile), theirs);
    } catch (error) {
      all = [...theirs, internalFailure(typescript, sourceFile, error)];
    }
    merged.set(sourceFile, { theirs, all });
    return all;
  };

  const getOptionsDiagnostics = program.getOptionsDiagnostics.bind(program);
  program.getOptionsDiagnostics = (cancellationToken) => [
    ...getOptionsDiagnostics(cancellationToken),
    ...problems.map((problem) => optionProblem(typescript, problem)),
  ];
  const queries: ts.Program & BuilderQueries = program;
  const getSemanticDiagnostics = program.getSemanticDiagnostics.bind(program);
  program.getSemanticDiagnostics = (sourceFile, cancellationToken) => {
    const files = sourceFile === undefined ? program.getSourceFiles() : [sourceFile];
    return files.flatMap((file) => withOurs(file, getSemanticDiagnostics(file, cancellationToken)));
  };
  const getBindAndCheckDiagnostics = queries.getBindAndCheckDiagnostics?.bind(program);
  if (getBindAndCheckDiagnostics !== undefined) {
    const { checked: noteChecked } = writeStaleOutput(program, transformers);
    queries.getBindAndCheckDiagnostics = (sourceFile, cancellationToken) => {
      noteChecked(sourceFile);
      return withOurs(sourceFile, getBindAndCheckDiagnostics(sourceFile, cancellationToken));
    };
  }
  return program;
};
