/**
 * From MiLost's findings to TypeScript's diagnostics, and how the two live together in one file:
 *
 * - One mistake, one message. Where MiLost reports an error on a call, TypeScript's complaint about the very same thing
 *   (the arms object does not fit, a handler's parameter became `any`) goes.
 * - `// @ts-expect-error` and `// @ts-ignore` silence MiLost's errors as they silence TypeScript's.
 */
import type ts from "typescript";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { codeName } from "../diagnostics/diagnostic.js";
import type { TypeScript } from "../options.js";
import type { CompiledFile, SiteReport } from "../pipeline.js";
import { directiveLines, silencingDirective } from "./directives.js";

/**
 * TypeScript prints `TS` before every code. This base keeps MiLost's numbers off TypeScript's own, so that nobody looks
 * `TS1001` up in the wrong book: ML1001 is printed as `TS901001: ML1001: ...`.
 */
export const tsCodeBase = 900_000;

/** TypeScript's "unused `@ts-expect-error`". */
const unusedExpectError = 2578;
/** "Parameter / binding element implicitly has an any type": what follows when the arms do not fit. */
const implicitAny: ReadonlySet<number> = new Set([7006, 7019, 7031]);

export const toTsDiagnostic = (
  typescript: TypeScript,
  sourceFile: ts.SourceFile,
  diagnostic: Diagnostic,
): ts.Diagnostic => ({
  category:
    diagnostic.severity === "error"
      ? typescript.DiagnosticCategory.Error
      : typescript.DiagnosticCategory.Suggestion,
  code: tsCodeBase + diagnostic.code,
  file: sourceFile,
  start: diagnostic.start,
  length: diagnostic.length,
  messageText: `${codeName(diagnostic.code)}: ${diagnostic.message}`,
  source: "milost",
});

const spans = (node: ts.Node, sourceFile: ts.SourceFile, diagnostic: ts.Diagnostic): boolean =>
  diagnostic.start === node.getStart(sourceFile) &&
  diagnostic.length === node.end - node.getStart(sourceFile);

/** The call of exactly this extent. */
const callAt = (
  typescript: TypeScript,
  sourceFile: ts.SourceFile,
  start: number,
  length: number,
): ts.CallExpression | undefined => {
  let found: ts.CallExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end < start + length) return;
    if (
      typescript.isCallExpression(node) &&
      node.getStart(sourceFile) === start &&
      node.end === start + length
    ) {
      found = node;
    }
    typescript.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
};

/** Whether TypeScript's diagnostic is about the call itself or its arms, and not about something inside a handler. */
const concernsCall = (
  typescript: TypeScript,
  sourceFile: ts.SourceFile,
  call: ts.CallExpression,
  diagnostic: ts.Diagnostic,
): boolean => {
  const is = (node: ts.Node): boolean => spans(node, sourceFile, diagnostic);
  if (is(call) || is(call.expression)) return true;
  if (typescript.isPropertyAccessExpression(call.expression) && is(call.expression.name)) return true;
  for (const argument of call.arguments) {
    if (is(argument)) return true;
    if (!typescript.isObjectLiteralExpression(argument)) continue;
    for (const property of argument.properties) {
      if (is(property) || (property.name !== undefined && is(property.name))) return true;
      if (!typescript.isPropertyAssignment(property)) continue;
      if (is(property.initializer)) return true;
      if (
        implicitAny.has(diagnostic.code) &&
        (typescript.isArrowFunction(property.initializer) ||
          typescript.isFunctionExpression(property.initializer)) &&
        property.initializer.parameters.some(
          (parameter) => diagnostic.start! >= parameter.pos && diagnostic.start! < parameter.end,
        )
      ) {
        return true;
      }
    }
  }
  return false;
};

/** The innermost site that holds the diagnostic. */
const siteOf = (sites: readonly SiteReport[], diagnostic: Diagnostic): SiteReport | undefined =>
  sites
    .filter((site) => site.start <= diagnostic.start && diagnostic.start < site.start + site.length)
    .reduce<SiteReport | undefined>(
      (best, site) => (best === undefined || site.length < best.length ? site : best),
      undefined,
    );

/** TypeScript's diagnostics of one file with MiLost's errors among them, each mistake once. */
export const mergeDiagnostics = (
  typescript: TypeScript,
  compiled: CompiledFile,
  theirs: readonly ts.Diagnostic[],
): readonly ts.Diagnostic[] => {
  const { sourceFile } = compiled;
  const errors = compiled.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length === 0) return theirs;

  const directives = directiveLines(typescript, sourceFile);
  const usedDirectives = new Set<number>();
  const shown = errors.filter((diagnostic) => {
    const directive = silencingDirective(sourceFile, directives, diagnostic.start);
    if (directive === undefined) return true;
    usedDirectives.add(directive);
    return false;
  });

  const calls = new Set<ts.CallExpression>();
  for (const diagnostic of shown) {
    const site = siteOf(compiled.sites, diagnostic);
    const call = site && callAt(typescript, sourceFile, site.start, site.length);
    if (call !== undefined) calls.add(call);
  }

  const kept = theirs.filter((diagnostic) => {
    if (diagnostic.file !== sourceFile || diagnostic.start === undefined) return true;
    if (diagnostic.code === unusedExpectError) {
      return !usedDirectives.has(sourceFile.getLineAndCharacterOfPosition(diagnostic.start).line);
    }
    if (shown.some((mine) => mine.start === diagnostic.start && mine.length === diagnostic.length))
      return false;
    for (const call of calls) if (concernsCall(typescript, sourceFile, call, diagnostic)) return false;
    return true;
  });
  return [...kept, ...shown.map((diagnostic) => toTsDiagnostic(typescript, sourceFile, diagnostic))];
};
