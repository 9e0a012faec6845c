/**
 * Recognises the loops that receive: `for await (const v of rx)` whose `rx` iterates by the declaration that carries the
 * brand. Whatever iterates by another one (a class that overrides it, an async generator, `any`) is another loop.
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { brandOf } from "../syntax/brand.js";

export interface RecognizedLoop {
  readonly loop: ts.ForOfStatement;
  /** Where the type is a union: whether all of it is a Receiver. */
  readonly receives: "always" | "sometimes";
}

export function recognizeReceiveLoop(
  ts: TypeScript,
  checker: ts.TypeChecker,
  loop: ts.ForOfStatement,
): RecognizedLoop | undefined {
  if (loop.awaitModifier === undefined) return undefined;
  const type = checker.getTypeAtLocation(loop.expression);
  const members = (type.isUnion() ? type.types : [type]).map((each) => iteratesAsReceiver(ts, checker, each));
  if (!members.includes(true)) return undefined;
  return { loop, receives: members.includes(false) ? "sometimes" : "always" };
}

function iteratesAsReceiver(ts: TypeScript, checker: ts.TypeChecker, type: ts.Type): boolean {
  const base = type.isTypeParameter() ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  // The checker's name for `[Symbol.asyncIterator]` ends in a number of its own.
  const iterator = checker
    .getPropertiesOfType(base)
    .find(({ escapedName }) => escapedName.toString().startsWith("__@asyncIterator@"));
  return brandOf(ts, iterator?.valueDeclaration) === "Receiver";
}
