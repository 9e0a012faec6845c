/** Lowers what takes values out of channels and puts them in. */
import type ts from "typescript";
import type { ReceiveSite } from "../../ir/receive.js";
import type { LowerContext } from "../context.js";
import { type Loop, lowerLoop } from "./loop.js";
import { lowerReceive } from "./option.js";
import { lowerSend } from "./send.js";

interface Call {
  readonly call: ts.CallExpression;
  readonly brand: string;
  readonly method: string;
}

export function lowerReceives(
  context: LowerContext,
  calls: readonly Call[],
  loops: readonly Loop[],
): ReceiveSite[] {
  const matches = new Set<ts.Node>();
  for (const { call, brand, method } of calls)
    if (brand === "Patterns" && method === "match") matches.add(call);
  const sites = calls.map(({ call, brand, method }) => {
    if (brand === "Receiver" && method === "receive")
      return lowerReceive(context, call, (each) => matches.has(each));
    return brand === "Sender" && method === "send" ? lowerSend(context, call) : undefined;
  });
  return [...loops.map((loop) => lowerLoop(context, loop)), ...sites.filter((site) => site !== undefined)];
}
