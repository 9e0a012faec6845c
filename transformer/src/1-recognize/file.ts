/**
 * One walk through a file finds MiLost's calls and the loops over its Receivers, an outer one before those inside it, and the
 * values that are lost.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { type RecognizedCall, recognizeCall } from "./calls.js";
import { type Drop, dropsAt } from "./drops.js";
import { type RecognizedLoop, recognizeReceiveLoop } from "./receive-loop.js";
import { isTypeOnly } from "./types.js";

export interface RecognizedFile {
  readonly calls: readonly RecognizedCall[];
  readonly loops: readonly RecognizedLoop[];
  readonly drops: readonly Drop[];
}

export function recognizeFile(ts: TypeScript, checker: ts.TypeChecker, file: ts.SourceFile): RecognizedFile {
  const calls: RecognizedCall[] = [];
  const loops: RecognizedLoop[] = [];
  const drops: Drop[] = [];
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(ts, node)) return;
    const lost = dropsAt(ts, checker, node);
    if (lost.length > 0) drops.push(...lost);
    const call = ts.isCallExpression(node) ? recognizeCall(ts, checker, node) : undefined;
    if (call !== undefined) calls.push(call);
    const loop = ts.isForOfStatement(node) ? recognizeReceiveLoop(ts, checker, node) : undefined;
    if (loop !== undefined) loops.push(loop);
    ts.forEachChild(node, visit);
  };
  if (!file.isDeclarationFile) visit(file);
  return { calls, loops, drops };
}
