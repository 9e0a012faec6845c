/** The source hook of a host that emits by itself: what ts-patch's entry does, with failures handed to the host. */
import type ts from "typescript";
import type { CompilerOptions, TypeScript } from "../options.js";
import { compilerOf } from "./compilers.js";
import { internalFailure } from "./failure.js";

/** A `before` transformer for `program`; a file that MiLost fails on is reported and comes out as it was. */
export const transformProgram =
  (
    typescript: TypeScript,
    program: ts.Program,
    options: CompilerOptions,
    report: (diagnostic: ts.Diagnostic) => void,
  ): ts.TransformerFactory<ts.SourceFile> =>
  (context) =>
  (sourceFile) => {
    try {
      return compilerOf(typescript, program, options).file(sourceFile).nodes(context);
    } catch (error) {
      report(internalFailure(typescript, sourceFile, error));
      return sourceFile;
    }
  };
