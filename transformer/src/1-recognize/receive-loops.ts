/**
 * Finds the loops that receive: `for await (const v of rx)` whose `rx` iterates by the declaration that carries the
 * brand. Whatever iterates by another one (a class that overrides it, an async generator, `any`) is another loop.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { brandOf } from "../syntax/brand.js";
import { isTypeOnly } from "./types.js";

export interface RecognizedLoop {
  readonly loop: ts.ForOfStatement;
  /** Where the type is a union: whether all of it is a Receiver. */
  readonly receives: "always" | "sometimes";
}

/** Every loop over a Receiver, an outer one before those inside it. */
export function recognizeReceiveLoops(
  ts: TypeScript,
  checker: ts.TypeChecker,
  file: ts.SourceFile,
): RecognizedLoop[] {
  const found: RecognizedLoop[] = [];
  if (file.isDeclarationFile || !/\bfor\s+await\b/.test(file.text)) return found;
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(ts, node)) return;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) {
      const type = checker.getTypeAtLocation(node.expression);
      const members = (type.isUnion() ? type.types : [type]).map((each) =>
        iteratesAsReceiver(ts, checker, each),
      );
      if (members.includes(true))
        found.push({ loop: node, receives: members.includes(false) ? "sometimes" : "always" });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function iteratesAsReceiver(ts: TypeScript, checker: ts.TypeChecker, type: ts.Type): boolean {
  const base = type.isTypeParameter() ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  // The checker's name for `[Symbol.asyncIterator]` ends in a number of its own.
  const iterator = checker
    .getPropertiesOfType(base)
    .find(({ escapedName }) => escapedName.toString().startsWith("__@asyncIterator@"));
  return brandOf(ts, iterator?.valueDeclaration) === "Receiver";
}
