/**
 * The compiler on one screen.
 */
import type ts from "typescript";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import type { CompilerOptions, TypeScript } from "./options.js";

/** One recognised call and what became of it, in source order. */
export interface SiteReport {
  readonly kind: "match" | "task" | "channel";
  /** Offset of the call. */
  readonly start: number;
  readonly length: number;
  readonly outcome: { readonly compiled: true } | { readonly compiled: false; readonly code: number; readonly reason: string };
}

/** What the phases found out about one file; both back-ends start from it. */
export interface CompiledFile {
  readonly sourceFile: ts.SourceFile;
  readonly sites: readonly SiteReport[];
  /** All findings, whatever their severity. */
  readonly diagnostics: readonly Diagnostic[];
  /** The `nodes` back-end: the same SourceFile object where there is nothing to rewrite. */
  nodes(context: ts.TransformationContext): ts.SourceFile;
  /** The `edits` back-end: TypeScript text for transpilers with its source map (v3, decoded to JSON), or undefined where there is nothing to rewrite. */
  edits(): { readonly code: string; readonly map: object } | undefined;
  /** Every phase's data in printable form, for `milost explain` and fixtures. */
  dump(): string;
}

export interface Compiler {
  file(sourceFile: ts.SourceFile): CompiledFile;
}

/** One compiler per Program; files are compiled on demand and kept. */
export declare function createCompiler(ts: TypeScript, program: ts.Program, options?: CompilerOptions): Compiler;
