/**
 * The top of an emitted file: directives, then the comments above the first statement (a licence, `// @ts-check`), then
 * the import of the runtime. Comments belong to a statement in TypeScript's tree: here they pass from the first one to the import
 * in front of it, or to what follows when the first one is an import that nothing mentions any more.
 *
 *     // Licence                                 // Licence
 *     import { Patterns } from "milost";   ->    import * as milost from "milost/abi";
 */
import type ts from "typescript";
import type { FilePlan } from "../../ir/plan.js";
import type { TypeScript } from "../../options.js";
import { RUNTIME_MODULE, usesRuntime } from "../runtime-use.js";
import { addComments } from "./comments.js";
import { isElided } from "./elide.js";

export function withHeader(
  ts: TypeScript,
  context: ts.TransformationContext,
  file: ts.SourceFile,
  plan: FilePlan,
): ts.SourceFile {
  const { factory } = context;
  const { statements } = file;
  const at = statements.findIndex((statement) => !isDirective(ts, statement));
  const first = statements[at];
  if (first === undefined) return file;
  if (!usesRuntime(plan)) {
    const next = statements.slice(at).find((statement) => !isElided(ts, context, statement));
    if (next !== undefined && next !== first)
      addComments(ts, next, leadingComments(ts, file.text, first.pos));
    return file;
  }
  const runtime = importOfRuntime(factory, plan.runtimeName);
  withoutInterop(ts, runtime);
  if (first.pos >= 0) {
    ts.setCommentRange(runtime, { pos: first.pos, end: first.end });
    ts.setEmitFlags(runtime, ts.EmitFlags.NoTrailingComments);
    ts.setEmitFlags(first, ts.EmitFlags.NoLeadingComments);
  }
  const all = [...statements.slice(0, at), runtime, ...statements.slice(at)];
  return factory.updateSourceFile(file, ts.setTextRange(factory.createNodeArray(all), statements));
}

const importOfRuntime = (factory: ts.NodeFactory, name: string): ts.ImportDeclaration =>
  factory.createImportDeclaration(
    undefined,
    factory.createImportClause(
      undefined,
      undefined,
      factory.createNamespaceImport(factory.createIdentifier(name)),
    ),
    factory.createStringLiteral(RUNTIME_MODULE),
  );

/** The runtime is an ES module: CommonJS needs no helper around its `require`. */
function withoutInterop(ts: TypeScript, node: ts.Node): void {
  // Internal, and no harm where it is missing: then the helper is written.
  const { setInternalEmitFlags, InternalEmitFlags } = ts as unknown as {
    setInternalEmitFlags?(node: ts.Node, flags: number): void;
    InternalEmitFlags?: { readonly NeverApplyImportHelper?: number };
  };
  const flag = InternalEmitFlags?.NeverApplyImportHelper;
  if (flag !== undefined) setInternalEmitFlags?.(node, flag);
}

const isDirective = (ts: TypeScript, statement: ts.Statement): boolean =>
  ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);

const leadingComments = (ts: TypeScript, text: string, pos: number): string[] =>
  (ts.getLeadingCommentRanges(text, pos) ?? []).map((range) => text.slice(range.pos, range.end));
