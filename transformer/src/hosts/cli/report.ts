/**
 * Diagnostics on a terminal, as tsc prints them, with MiLost's own codes in front:
 * `src/a.ts:3:10 - error ML1001: ...` where tsc must print `error TS901001: ML1001: ...`.
 */
import type ts from "typescript";
import type { TypeScript } from "../../options.js";
import type { Io } from "./io.js";

const codeOfTsc = / TS90\d{4}: /g;

const formatHost = (io: Io): ts.FormatDiagnosticsHost => ({
  getCurrentDirectory: () => io.cwd,
  getCanonicalFileName: (name) => name,
  getNewLine: () => "\n",
});

export const formatDiagnostics = (
  typescript: TypeScript,
  io: Io,
  pretty: boolean,
  diagnostics: readonly ts.Diagnostic[],
): string => {
  const format = pretty ? typescript.formatDiagnosticsWithColorAndContext : typescript.formatDiagnostics;
  return format(diagnostics, formatHost(io)).replaceAll(codeOfTsc, " ");
};

/** Prints what was found, in the order of files and lines, each thing once; answers how many errors there are. */
export const report = (
  typescript: TypeScript,
  io: Io,
  options: ts.CompilerOptions,
  diagnostics: readonly ts.Diagnostic[],
): number => {
  const sorted = typescript.sortAndDeduplicateDiagnostics(diagnostics);
  const errors = sorted.filter(({ category }) => category === typescript.DiagnosticCategory.Error).length;
  if (sorted.length === 0) return 0;
  const pretty = options.pretty ?? io.color;
  io.out(formatDiagnostics(typescript, io, pretty === true, sorted));
  if (pretty) io.out(`\n${summary(errors, sorted.length - errors)}\n`);
  return errors;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const summary = (errors: number, others: number): string =>
  `Found ${[errors > 0 && count(errors, "error"), others > 0 && count(others, "suggestion")].filter(Boolean).join(" and ")}.`;
