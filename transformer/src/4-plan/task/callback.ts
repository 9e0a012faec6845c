/**
 * A callback as a part of the function that its chain became: its parameter bound, its body in place, and what it
 * answers handed on at each of its exits.
 */
import type { Expr, Stmt } from "../../ir/code.js";
import { literal, name } from "../../ir/code.js";
import type { Answer, AnswerFacts, Binding, Callback, CallbackBody } from "../../ir/task.js";
import { call, does, type Emission, type Hint, type Value } from "./emission.js";

/** What a callback answers at one exit. */
export type Given =
  | Exclude<Answer, { kind: "value" }>
  | ({ readonly kind: "expression"; readonly expr: Expr; readonly async: boolean } & AnswerFacts);

type Inline = Extract<Callback, { kind: "inline" }>;

/** Whether the callback answers in one place only, after which the code can simply go on. */
export function answersOnce(callback: Callback): boolean {
  if (callback.kind !== "inline") return true;
  const { body, param } = callback;
  if (param?.kind === "pattern" && !param.exclusive) return false;
  if (body.kind === "expression") return body.answer.kind !== "branch";
  if (!body.exclusive) return false;
  const [exit, second] = body.exits;
  if (exit === undefined) return true;
  return second === undefined && exit.last && !body.completes && exit.answer?.kind !== "branch";
}

/** Whether there is one place only from which the value rail goes on, after which the code can simply go on. */
export function goesOnOnce(callback: Callback): boolean {
  if (answersOnce(callback)) return true;
  if (callback.kind !== "inline" || !isExclusive(callback) || callback.body.kind === "expression")
    return false;
  const { exits, completes } = callback.body;
  const going = exits.filter(({ answer }) => answer?.kind !== "made" || answer.rail === "ok");
  const [only, second] = going;
  return (
    !completes && only !== undefined && second === undefined && only.last && only.answer?.kind !== "branch"
  );
}

/**
 * @param argument what the callback is called with; undefined for no argument.
 * @param exit what follows an answer: called once for every exit. `isLast`: nothing of the body follows it.
 */
export function inline(
  emission: Emission,
  callback: Callback,
  argument: Value | undefined,
  exit: (given: Given, isLast: boolean) => Stmt[],
): Stmt[] {
  if (callback.kind !== "inline") return called(emission, callback, argument, exit);
  if (callback.async) emission.awaits = true;
  if (isExclusive(callback))
    return [...bind(emission, callback.param, argument), ...place(emission, callback, callback.body, exit)];
  // What the block declares hides names from the code inside it: the argument, which is not the callback's, stays in front.
  const { before, value } =
    argument !== undefined && holdsUserCode(argument.expr)
      ? emission.keep(argument, hintOf(callback, "value"))
      : { before: [], value: argument };
  const bound = bind(emission, callback.param, value);
  return [...before, { kind: "block", body: [...bound, ...place(emission, callback, callback.body, exit)] }];
}

const holdsUserCode = (code: unknown): boolean =>
  typeof code === "object" &&
  code !== null &&
  ((code as { kind?: unknown }).kind === "user" || Object.values(code).some(holdsUserCode));

const isExclusive = ({ param, body }: Inline): boolean =>
  (param?.kind !== "pattern" || param.exclusive) && (body.kind !== "block" || body.exclusive);

function called(
  emission: Emission,
  callback: Exclude<Callback, Inline>,
  argument: Value | undefined,
  exit: (given: Given, isLast: boolean) => Stmt[],
): Stmt[] {
  const callee = emission.inputs.get(callback.code.id) ?? ({ kind: "user", code: callback.code } as const);
  const facts = { ...callback.answer, async: false };
  if (argument === undefined) return exit({ kind: "expression", expr: call(callee), ...facts }, false);
  const isLate = argument.promise !== "never" || (emission.activity !== undefined && !argument.inert);
  const { before, value } = isLate
    ? emission.keep(argument, { name: "value" })
    : { before: [], value: argument };
  return [...before, ...exit({ kind: "expression", expr: call(callee, value.expr), ...facts }, false)];
}

