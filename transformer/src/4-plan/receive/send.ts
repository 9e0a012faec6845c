/**
 * Plans a send whose outcome nobody wants:
 *
 *     await tx.send(next());
 *  -> const value = next();
 *     if (!milost.sendReady(tx, value)) await tx.send(value);
 */
import type { Expr, Rewrite, Stmt } from "../../ir/code.js";
import { call, declare, literal, member, name, runtime } from "../../ir/code.js";
import type { Names } from "../../ir/names.js";
import type { SendStatement } from "../../ir/receive.js";
import { readable } from "./take.js";

export function planSend(names: Names, site: SendStatement, front: readonly Stmt[]): Rewrite {
  const { call: origin, sender, statement: target, embedded } = site;
  const { end, declare: sent } = readable(names, sender);
  const before: Stmt[] = [...front, ...(sent === undefined ? [] : [sent])];
  const value = sentValue(names, site, before);
  const send: Expr = call(member(end, "send"), [value], origin);
  const ready: Expr = call(runtime("sendReady"), [end, value], origin);
  const body: Stmt[] = [
    ...before,
    {
      kind: "if",
      test: { kind: "not", operand: ready },
      then: [{ kind: "do", expr: { kind: "await", operand: send } }],
      origin: target,
    },
  ];
  return { kind: "statement", target, with: body, embedded };
}

function sentValue(names: Names, { value, sender }: SendStatement, before: Stmt[]): Expr {
  if (value.kind === "literal") return literal(value.value);
  if (value.kind === "name") return { kind: "reference", code: value.code, name: value.name };
  const temporary = names.fresh("value", sender.region);
  const user: Expr = { kind: "user", code: value.code };
  // `const value = () => {}` would name the function.
  before.push(
    declare("const", temporary, value.anonymous ? { kind: "sequence", items: [literal(0), user] } : user),
  );
  return name(temporary);
}
