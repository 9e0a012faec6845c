/** What a callback answers: a chain to go on with, or a value with the facts that its steps depend on. */
import type ts from "typescript";
import type { Answer, AnswerFacts } from "../../ir/task.js";
import { unwrap } from "../../syntax/unwrap.js";
import { isSettled, primitive } from "../settled.js";
import type { TaskContext } from "./context.js";

/** What a step expects of its callback: any value, a Result, or a Result or Task to go on with. */
export type Expected = "value" | "result" | "continuation";

export function lowerAnswer(context: TaskContext, expression: ts.Expression, expected: Expected): Answer {
  const { ts, handles } = context;
  const inner = unwrap(ts, expression);
  const continues = expected === "continuation";
  const made = expected === "value" ? undefined : lowerMade(context, inner);
  if (made !== undefined) return made;
  if (continues && ts.isCallExpression(inner)) {
    const chain = context.chainOf(inner);
    if (chain?.kind === "chain") {
      context.answers.add(inner);
      return { kind: "chain", call: handles.of(inner), chain, inert: true };
    }
  }
  if (continues && ts.isConditionalExpression(inner)) {
    const then = lowerAnswer(context, inner.whenTrue, expected);
    const otherwise = lowerAnswer(context, inner.whenFalse, expected);
    const isQuiet = isInert(context, inner.condition);
    const goesOn = ({ kind }: Answer): boolean => kind === "chain" || kind === "branch";
    if (goesOn(then) || goesOn(otherwise))
      return {
        kind: "branch",
        test: handles.of(inner.condition),
        then: following(then, isQuiet),
        else: following(otherwise, isQuiet),
      };
  }
  let code = expression;
  while (ts.isParenthesizedExpression(code)) {
    const { expression: inside } = code;
    if (ts.isBinaryExpression(inside) && inside.operatorToken.kind === ts.SyntaxKind.CommaToken) break;
    code = inside;
  }
  return { kind: "value", code: handles.of(code), ...factsOf(context, expression) };
}

/** An answer after code of which it is known whether it runs functions. */
export function following(answer: Answer, isQuiet: boolean): Answer {
  if (isQuiet) return answer;
  if (answer.kind !== "branch") return { ...answer, inert: false };
  return { ...answer, then: following(answer.then, false), else: following(answer.else, false) };
}

/** `Ok(value)`, `Result.Err(error)`, by whatever name. */
function lowerMade(context: TaskContext, call: ts.Expression): Answer | undefined {
  const { ts, checker, handles } = context;
  if (!ts.isCallExpression(call) || ts.isOptionalChain(call) || call.arguments.length > 1) return undefined;
  const [payload] = call.arguments;
  if (payload !== undefined && ts.isSpreadElement(payload)) return undefined;
  const declaration = checker.getResolvedSignature(call)?.declaration as ts.MethodSignature | undefined;
  if (declaration === undefined || !ts.isMethodSignature(declaration)) return undefined;
  const brands = brandsOf(context, checker.getTypeAtLocation(declaration.parent));
  const method = declaration.name.getText();
  if (!brands.includes("ResultStatic") || (method !== "Ok" && method !== "Err")) return undefined;
  context.callees.push(call.expression);
  return {
    kind: "made",
    rail: method === "Ok" ? "ok" : "err",
    callee: handles.of(call.expression),
    payload: payload && handles.of(payload),
    inert: payload === undefined || isInert(context, payload),
  };
}

function factsOf(context: TaskContext, expression: ts.Expression): AnswerFacts {
  const { ts, checker, handles } = context;
  const inner = unwrap(ts, expression);
  const value = ts.isAwaitExpression(inner) ? unwrap(ts, inner.expression) : inner;
  const facts = typeFacts(context, checker.getTypeAtLocation(inner));
  return {
    ...facts,
    promise: isSettled(context, inner) || isPlain(context, inner) ? "never" : facts.promise,
    inert: isInert(context, inner),
    site: context.isSite(value) ? handles.of(value) : undefined,
  };
}

