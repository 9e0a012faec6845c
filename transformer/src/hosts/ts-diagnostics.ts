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

/** The nodes TypeScript points at when it speaks of the call itself or of its arms. */
const partsOfCall = (typescript: TypeScript, call: ts.CallExpression): readonly ts.Node[] => {
  const parts: ts.Node[] = [call, call.expression];
  if (typescript.isPropertyAccessExpression(call.expression)) parts.push(call.expression.name);
  for (const argument of call.arguments) {
    parts.push(argument);
    if (!typescript.isObjectLiteralExpression(argument)) continue;
    for (const property of argument.properties) {
      parts.push(property);
      if (property.name !== undefined) parts.push(property.name);
      if (typescript.isPropertyAssignment(property)) parts.push(property.initializer);
    }
  }
  return parts;
};

/** The handlers' parameters, which become `any` when the arms do not fit. */
const handlerParameters = (
  typescript: TypeScript,
  call: ts.CallExpression,
): readonly ts.ParameterDeclaration[] =>
  call.arguments
    .filter(typescript.isObjectLiteralExpression)
    .flatMap((arms) => arms.properties)
    .flatMap((arm) => {
      const handler = typescript.isPropertyAssignment(arm) ? arm.initializer : arm;
      return typescript.isFunctionLike(handler) ? handler.parameters : [];
    });

/**
 * Where TypeScript complains that the call's result, which is `unknown` when its arms do not fit, is not what the code
 * around it wants: the `return`, the declared name, the assigned place.
 */
const consumerOfCall = (typescript: TypeScript, call: ts.CallExpression): ts.Node => {
  let value: ts.Node = call;
  while (
    typescript.isParenthesizedExpression(value.parent) ||
    typescript.isAwaitExpression(value.parent) ||
    typescript.isNonNullExpression(value.parent)
  ) {
    value = value.parent;
  }
  const { parent } = value;
  if (typescript.isReturnStatement(parent)) return parent;
  if (typescript.isVariableDeclaration(parent) || typescript.isPropertyAssignment(parent)) return parent.name;
  if (typescript.isBinaryExpression(parent)) return parent.left;
  return value;
};

/** "Type 'unknown' is not assignable to type ..." of a result. */
const notAssignable = 2322;

/** Whether TypeScript's diagnostic is about the call itself or its arms, and not about something inside a handler. */
const concernsCall = (
  typescript: TypeScript,
  sourceFile: ts.SourceFile,
  call: ts.CallExpression,
  diagnostic: ts.Diagnostic,
): boolean => {
  if (partsOfCall(typescript, call).some((part) => spans(part, sourceFile, diagnostic))) return true;
  if (implicitAny.has(diagnostic.code)) {
    return handlerParameters(typescript, call).some(
      ({ pos, end }) => diagnostic.start! >= pos && diagnostic.start! < end,
    );
  }
  if (diagnostic.code !== notAssignable) return false;
  const consumer = consumerOfCall(typescript, call);
  const text = typescript.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  // Of a `return` TypeScript marks the keyword alone.
  return text.startsWith("Type 'unknown'") && diagnostic.start === consumer.getStart(sourceFile);
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
  const callOf = (diagnostic: Diagnostic): ts.CallExpression | undefined => {
    const site = siteOf(compiled.sites, diagnostic);
    return site && callAt(typescript, sourceFile, site.start, site.length);
  };
  const explains = (diagnostic: Diagnostic): boolean => {
    if (diagnostic.explains !== true || theirs.length === 0) return false;
    const call = callOf(diagnostic);
    return call !== undefined && theirs.some((each) => concernsCall(typescript, sourceFile, call, each));
  };
  const errors = compiled.diagnostics.flatMap((diagnostic): readonly Diagnostic[] =>
    diagnostic.severity === "error"
      ? [diagnostic]
      : explains(diagnostic)
        ? [{ ...diagnostic, severity: "error" }]
        : [],
  );
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
    const call = callOf(diagnostic);
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
