/**
 * The language that plans are written in: as much of JavaScript as compiled code needs, with user code as handles.
 * Both back-ends print it; neither knows what it means.
 */
import type { Handle } from "./handle.js";
import type { Literal } from "./match.js";

/** What compiled code imports. */
export const RUNTIME_MODULE = "milost/abi";

export type Expr =
  /** User code. The file's rewrites apply inside it: no plan ever copies user code, so each target occurs once. */
  | {
      readonly kind: "user";
      readonly code: Handle;
      /** The rewrite that replaces this very code is left out: it fills the place that the code was taken from. */
      readonly moved?: boolean;
    }
  /** A name of the user's, printed as often as needed; still the user's, so that an import keeps its meaning in CommonJS. */
  | { readonly kind: "reference"; readonly code: Handle; readonly name: string }
  /** A name that the plan made, or one that a declaration of the plan binds. */
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "member"; readonly object: Expr; readonly name: string; readonly optional?: boolean }
  | { readonly kind: "call"; readonly callee: Expr; readonly args: readonly Expr[]; readonly origin?: Handle }
  | { readonly kind: "new"; readonly callee: Expr; readonly args: readonly Expr[]; readonly origin?: Handle }
  /** A symbol of `runtime/src/abi.ts`. */
  | { readonly kind: "runtime"; readonly symbol: string }
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "typeof"; readonly operand: Expr }
  | { readonly kind: "not"; readonly operand: Expr }
  | {
      readonly kind: "conditional";
      readonly test: Expr;
      readonly then: Expr;
      readonly else: Expr;
      /** To be printed above the answers, each with its delimiters; those of `else` only where it is no conditional. */
      readonly comments?: { readonly then: readonly string[]; readonly else: readonly string[] };
    }
  | { readonly kind: "assign"; readonly target: Expr; readonly value: Expr }
  | { readonly kind: "sequence"; readonly items: readonly Expr[] }
  | { readonly kind: "array"; readonly items: readonly Expr[] }
  /** What a declaration binds: `{ property: target = initial }`. */
  | {
      readonly kind: "pick";
      readonly property: string;
      readonly target: Expr;
      readonly initial: Expr;
    }
  | { readonly kind: "await"; readonly operand: Expr }
  | {
      readonly kind: "arrow";
      readonly async: boolean;
      readonly params: readonly Expr[];
      readonly body: readonly Stmt[];
      readonly origin?: Handle;
    };

export type BinaryOperator = "===" | "!==" | "&&" | "||" | "??";

export type Stmt =
  | { readonly kind: "do"; readonly expr: Expr; readonly origin?: Handle }
  | {
      readonly kind: "declare";
      readonly keyword: Keyword;
      /** Names without a value share one declaration; a pattern or an annotated name is user code. */
      readonly bindings: readonly { readonly target: Expr; readonly init?: Expr }[];
      readonly origin?: Handle;
    }
  | {
      readonly kind: "switch";
      readonly label?: string;
      readonly on: Expr;
      readonly clauses: readonly Clause[];
      readonly origin: Handle;
    }
  | {
      readonly kind: "if";
      readonly test: Expr;
      readonly then: readonly Stmt[];
      readonly else?: readonly Stmt[];
      readonly origin?: Handle;
    }
  | {
      readonly kind: "try";
      readonly body: readonly Stmt[];
      readonly catch?: { readonly name?: string; readonly body: readonly Stmt[] };
      readonly finally?: readonly Stmt[];
      readonly label?: string;
    }
  /** `for (init; ; ) { body }` */
  | {
      readonly kind: "loop";
      readonly init?: Declaration;
      readonly body: readonly Stmt[];
      readonly origin?: Handle;
    }
  | { readonly kind: "return"; readonly value?: Expr; readonly origin?: Handle }
  | { readonly kind: "throw"; readonly value: Expr; readonly origin?: Handle }
  | { readonly kind: "break"; readonly label?: string }
  | {
      readonly kind: "block";
      readonly body: readonly Stmt[];
      readonly label?: string;
      /** To be printed above it, each with its delimiters. */
      readonly comments?: readonly string[];
    }
  /** The statements of a user's block, without its braces. */
  | { readonly kind: "user"; readonly block: Handle }
  /** A single statement of the user's. */
  | { readonly kind: "statement"; readonly code: Handle };

export type Keyword = "const" | "let" | "var" | "using" | "await using";
export type Declaration = Extract<Stmt, { kind: "declare" }>;

export interface Clause {
  /** Empty for `default`. */
  readonly labels: readonly Expr[];
  readonly body: readonly Stmt[];
  /** The arm it comes from: breakpoints belong to it. */
  readonly origin: Handle | undefined;
  /** To be printed above it, each with its delimiters. */
  readonly comments?: readonly string[];
}

/** A change at one place of user code. At most one `replace` per target; `before` may be added to it. */
export type Rewrite =
  | { readonly kind: "expression"; readonly target: Handle; readonly with: Expr; readonly shorthand?: string }
  | {
      readonly kind: "statement";
      readonly target: Handle;
      readonly with: readonly Stmt[];
      readonly embedded: boolean;
    }
  /** The expression body of an arrow function becomes a block. */
  | { readonly kind: "body"; readonly target: Handle; readonly with: readonly Stmt[] }
  /**
   * Statements in front of a statement that stays, of an arrow's expression body, which then is returned, or of a declarator
   * behind others, whose declaration is cut in two.
   */
  | {
      readonly kind: "before";
      readonly target: Handle;
      readonly with: readonly Stmt[];
      readonly anchor: "statement" | "arrow" | "declarator";
      readonly embedded: boolean;
      readonly cut?: Cut;
    };

/** Where a declaration is cut in two. */
export interface Cut {
  readonly statement: Handle;
  /** The declarator in front. */
  readonly previous: Handle;
  /** What the second half starts with: `export const `. */
  readonly opening: string;
}

export const name = (text: string): Expr => ({ kind: "name", name: text });
export const literal = (value: Literal): Expr => ({ kind: "literal", value });
export const member = (object: Expr, property: string, optional = false): Expr => ({
  kind: "member",
  object,
  name: property,
  optional,
});
export const runtime = (symbol: string): Expr => ({ kind: "runtime", symbol });
export const equals = (left: Expr, right: Expr): Expr => ({ kind: "binary", operator: "===", left, right });
export const differs = (left: Expr, right: Expr): Expr => ({ kind: "binary", operator: "!==", left, right });
export const call = (callee: Expr, args: readonly Expr[], origin?: Handle): Expr => ({
  kind: "call",
  callee,
  args,
  ...(origin !== undefined && { origin }),
});
export const assign = (target: Expr, value: Expr): Stmt => ({
  kind: "do",
  expr: { kind: "assign", target, value },
});
export const declare = (keyword: "const" | "let", target: string, init?: Expr): Declaration => ({
  kind: "declare",
  keyword,
  bindings: [init === undefined ? { target: name(target) } : { target: name(target), init }],
});
