/**
 * A `Patterns.match` or `matchOn` call after lowering: which values can come in, which arm takes them, how each
 * arm can be inlined, and where the call stands. Types are gone; user code is handles and facts.
 *
 *     Patterns.match(r, { Ok: (n) => n + 1, _: () => 0 })
 *  -> scrutinee ‹r›, discriminant _tag, space { "Ok" payload value, "Err" payload error }, arms "Ok" and rest
 */
import type { Bail } from "./bail.js";
import type { Cut } from "./code.js";
import type { Handle } from "./handle.js";
import type { Region } from "./names.js";

export interface MatchSite {
  readonly kind: "match";
  readonly call: Handle;
  /** As the user wrote it: `Patterns.match`. */
  readonly callee: string;
  readonly scrutinee: Scrutinee;
  /** The property that tells the variants apart, and whether payloads are unwrapped (`match` does, `matchOn` never). */
  readonly discriminant: { readonly property: string; readonly unwraps: boolean };
  readonly space: Space;
  readonly arms: readonly Arm[];
  readonly armsAt: Handle;
  /** Every name that the arms bind anywhere inside: what they may shadow once they stand in the scope of the call. */
  readonly binds: readonly string[];
  /** Where its temporaries are seen. */
  readonly region: Region;
  readonly position: Position;
}

export interface Scrutinee {
  readonly code: Handle;
  /** A plain name: reading it again is free and gives the same value until user code runs. */
  readonly name: string | undefined;
  /** The name is never assigned after its declaration: it may be read at any later time, from closures too. */
  readonly constant: boolean;
  /** No function assigns to the name, so that it means the same before and after its tag was read, even by a getter. */
  readonly stable: boolean;
  /** Certainly neither null nor undefined, whatever its type says. */
  readonly present: boolean;
  /** What a temporary for it should be called, if the code tells. */
  readonly hint: string | undefined;
}

/** All values the scrutinee's type admits. */
export interface Space {
  /** The type as TypeScript prints it, for messages. */
  readonly type: string;
  readonly variants: readonly Variant[];
  /** Primitive types of infinitely many values in the type: they need `_`. */
  readonly open: readonly ("string" | "number" | "bigint")[];
  /** What a type that depends on a type parameter extends, as TypeScript prints it. */
  readonly constraint?: string;
  /** A part of the type that cannot be told apart by tags: checked as far as possible, never compiled. */
  readonly obstacle: Bail | undefined;
}

export type Variant =
  | {
      readonly kind: "tagged";
      readonly tag: Literal;
      readonly key: string;
      readonly receives: Receives;
    }
  | { readonly kind: "literal"; readonly value: Literal; readonly key: string };

export type Literal = string | number | bigint | boolean | null | undefined;

/** What a handler is called with. `unwrapped` is decided by the runtime's own rule, for look-alikes of MiLost's variants. */
export type Receives =
  | { readonly kind: "field"; readonly field: "value" | "error" }
  | { readonly kind: "nothing" }
  | { readonly kind: "unwrapped" }
  | { readonly kind: "whole" };

export interface Arm {
  /** The name as an object key; undefined for `_`. */
  readonly key: string | undefined;
  readonly property: Handle;
  readonly name: Handle;
  /** The comments that speak of the arm, each with its delimiters. */
  readonly comments: readonly string[];
  readonly handler: Handler;
}

export type Handler =
  | {
      readonly kind: "inline";
      readonly async: boolean;
      readonly param: Param | undefined;
      readonly body: Body;
    }
  /**
   * A name whose value cannot change between building the arms and running one: called in place. A `method` is read off an
   * object, which must not become its `this`.
   */
  | { readonly kind: "call"; readonly callee: Handle; readonly method: boolean }
  | { readonly kind: "opaque"; readonly bail: Bail };

export type Param = {
  /** `x = 5` */
  readonly initial: Initial | undefined;
  /** `...x` */
  readonly rest: boolean;
} & (
  | ({
      readonly kind: "name";
      readonly name: string;
      readonly at: Handle;
      /** Every reference inside the body, in source order. */
      readonly references: readonly Reference[];
      /** Assigned to in the body, so it needs `let`. */
      readonly reassigned: boolean;
      /** The one reference comes before anything with an effect, so that reading the field there changes nothing. */
      readonly readFirst: boolean;
    } & Capture)
  /** `{ id, name }`, `[a, b]`, with the names it binds. */
  | {
      readonly kind: "pattern";
      readonly at: Handle;
      readonly names: readonly string[];
      readonly reassigned: boolean;
      /** What it reads, in order, if it does nothing but read properties: no default, rest, computed key or pattern inside. */
      readonly fields?: readonly Field[];
      /** Each name stands once, in the pattern's order, and before anything with an effect. */
      readonly readInOrder?: boolean;
    }
);

