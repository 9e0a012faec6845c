/**
 * What happens when the compiler itself fails: the file stays as it was written, which runs with the same results, and
 * the failure is said. Nothing crashes a build.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { tsCodeBase } from "./ts-diagnostics.js";

const internalCode = 9001;
const optionCode = 9002;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `ML9001` at the head of the file. */
export const internalFailure = (
  typescript: TypeScript,
  sourceFile: ts.SourceFile,
  error: unknown,
): ts.Diagnostic => ({
  category: typescript.DiagnosticCategory.Error,
  code: tsCodeBase + internalCode,
  file: sourceFile,
  start: 0,
  length: 0,
  messageText:
    `ML${internalCode}: MiLost failed on this file and left it as it was (${messageOf(error)}). ` +
    "Please report it with the file; `milost explain ML9001` tells how to go on meanwhile.",
  source: "milost",
});

/** `ML9002`: an option of a plugin entry that cannot be. */
export const optionProblem = (typescript: TypeScript, problem: string): ts.Diagnostic => ({
  category: typescript.DiagnosticCategory.Error,
  code: tsCodeBase + optionCode,
  file: undefined,
  start: undefined,
  length: undefined,
  messageText: `ML${optionCode}: ${problem}`,
  source: "milost",
});
