/**
 * What takes values out of channels and puts them in, after lowering: loops over a Receiver, Options of `receive` that
 * are only asked what they are, and sends whose outcome nobody wants. All of it may be done without a promise when
 * nothing has to be waited for.
 */
import type { Bail } from "./bail.js";
import type { Keyword } from "./code.js";
import type { Handle } from "./handle.js";
import type { Literal } from "./match.js";
import type { Region } from "./names.js";

export type ReceiveSite = ReceiveLoop | ReceivedOption | ReceivedMatch | SendStatement;

/** An expression that a channel's end comes from. */
export interface End {
  readonly code: Handle;
  /** A name that keeps its value, to be read as often as needed. */
  readonly name: string | undefined;
  /** What a temporary for it should be called, and where that is seen. */
  readonly hint: string;
  readonly region: Region;
}

/** `for await (const v of rx) body` */
export interface ReceiveLoop {
  readonly kind: "receive-loop";
  /** The end's expression: what reports point at. */
  readonly call: Handle;
  readonly loop: Handle;
  readonly receiver: End;
  /** Has an `in` that cannot stand in the head of a `for`. */
  readonly hasIn: boolean;
  readonly element: Element;
  readonly body: /** `separate`: declares a name that the head uses as well. */
    | { readonly kind: "block"; readonly block: Handle; readonly separate: boolean }
    | { readonly kind: "statement"; readonly code: Handle }
    | undefined;
  readonly obstacle: Bail | undefined;
}

export type Element =
  /** `const v`, `let v`: a name that can take the value at once. */
  | { readonly kind: "name"; readonly name: string; readonly at: Handle }
  /** A pattern, a `var` that closures share, a `using` that is disposed of. */
  | { readonly kind: "declaration"; readonly keyword: Keyword; readonly at: Handle; readonly hint: string }
  /** `for await (v of rx)` */
  | { readonly kind: "target"; readonly at: Handle };

/** `const m = await rx.receive()`, where `m` is nothing but matched, tested and read: it need not be an Option. */
export interface ReceivedOption {
  readonly kind: "received-option";
  readonly call: Handle;
  readonly receiver: End;
  readonly statement: Handle;
  readonly name: string;
  /** `m.isSome()`, `m._tag === "Some"` where `some`, their opposites otherwise; a `!` in front is part of it. */
  readonly tests: readonly { readonly at: Handle; readonly some: boolean }[];
  /** Other reads of `m._tag`. */
  readonly tags: readonly Handle[];
  /** `m.value`, and whether there certainly is one. */
  readonly payloads: readonly { readonly at: Handle; readonly certain: boolean }[];
  readonly unpacked: readonly Unpacked[];
  readonly matches: readonly Handle[];
}

/** `const { value: name } = m;` */
export interface Unpacked {
  readonly statement: Handle;
  readonly keyword: Keyword;
  /** What the payload is bound to: a name or a pattern. */
  readonly target: Handle;
  readonly certain: boolean;
}

/** `Patterns.match(await rx.receive(), { ... })` */
export interface ReceivedMatch {
  readonly kind: "received-match";
  readonly call: Handle;
  readonly receiver: End;
  readonly match: Handle;
  readonly obstacle: Bail | undefined;
}

/** `await tx.send(value);` */
export interface SendStatement {
  readonly kind: "send";
  readonly call: Handle;
  readonly sender: End;
  readonly statement: Handle;
  /** Stands alone under `if`, `else` or a loop. */
  readonly embedded: boolean;
  readonly value: Sent;
}

/** What is sent, and how it can be said twice. */
export type Sent =
  | { readonly kind: "name"; readonly code: Handle; readonly name: string }
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "code"; readonly code: Handle; readonly anonymous: boolean };
