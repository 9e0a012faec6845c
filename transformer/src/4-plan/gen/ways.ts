/** The ways in which compiled generators get at values and out of themselves, by who can cancel them and who waits. */
import type { Expr, Stmt } from "../../ir/code.js";
import { declare, literal, member, name, runtime } from "../../ir/code.js";
import type { GenSite, Yield } from "../../ir/gen.js";
import type { Names } from "../../ir/names.js";

export interface Way {
  /** Where a cancel can come: the activity's name. */
  readonly activity: string | undefined;
  /** Whether the chain behind a `yield*` may become part of the code: not where every await has to be one of a task. */
  readonly fuses: boolean;
  /** The runtime's function that makes a value, and the tag of what holds one. */
  readonly ok: string;
  readonly good: string;
  /**
   * The outcome of the operand under the name `result`. Only a Task is a boundary at which a cancel is seen: a Result answers
   * `yield*` within the generator.
   */
  obtain(result: string, operand: Expr, site: Yield): Stmt[];
  /** After the value of a task. */
  entered(site: Yield): Stmt[];
  /** Ends the generator with what is no value. */
  leave(outcome: Expr): Stmt[];
  /** Ends it with what the user returns. */
  answer(outcome: Expr): Stmt[];
  around(body: readonly Stmt[]): Stmt[];
}

export const does = (expr: Expr): Stmt => ({ kind: "do", expr });
const call = (callee: Expr, ...args: readonly Expr[]): Expr => ({ kind: "call", callee, args });
const assign = (target: string, value: Expr): Stmt => does({ kind: "assign", target: name(target), value });
const returns = (value?: Expr): Stmt => ({ kind: "return", ...(value !== undefined && { value }) });

/** Where nothing can cancel: an ordinary function. */
export function returned(of: GenSite["of"]): Way {
  return {
    activity: undefined,
    fuses: true,
    ok: of === "Option" ? "some" : "ok",
    good: of === "Option" ? "Some" : "Ok",
    obtain: (result, operand, { is }) => [
      declare(
        "const",
        result,
        is === "Task" ? { kind: "await", operand: call(member(operand, "run")) } : operand,
      ),
    ],
    entered: () => [],
    leave: (outcome) => [returns(outcome)],
    answer: (outcome) => [returns(outcome)],
    around: (body) => [...body],
  };
}

/** The way of a task's generator. */
export const wayOut = (site: GenSite, activity: string, names: Names): Way =>
  site.patient ? patient(site, activity, names) : impatient(activity);

/** Nobody waits for a cancelled one. */
function impatient(activity: string): Way {
  const check: Stmt = { kind: "if", test: member(name(activity), "over"), then: [returns()] };
  const done = (outcome: Expr): Stmt[] => [returns(call(member(name(activity), "done"), outcome))];
  return {
    activity,
    fuses: true,
    ok: "ok",
    good: "Ok",
    obtain: (result, operand, { is }) =>
      is === "Task"
        ? [declare("const", result, entering(activity, operand)), check]
        : [declare("const", result, operand)],
    entered: () => [],
    leave: done,
    answer: done,
    around: (body) => [...body],
  };
}

/** A cancel waits until it is left through its `finally` blocks, which cannot be interrupted once it is being left. */
function patient(site: GenSite, activity: string, names: Names): Way {
  const outcome = names.fresh("outcome");
  const label = names.fresh("gen");
  const isAskedInFinally = site.yields.some(({ inFinally }) => inFinally);
  const staying = isAskedInFinally ? names.fresh("staying") : undefined;
  const cancelled = member(name(activity), "cancelled");
  const out = (value: Expr): Stmt[] => [assign(outcome, value), { kind: "break", label }];
  const leave = (value: Expr): Stmt[] => [
    ...(staying === undefined ? [] : [assign(staying, literal(false))]),
    ...out(value),
  ];
  const stop = leave({ kind: "new", callee: runtime("Fault"), args: [cancelled] });
  const check = ({ inFinally }: Yield): Stmt => ({
    kind: "if",
    test: inFinally ? { kind: "binary", operator: "&&", left: name(staying!), right: cancelled } : cancelled,
    then: stop,
  });
  return {
    activity,
    fuses: false,
    ok: "ok",
    good: "Ok",
    obtain(result, operand, each) {
      if (each.is !== "Task") return [declare("const", result, operand)];
      const task = names.fresh("task");
      return [
        declare("const", task, operand),
        check(each),
        declare("const", result, entering(activity, name(task))),
      ];
    },
    entered: (each) => [check(each)],
    leave,
    answer: out,
    around: (body) => [
      declare("let", outcome),
      ...(staying === undefined ? [] : [declare("let", staying, literal(true))]),
      { kind: "block", label, body },
      does(call(member(name(activity), "done"), name(outcome))),
    ],
  };
}

const entering = (activity: string, task: Expr): Expr => ({
  kind: "await",
  operand: call(member(name(activity), "enter"), task),
});
