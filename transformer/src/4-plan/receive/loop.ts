/**
 * Plans a loop over a Receiver:
 *
 *     for await (const { id } of jobs()) run(id);
 *  -> for (const receiver = jobs(); ; ) {
 *       let value = ...
 *       const { id } = value;
 *       run(id);
 *     }
 */
import type { Declaration, Expr, Rewrite, Stmt } from "../../ir/code.js";
import { assign, name } from "../../ir/code.js";
import type { Names } from "../../ir/names.js";
import type { ReceiveLoop } from "../../ir/receive.js";
import { readable, takeOrBreak } from "./take.js";

export function planLoop(names: Names, site: ReceiveLoop): Rewrite {
  const { element, receiver, loop } = site;
  const { end, declare: init } = readable(names, receiver);
  const value = element.kind === "name" ? element.name : names.fresh(hintOf(site), receiver.region);
  const body: Stmt[] = [
    ...takeOrBreak(names, value, end, receiver.code),
    ...bind(site, value),
    ...bodyOf(site),
  ];
  return {
    kind: "statement",
    target: loop,
    with: [{ kind: "loop", ...(init && { init: withoutIn(site, init) }), body, origin: loop }],
    embedded: false,
  };
}

const hintOf = ({ element }: ReceiveLoop): string =>
  element.kind === "declaration" ? element.hint : "value";

function bind({ element }: ReceiveLoop, value: string): Stmt[] {
  if (element.kind === "name") return [];
  const target: Expr = { kind: "user", code: element.at };
  if (element.kind === "target") return [assign(target, name(value))];
  const { keyword, at } = element;
  return [{ kind: "declare", keyword, bindings: [{ target, init: name(value) }], origin: at }];
}

function bodyOf({ body }: ReceiveLoop): Stmt[] {
  if (body === undefined) return [];
  if (body.kind === "statement") return [{ kind: "statement", code: body.code }];
  const user: Stmt = { kind: "user", block: body.block };
  return body.separate ? [{ kind: "block", body: [user] }] : [user];
}

/** The head of a `for` ends at an `in` that nothing encloses. */
function withoutIn({ hasIn }: ReceiveLoop, init: Declaration): Declaration {
  if (!hasIn) return init;
  const bindings = init.bindings.map(({ target, init: value }) => ({
    target,
    init: { kind: "sequence", items: [value!] } as const,
  }));
  return { ...init, bindings };
}
