/**
 * Sources whose throws and rejections are the chain's own errors, not panics.
 *
 *     Task.try(() => JSON.parse(text), toError)   ->   let value;
 *                                                      try { value = JSON.parse(text); }
 *                                                      catch (thrown) { <toError(thrown) goes down the error rail> }
 *                                                      <value goes on>
 */
import type { Expr, Stmt } from "../../ir/code.js";
import { declare, member, name, runtime } from "../../ir/code.js";
import type { Callback, Source } from "../../ir/task.js";
import { answersOnce, answerValue, hintOf, inline } from "./callback.js";
import { call, type Emission, kept, plain, type Value } from "./emission.js";
import { labelled } from "./labels.js";
import { changed } from "./plain.js";
import type { Tail } from "./tails.js";

/** The signal as a body's argument; undefined for a body that is seen not to look at it. */
export function signalFor(emission: Emission, callback: Callback): Value | undefined {
  const isUnused =
    callback.kind === "inline"
      ? callback.param === undefined ||
        (callback.param.kind === "name" && callback.param.references.length === 0)
      : callback.kind === "call" && callback.parameterless;
  if (isUnused) return undefined;
  return plain(
    emission.activity === undefined ? call(runtime("idleSignal")) : member(name(emission.activity), "signal"),
  );
}

/** `Task.try`, `Task.fromPromise`. */
export function attempted(
  emission: Emission,
  source: Extract<Source, { kind: "attempt" | "promise" }>,
  head: Tail,
): Stmt[] {
  const { callee, mapErr } = source;
  emission.shop.removed.push(callee);
  const value = emission.fresh("value");
  const thrown = emission.named(hintOf(mapErr, "thrown"));
  const body =
    source.kind === "attempt"
      ? attempt(emission, source.callback, value)
      : emission.assign(value, { ...plain(promiseOf(emission, source)), promise: "always" });
  const failed = (error: Value): Stmt[] => head.err({ kind: "error", error });
  const handler =
    mapErr === undefined
      ? failed(kept(thrown))
      : changed(emission, mapErr, kept(thrown), false, failed, false);
  return [
    declare("let", value),
    { kind: "try", body, catch: { name: thrown, body: [...emission.check(), ...handler] } },
    ...emission.check(),
    ...head.ok(kept(value)),
  ];
}

/** The body's answer in the variable `target`. */
function attempt(emission: Emission, callback: Callback, target: string): Stmt[] {
  const signal = signalFor(emission, callback);
  const once = answersOnce(callback);
  const label = once ? undefined : emission.fresh("tried");
  const body = inline(emission, callback, signal, (given, isLast) => {
    if (given.kind !== "expression") throw new Error("what is tried answers no chain");
    const { before, value } = answerValue(emission, given);
    const jump: Stmt[] = label === undefined || isLast ? [] : [{ kind: "break", label }];
    return [...before, ...emission.assign(target, value), ...jump];
  });
  return label === undefined ? body : labelled(label, body, emission.shop);
}

const promiseOf = (emission: Emission, { promise }: Extract<Source, { kind: "promise" }>): Expr =>
  emission.inputs.get(promise.id) ?? { kind: "user", code: promise };