/** The facts of a call of `callback`, of whose body nothing is known. */
export function callFacts(context: TaskContext, callback: ts.Expression): AnswerFacts {
  const { checker } = context;
  const signatures = checker.getTypeAtLocation(callback).getCallSignatures();
  // Of an overloaded callback it is not known which one is called.
  const facts = signatures.map((signature) =>
    typeFacts(context, checker.getReturnTypeOfSignature(signature)),
  );
  return {
    promise: agreed(facts.map(({ promise }) => promise)) ?? "maybe",
    is: agreed(facts.map(({ is }) => is)) ?? "unknown",
    inert: false,
    site: undefined,
  };
}

function typeFacts(context: TaskContext, type: ts.Type): Pick<AnswerFacts, "promise" | "is"> {
  const { checker } = context;
  const members = constituents(context, type);
  const promises = members.map((member) => promiseOf(context, member));
  const awaited = promises.includes("always") ? (checker.getAwaitedType(type) ?? type) : type;
  const kinds = constituents(context, awaited).map((member) => kindOf(context, member));
  return { promise: agreed(promises) ?? "maybe", is: agreed(kinds) ?? "unknown" };
}

/** What all say; undefined where they differ. */
function agreed<Fact>(facts: readonly Fact[]): Fact | undefined {
  const [first, ...others] = new Set(facts);
  return others.length === 0 ? first : undefined;
}

function promiseOf(context: TaskContext, type: ts.Type): AnswerFacts["promise"] {
  if (context.checker.getPropertyOfType(type, "then") !== undefined) return "always";
  return cannotBeThenable(context, type) ? "never" : "maybe";
}

/** The members of a union; a type parameter stands for its constraint. */
function constituents({ checker }: TaskContext, type: ts.Type): readonly ts.Type[] {
  const base = type.isTypeParameter() ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  return base.isUnion() ? base.types : [base];
}

function brandsOf(context: TaskContext, type: ts.Type): string[] {
  const { checker } = context;
  const brand = checker.getPropertyOfType(type, "~milost");
  if (brand === undefined) return [];
  return constituents(context, checker.getTypeOfSymbol(brand)).flatMap((member) =>
    member.isStringLiteral() ? [member.value] : [],
  );
}

function kindOf(context: TaskContext, type: ts.Type): AnswerFacts["is"] {
  const names = brandsOf(context, type);
  if (names.includes("Task")) return "task";
  return names.includes("Result") ? "result" : "unknown";
}

function cannotBeThenable(context: TaskContext, type: ts.Type): boolean {
  const { ts, checker } = context;
  if ((type.flags & primitive(ts)) !== 0) return true;
  return kindOf(context, type) !== "unknown" || checker.isArrayType(type) || checker.isTupleType(type);
}

/** An object literal that names all its properties, and the object of a class without a `then`. */
function isPlain({ ts, checker }: TaskContext, expression: ts.Expression): boolean {
  if (ts.isNewExpression(expression)) {
    const type = checker.getTypeAtLocation(expression);
    const declaration = checker.getResolvedSignature(expression)?.declaration;
    return declaration !== undefined && type.isClassOrInterface() && type.getProperty("then") === undefined;
  }
  if (!ts.isObjectLiteralExpression(expression)) return false;
  return expression.properties.every((property) => {
    const { name } = property;
    return name !== undefined && !ts.isComputedPropertyName(name) && name.getText() !== "then";
  });
}

/** Whether evaluating the code runs no function. */
export function isInert({ ts }: Pick<TaskContext, "ts">, code: ts.Node): boolean {
  const runs = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    return (
      ts.isCallExpression(node) ||
      ts.isNewExpression(node) ||
      ts.isTaggedTemplateExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isYieldExpression(node) ||
      (ts.forEachChild(node, runs) ?? false)
    );
  };
  return !runs(code);
}
