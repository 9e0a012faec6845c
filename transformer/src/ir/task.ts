/**
 * A chain of Task steps after lowering: where it begins, what each step does, how each callback can be inlined, and what
 * becomes of the chain. Types are gone; user code is handles and facts.
 *
 *     await fetchUsers().flatMap((users) => fetchPosts().map((posts) => ({ users, posts }))).run()
 *  -> source ‹fetchUsers()›, flatMap users -> (source ‹fetchPosts()›, map posts -> ‹({ users, posts })›), used by run
 */
import type { Handle } from "./handle.js";
import type { Position } from "./match.js";

export interface TaskSite {
  readonly kind: "task";
  /** The outermost call of the chain, `.run()` included: what is replaced. */
  readonly call: Handle;
  readonly chain: Chain;
  /** Every name in the chain's code. */
  readonly mentions: readonly string[];
  readonly use: Use;
}

export type Use =
  /** The task itself is wanted: it is stored, returned or passed on. */
  | { readonly kind: "escapes" }
  /** `chain.run()`: nothing else can ever reach the task. `inAsync`: the function around it is async and stays. */
  | {
      readonly kind: "run";
      readonly position: Position;
      readonly inAsync: boolean;
      /** The chain mentions the name that its position assigns to. */
      readonly mentionsTarget: boolean;
    }
  /** `const task = chain`, where every use of `task` is `task.run()`. */
  | {
      readonly kind: "bound";
      readonly statement: Handle;
      readonly initializer: Handle;
      readonly name: string;
      readonly runs: readonly { readonly call: Handle; readonly reference: Handle }[];
    }
  /** The answer of a `flatMap` or `orElse` callback: part of that chain when the callback is inlined, else it escapes. */
  | { readonly kind: "answer" }
  /** A child of `Task.all` or its like, written in their list: as a function of its own it needs no run there. */
  | { readonly kind: "child" }
  /** The operand of a `yield*`: part of that generator when it is compiled, else it escapes. */
  | { readonly kind: "yielded" };

export interface Chain {
  readonly kind: "chain";
  readonly code: Handle;
  readonly source: Source;
  readonly steps: readonly Step[];
}

export type Source =
  /** `Task.new(callback)` */
  | { readonly kind: "body"; readonly call: Handle; readonly callee: Handle; readonly callback: Callback }
  /** `Task.try(callback, mapErr)`, and `Task.fromPromise` of a function: what it throws or rejects with is the error. */
  | {
      readonly kind: "attempt";
      readonly call: Handle;
      readonly callee: Handle;
      readonly callback: Callback;
      readonly mapErr: Callback | undefined;
    }
  /** `Task.fromPromise(promise, mapErr)`: the promise is evaluated when the chain is built. */
  | {
      readonly kind: "promise";
      readonly call: Handle;
      readonly callee: Handle;
      readonly promise: Handle;
      /** A name that keeps its value. */
      readonly constant: boolean;
      readonly mapErr: Callback | undefined;
    }
  /** `Task.ok(value)`, `Task.err(error)` */
  | {
      readonly kind: "value";
      readonly call: Handle;
      readonly callee: Handle;
      readonly rail: "ok" | "err";
      readonly value: Handle | undefined;
      /** A literal, or a name that keeps its value: when it is evaluated cannot be observed. */
      readonly constant: boolean;
    }
  /** Any other expression of type Task, evaluated when the chain is built. */
  | { readonly kind: "task"; readonly code: Handle };

export type StepKind = "map" | "flatMap" | "tap" | "mapErr" | "orElse" | "tapErr" | "ensure";

export type Step =
  | { readonly kind: StepKind; readonly call: Handle; readonly callback: Callback }
  /** A step that the runtime takes around all before it: `timeout`, `retry`, `delay`. */
  | {
      readonly kind: "around";
      readonly call: Handle;
      readonly method: string;
      readonly args: readonly Handle[];
    };

export type Callback =
  | {
      readonly kind: "inline";
      readonly code: Handle;
      readonly async: boolean;
      readonly param: Binding | undefined;
      readonly body: CallbackBody;
    }
  /** A function that can be evaluated where it is called: a name that never changes, or a function expression. */
  | {
      readonly kind: "call";
      readonly code: Handle;
      readonly answer: AnswerFacts;
      /** It is seen to declare no parameter, and not to ask for its arguments. */
      readonly parameterless: boolean;
    }
  /** Anything else: evaluated when the chain is built. */
  | { readonly kind: "input"; readonly code: Handle; readonly answer: AnswerFacts };

export type Binding =
  | {
      readonly kind: "name";
      readonly name: string;
      readonly at: Handle;
      readonly references: readonly { readonly at: Handle; readonly shorthand: boolean }[];
      readonly reassigned: boolean;
      /** Nothing else in the whole chain has this name. */
      readonly exclusive: boolean;
    }
  | {
      readonly kind: "pattern";
      readonly at: Handle;
      readonly reassigned: boolean;
      readonly exclusive: boolean;
    };

export type CallbackBody =
  | { readonly kind: "expression"; readonly code: Handle; readonly answer: Answer }
  | {
      readonly kind: "block";
      readonly block: Handle;
      readonly exits: readonly Exit[];
      /** Control can run off the block's end. */
      readonly completes: boolean;
      /** Code of the block still runs after an exit: a `finally`, or an iterator that is closed. */
      readonly guarded: boolean;
      /** What the block declares can stand beside the rest of the chain: nothing else in it has these names. */
      readonly exclusive: boolean;
    };

/** A `return` of a callback. */
export interface Exit {
  readonly statement: Handle;
  readonly answer: Answer | undefined;
  /** The last statement of the callback: nothing has to be jumped over. */
  readonly last: boolean;
  /** Stands alone under `if` or `else`. */
  readonly embedded: boolean;
}

export type Answer =
  | ({ readonly kind: "value"; readonly code: Handle } & AnswerFacts)
  /** Directly `Ok(payload)` or `Err(payload)`. */
  | {
      readonly kind: "made";
      readonly rail: "ok" | "err";
      readonly callee: Handle;
      readonly payload: Handle | undefined;
      readonly inert: boolean;
    }
  /** Directly another chain. */
  | { readonly kind: "chain"; readonly call: Handle; readonly chain: Chain; readonly inert: boolean }
  /** A conditional expression one of whose branches is a chain. */
  | { readonly kind: "branch"; readonly test: Handle; readonly then: Answer; readonly else: Answer };

export interface AnswerFacts {
  /** Whether the value has to be awaited. */
  readonly promise: "never" | "maybe" | "always";
  /** What the awaited value is, as far as steps depend on it. */
  readonly is: "result" | "task" | "unknown";
  /** Neither evaluating it nor what stands before it in the callback runs a function: nothing can have been cancelled meanwhile. */
  readonly inert: boolean;
  /** The value is directly a match, whose arms then take its place. */
  readonly site: Handle | undefined;
}
