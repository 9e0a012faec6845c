/**
 * The part of the file in which the temporaries of a call are seen: the block of the statement that holds it, wherever in
 * that statement they end up. A call inside another one of MiLost's may get a new place with that one's code, so it
 * shares its region.
 *
 *     function f(r) { const x = g(Patterns.match(r, ...)); ... }   -> all of f
 */
import type ts from "typescript";
import type { Region } from "../ir/names.js";
import type { LowerContext } from "./context.js";

export function regionOf(context: LowerContext, call: ts.Node): Region {
  const { ts, isRecognized, file } = context;
  let outermost = call;
  for (let at = call.parent; at !== undefined; at = at.parent) if (isRecognized(at)) outermost = at;
  let region: ts.Node = outermost;
  while (!isScope(ts, region)) region = region.parent;
  // A parameter or caught error is in the way of a `let` right in the block.
  const { parent } = region;
  if (ts.isBlock(region) && (ts.isFunctionLike(parent) || ts.isCatchClause(parent))) region = parent;
  return ts.isSourceFile(region) ? { start: 0, end: file.end } : { start: region.pos, end: region.end };
}

const isScope = (ts: LowerContext["ts"], node: ts.Node): boolean =>
  ts.isBlock(node) ||
  ts.isSourceFile(node) ||
  ts.isModuleBlock(node) ||
  ts.isCaseBlock(node) ||
  (ts.isArrowFunction(node) && !ts.isBlock(node.body));
