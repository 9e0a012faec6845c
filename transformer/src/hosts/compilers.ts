/**
 * One compiler per Program, whoever asks: ts-patch makes a new plugin per emit (and per file under `--incremental`),
 * while the check hook and the source hook of one build must share what was found.
 */
import type ts from "typescript";
import type { CompilerOptions, TypeScript } from "../options.js";
import { type Compiler, createCompiler } from "../pipeline.js";

const compilers = new WeakMap<ts.Program, Compiler>();

/** The Program's compiler. The first caller's options stay, as all entries of a project read the same options. */
export const compilerOf = (
  typescript: TypeScript,
  program: ts.Program,
  options: CompilerOptions,
): Compiler => {
  let compiler = compilers.get(program);
  if (compiler === undefined) {
    compiler = createCompiler(typescript, program, options);
    compilers.set(program, compiler);
  }
  return compiler;
};
