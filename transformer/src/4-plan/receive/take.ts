/**
 * Taking the next value without a promise when it is there:
 *
 *     let value = milost.takeReady(rx);
 *     if (value === milost.nothingReady) {
 *       await milost.microtask;
 *       value = milost.takeReady(rx);
 *       if (value === milost.nothingReady) {
 *         const option = await rx.receive();
 *         ...
 *       }
 *     }
 */
import type { Expr, Stmt } from "../../ir/code.js";
import { assign, call, declare, equals, literal, member, name, runtime } from "../../ir/code.js";
import type { Handle } from "../../ir/handle.js";
import type { Names } from "../../ir/names.js";
import type { End } from "../../ir/receive.js";

export const nothing = runtime("nothingReady");

/** At the end the loop around is left. */
export const takeOrBreak = (names: Names, value: string, end: Expr, origin: Handle): Stmt[] =>
  take(names, value, end, origin, (option) => [
    { kind: "if", test: equals(member(option, "_tag"), literal("None")), then: [{ kind: "break" }] },
    assign(name(value), member(option, "value")),
  ]);

/** At the end `value` stays `nothingReady`. */
export const takeOrNothing = (names: Names, value: string, end: Expr, origin: Handle): Stmt[] =>
  take(names, value, end, origin, (option) => [
    {
      kind: "if",
      test: equals(member(option, "_tag"), literal("Some")),
      then: [assign(name(value), member(option, "value"))],
    },
  ]);

function take(
  names: Names,
  value: string,
  end: Expr,
  origin: Handle,
  settle: (option: Expr) => readonly Stmt[],
): Stmt[] {
  // The block around it holds nothing else: other blocks may use the same name.
  const mentioned = end.kind === "name" || end.kind === "reference" ? [value, end.name] : [value];
  const option = names.piece(mentioned).fresh("option");
  const received: Expr = { kind: "await", operand: call(member(end, "receive"), [], origin) };
  const taken = call(runtime("takeReady"), [end], origin);
  const isNothing = equals(name(value), nothing);
  return [
    { ...declare("let", value, taken), origin },
    {
      kind: "if",
      test: isNothing,
      then: [
        { kind: "do", expr: { kind: "await", operand: runtime("microtask") } },
        assign(name(value), taken),
        { kind: "if", test: isNothing, then: [declare("const", option, received), ...settle(name(option))] },
      ],
    },
  ];
}

/** An end to be read again and again: its name, or a temporary that `declare` binds. */
export function readable(
  names: Names,
  end: End,
): { readonly end: Expr; readonly declare: ReturnType<typeof declare> | undefined } {
  if (end.name !== undefined)
    return { end: { kind: "reference", code: end.code, name: end.name }, declare: undefined };
  const temporary = names.fresh(end.hint, end.region);
  return {
    end: name(temporary),
    declare: declare("const", temporary, { kind: "user", code: end.code }),
  };
}
