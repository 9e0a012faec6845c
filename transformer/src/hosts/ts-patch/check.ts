/**
 * The program hook for ts-patch: MiLost's errors among TypeScript's, in every mode of tsc.
 *
 *     { "transform": "@milost/transformer/check", "transformProgram": true }
 */
import type ts from "typescript";
import type { TypeScript } from "../../options.js";
import { checkProgram } from "../check-program.js";
import { projectOptions } from "../plugin-options.js";

/** ts-patch's `ProgramTransformer`. */
const check = (
  program: ts.Program,
  _host: ts.CompilerHost | undefined,
  config: object,
  extras: { readonly ts: TypeScript },
): ts.Program => checkProgram(extras.ts, program, projectOptions(program.getCompilerOptions(), config));

export default check;
