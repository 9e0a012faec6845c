/**
 * Knows MiLost's calls, by the declaration that the checker resolves them to: an alias, a re-export, a
 * namespace or a destructured function is the same call. A filter on the call's shape comes first, because resolving
 * every call of a program would cost more than the whole transformer may.
 *
 *     P.match(x, { Ok: ..., Err: ... })     -> { brand: "Patterns", method: "match" }
 */
import type ts from "typescript";
import type { TypeScript } from "../options.js";
import { brandOf } from "../syntax/brand.js";
import { unwrap } from "../syntax/unwrap.js";

export interface RecognizedCall {
  readonly call: ts.CallExpression;
  /** The brand of the declaring interface: `Patterns`, `TaskStatic`, `Task`, `Receiver` ... */
  readonly brand: string;
  /** The declared name of the function, whatever the call calls it; empty for a call signature. */
  readonly method: string;
}

/** What a call is called on and by, where it is one of MiLost's. */
export function recognizeCall(
  ts: TypeScript,
  checker: ts.TypeChecker,
  call: ts.CallExpression,
): RecognizedCall | undefined {
  if (!mayBeOurs(ts, call)) return undefined;
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const brand = brandOf(ts, declaration);
  return brand === undefined || declaration === undefined
    ? undefined
    : { call, brand, method: methodName(ts, declaration) };
}

function methodName(ts: TypeScript, declaration: ts.SignatureDeclaration | ts.JSDocSignature): string {
  const name = (declaration as ts.SignatureDeclaration).name;
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : "";
}

/** Names of the methods that lowering knows; calls by other names are looked at only when they pass an object of functions. */
const METHODS = new Set(
  [
    "match matchOn receive send",
    "run map flatMap andThen mapErr orElse tap tapErr ensure timeout retry delay",
    "new ok err try fromPromise gen",
  ].flatMap((names) => names.split(" ")),
);

function mayBeOurs(ts: TypeScript, call: ts.CallExpression): boolean {
  const callee = call.expression;
  if (callee.kind === ts.SyntaxKind.SuperKeyword || callee.kind === ts.SyntaxKind.ImportKeyword) return false;
  if (ts.isPropertyAccessExpression(callee) && METHODS.has(callee.name.text)) return true;
  if (call.arguments.length < 2 || call.arguments.length > 3) return false;
  const last = unwrap(ts, call.arguments.at(-1)!);
  return (
    ts.isObjectLiteralExpression(last) &&
    last.properties.some(
      (property) =>
        ts.isMethodDeclaration(property) ||
        (ts.isPropertyAssignment(property) && ts.isFunctionLike(unwrap(ts, property.initializer))),
    )
  );
}
