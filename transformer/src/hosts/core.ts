/** `@milost/transformer/core`: the compiler itself, for hosts that have a Program of their own. */
export { codeName, type Diagnostic } from "../diagnostics/diagnostic.js";
export type { CompilerOptions, TypeScript } from "../options.js";
export { type CompiledFile, type Compiler, createCompiler, type SiteReport } from "../pipeline.js";