/** `property: name` in a pattern, or `name` alone. */
export interface Field extends Capture {
  readonly property: string;
  readonly name: string;
  /** Every reference inside the body, in source order. */
  readonly references: readonly Reference[];
}

/** Which functions keep a name. */
export interface Capture {
  /** A function inside the body refers to it, so it needs a binding of its own per evaluation. */
  readonly captured: boolean;
  /** Matches in whose arms it is referenced: functions that are gone once those are compiled. */
  readonly capturedBy: readonly Handle[];
}

/** The default of a parameter. */
export interface Initial {
  readonly code: Handle;
  /** An anonymous function or class, which takes the parameter's name. */
  readonly anonymous: boolean;
}

export interface Reference {
  readonly at: Handle;
  /** `{ n }`: the reference is a property of its own and must become `n: ...`. */
  readonly shorthand: boolean;
}

export type Body =
  | { readonly kind: "expression"; readonly value: Value }
  | {
      readonly kind: "block";
      readonly block: Handle;
      readonly returns: readonly Return[];
      /** Control can run off the block's end. */
      readonly completes: boolean;
      readonly isEmpty: boolean;
      /** What the block itself declares: without any it needs no braces of its own inside a clause. */
      readonly declares: readonly string[];
    };

export interface Value {
  readonly code: Handle;
  /** What stands in parentheses only because an arrow function's body needs them: `({ x })`, `(a ? b : c)`. */
  readonly bare: Handle | undefined;
  /** An anonymous function or class: assigning it would give it a name it does not have today. */
  readonly anonymous: boolean;
  /** Provably neither a promise nor a thenable: an await of it can be left out. */
  readonly settled: boolean;
  /** A literal: where nobody wants the value, it can be left out. */
  readonly idle: boolean;
  /** The value is directly another site (through parentheses, type assertions and an await): it may take the outer one's place. */
  readonly site: Handle | undefined;
}

export interface Return {
  readonly statement: Handle;
  readonly value: Value | undefined;
  /** Inside a loop, switch or label of the arm: a plain `break` would leave the wrong statement. */
  readonly nested: boolean;
  /** The last statement of the arm: nothing has to be jumped over. */
  readonly last: boolean;
  /** Inside a try of the arm: awaiting there would let the arm's own catch see a rejection it does not see today. */
  readonly guarded: boolean;
  /** Stands alone under `if` or `else`: two statements in its place need braces. */
  readonly embedded: boolean;
}

/** Where the call stands, seen through parentheses, `as`, `satisfies` and at most one `await`. */
export type Position = { readonly awaited: boolean } & (
  | { readonly kind: "return" | "throw" | "discard"; readonly statement: Handle; readonly embedded: boolean }
  | {
      readonly kind: "declare";
      readonly statement: Handle;
      readonly keyword: "const" | "let" | "var";
      readonly name: string;
      /** Nothing can see the binding before it has its value, so that the arms may assign to it directly. */
      readonly direct: boolean;
      readonly initializer: Handle;
    }
  /** A declaration with a pattern, or exported: the value goes through a temporary. */
  | { readonly kind: "initialize"; readonly statement: Handle; readonly initializer: Handle }
  | {
      readonly kind: "assign";
      readonly statement: Handle;
      readonly embedded: boolean;
      readonly target: Handle;
      readonly name: string;
    }
  /** The body of an arrow function. */
  | { readonly kind: "arrow"; readonly body: Handle }
  | {
      readonly kind: "expression";
      readonly expression: Handle;
      readonly anchor: Anchor;
      /** In front of what statements go, where that is not the anchor: a declarator behind others. */
      readonly declarator: Anchor | undefined;
      /** The anchor evaluates it at most once whenever it is reached itself, unlike the test of a loop. */
      readonly once: boolean;
      /** The anchor evaluates it exactly once, and before it nothing that has an effect or can be affected by one. */
      readonly first: boolean;
      /**
       * What the anchor evaluates before it, in order, and would have to be kept in temporaries if the match were done by
       * statements in front of the anchor; undefined where that cannot be. Empty where it is `first`.
       */
      readonly spills: readonly Spill[] | undefined;
    }
  | { readonly kind: "nowhere"; readonly bail: Bail }
);

export interface Spill {
  readonly code: Handle;
  /** What its temporary should be called. */
  readonly hint: string;
}

/** In front of what the temporaries of an expression are declared. */
export interface Anchor {
  readonly kind: "statement" | "arrow" | "declarator";
  readonly at: Handle;
  readonly embedded: boolean;
  /** Of a declarator behind others in its declaration, which is then cut in two. */
  readonly cut?: Cut;
}
