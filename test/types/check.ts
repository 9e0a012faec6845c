/**
 * Type-checks a source text as a module beside the tests and answers what the checker says: for messages and for counts.
 */
import { join } from "node:path";
import ts from "typescript";

export interface Checked {
  /** The text of each error, all lines. */
  readonly errors: readonly string[];
  /** Type instantiations of the whole program, as `tsc --extendedDiagnostics` counts them. */
  readonly instantiations: number;
}

export function check(source: string): Checked {
  const config = ts.readConfigFile(join(import.meta.dirname, "../../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, import.meta.dirname);
  Object.assign(options, { noEmit: true, composite: false, declaration: false, declarationMap: false });
  const file = join(import.meta.dirname, "checked.mts");
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.getSourceFile = (name, target, ...rest) =>
    name === file
      ? ts.createSourceFile(file, source, target)
      : getSourceFile.call(host, name, target, ...rest);
  const program = ts.createProgram([file], options, host);
  const errors = program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  return { errors, instantiations: program.getInstantiationCount() };
}