/** Binds a parameter, or lets its references read a name that already has the value. */
function bind(emission: Emission, param: Binding | undefined, argument: Value | undefined): Stmt[] {
  const after = argument === undefined || argument.inert ? [] : emission.check();
  const isUnused = param === undefined || (param.kind === "name" && param.references.length === 0);
  if (isUnused) {
    if (argument === undefined || (argument.inert && argument.promise === "never")) return [];
    const { before, expr } = emission.settled(argument, "value");
    return [...before, ...(expr.kind === "name" ? [] : [does(expr)]), ...after];
  }
  const keyword = param.reassigned ? "let" : "const";
  const value = argument ?? { expr: literal(undefined), promise: "never", inert: true, kept: false };
  if (param.kind === "pattern") {
    const { before, expr } = emission.settled(value, "value");
    const declaration: Stmt = {
      kind: "declare",
      keyword,
      bindings: [{ target: { kind: "user", code: param.at }, init: expr }],
      origin: param.at,
    };
    return [...before, declaration, ...after];
  }
  if (value.kept && !param.reassigned) {
    rename(emission, param, value.expr);
    return [];
  }
  const target = param.exclusive ? param.name : emission.fresh(param.name);
  if (target !== param.name) rename(emission, param, name(target));
  return [...emission.declare(target, value, keyword), ...after];
}

function rename(emission: Emission, param: Extract<Binding, { kind: "name" }>, expr: Expr): void {
  if (expr.kind === "name" && expr.name === param.name) return;
  for (const { at, shorthand } of param.references) {
    emission.shop.rewrites.push({
      kind: "expression",
      target: at,
      with: expr,
      ...(shorthand && { shorthand: param.name }),
    });
  }
}

function place(
  emission: Emission,
  callback: Inline,
  body: CallbackBody,
  exit: (given: Given, isLast: boolean) => Stmt[],
): Stmt[] {
  const { shop } = emission;
  if (body.kind === "expression") {
    return [...shop.hoisted(body.code), ...exit(given(body.answer, callback.async), false)];
  }
  for (const { statement, answer, embedded, last } of body.exits) {
    const next = exit(given(answer, callback.async), last);
    if (last) shop.ends.set(body.block.id, shop.rewrites.length);
    shop.rewrites.push({
      kind: "statement",
      target: statement,
      with: next,
      embedded,
    });
  }
  const end = body.completes ? exit(given(undefined, callback.async), false) : [];
  return [{ kind: "user", block: body.block }, ...end];
}

function given(answer: Answer | undefined, async: boolean): Given {
  if (answer === undefined) {
    return {
      kind: "expression",
      expr: literal(undefined),
      async,
      promise: "never",
      is: "unknown",
      inert: true,
      site: undefined,
    };
  }
  if (answer.kind !== "value") return answer;
  const { code, ...facts } = answer;
  return { ...facts, kind: "expression", expr: { kind: "user", code }, async };
}

/** What the callback calls its argument. */
export function hintOf(callback: Callback | undefined, otherwise: string): Hint {
  const param = callback?.kind === "inline" ? callback.param : undefined;
  if (param?.kind !== "name" || param.reassigned) return { name: otherwise };
  return { name: param.name, exclusive: param.exclusive ? param.name : undefined };
}

/** An answer that is a plain value. A match in its place has become statements that leave the value under a name. */
export function answerValue(
  emission: Emission,
  answer: Extract<Given, { kind: "expression" }>,
): { readonly before: readonly Stmt[]; readonly value: Value } {
  const { expr, inert, site, async } = answer;
  // What an async function answers is awaited in any case.
  const promise = async && answer.promise === "maybe" ? "always" : answer.promise;
  if (site !== undefined) {
    const target = emission.fresh("value");
    const awaited = promise !== "never";
    const statements = emission.shop.absorbMatch(site, name(target), awaited);
    if (statements !== undefined) {
      if (awaited) emission.awaits = true;
      const declaration: Stmt = { kind: "declare", keyword: "let", bindings: [{ target: name(target) }] };
      return {
        before: [declaration, ...statements, ...emission.check()],
        value: { expr: name(target), promise: "never", inert: true, kept: true },
      };
    }
  }
  return { before: [], value: { expr, promise, inert, kept: false } };
}
