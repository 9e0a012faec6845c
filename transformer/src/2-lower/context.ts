/** What lowering knows of the file it works on; the only phase that asks the checker. */
import type ts from "typescript";
import type { Handles } from "../ir/handle.js";
import type { TypeScript } from "../options.js";
import type { Identifiers } from "./references.js";

export interface LowerContext {
  readonly ts: TypeScript;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly file: ts.SourceFile;
  readonly handles: Handles<ts.Node>;
  readonly identifiers: Identifiers;
  /** Whether this call is itself a match of the file. */
  isSite(call: ts.Node): boolean;
  /** Whether this expression gets a statement in front of the one it stands in, which leaves but a constant in its place. */
  isLifted?(node: ts.Node): boolean;
  /** Whether it is any call of MiLost that was recognised. */
  isRecognized(call: ts.Node): boolean;
}
