/**
 * The source hook for ts-patch: rewrites each file on its way out.
 *
 *     { "transform": "@milost/transformer" }
 *
 * It reports nothing but its own failures: diagnostics added while emitting vanish under `--noEmit` and do not stop the
 * emit. The user's mistakes belong to the check hook beside it.
 */
import type ts from "typescript";
import type { TypeScript } from "../../options.js";
import { projectOptions } from "../plugin-options.js";
import { transformProgram } from "../transform-program.js";

/** What ts-patch hands to a plugin, as far as it is used here. */
export interface TransformerExtras {
  readonly ts: TypeScript;
  readonly addDiagnostic: (diagnostic: ts.Diagnostic) => number;
}

/** ts-patch's `ProgramPattern`. */
const transformer = (
  program: ts.Program,
  config: object,
  extras: TransformerExtras,
): ts.TransformerFactory<ts.SourceFile> =>
  transformProgram(
    extras.ts,
    program,
    projectOptions(program.getCompilerOptions(), config).options,
    extras.addDiagnostic,
  );

export default transformer;
