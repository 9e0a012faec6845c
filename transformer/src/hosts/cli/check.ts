/**
 * `milost check`: TypeScript's errors and MiLost's, nothing written. `--all` adds what is otherwise for the editor:
 * calls that are not compiled, and why; `_` arms that hide nothing. Those alone do not fail.
 */
import type ts from "typescript";
import type { CompilerOptions } from "../../options.js";
import { checkProgram } from "../check-program.js";
import { compilerOf } from "../compilers.js";
import { projectOptions, withoutOwnPlugins } from "../plugin-options.js";
import { toTsDiagnostic } from "../ts-diagnostics.js";
import type { Io } from "./io.js";
import { loadProject, type Project } from "./project.js";
import { report } from "./report.js";

export interface CheckOptions extends CompilerOptions {
  readonly project?: string;
  readonly all?: boolean;
}

export const check = (io: Io, { project: path, all = false, ...commandLine }: CheckOptions): number => {
  const project = loadProject(io, path);
  const { typescript, config } = project;
  // A solution file has no sources of its own: what it refers to is checked, each project with its own options.
  const projects =
    config.fileNames.length > 0
      ? [project]
      : (config.projectReferences ?? []).map((reference) =>
          loadProject(io, typescript.resolveProjectReferencePath(reference)),
        );
  let errors = 0;
  for (const each of projects) {
    errors += report(typescript, io, each.config.options, checkOne(each, all, commandLine));
  }
  return errors > 0 ? 1 : 0;
};

const checkOne = (
  { typescript, config }: Project,
  all: boolean,
  commandLine: CompilerOptions,
): readonly ts.Diagnostic[] => {
  const own = projectOptions(config.options, undefined, commandLine);
  const program = typescript.createProgram({
    rootNames: config.fileNames,
    options: { ...withoutOwnPlugins(config.options), noEmit: true },
    configFileParsingDiagnostics: typescript.getConfigFileParsingDiagnostics(config),
    ...(config.projectReferences !== undefined && { projectReferences: config.projectReferences }),
  });
  checkProgram(typescript, program, own);
  const diagnostics = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getOptionsDiagnostics(),
  ];
  if (diagnostics.length > 0) return diagnostics;
  diagnostics.push(...program.getGlobalDiagnostics(), ...program.getSemanticDiagnostics());
  if (!all) return diagnostics;
  for (const sourceFile of program.getSourceFiles()) {
    if (sourceFile.isDeclarationFile || program.isSourceFileFromExternalLibrary(sourceFile)) continue;
    for (const diagnostic of compilerOf(typescript, program, own.options).file(sourceFile).diagnostics) {
      if (diagnostic.severity === "suggestion")
        diagnostics.push(toTsDiagnostic(typescript, sourceFile, diagnostic));
    }
  }
  return diagnostics;
};
