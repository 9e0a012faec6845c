/** What is planned for receives and sends, from hand-made sites: no TypeScript is asked. */
import { describe, expect, it } from "vitest";
import { planLoop } from "../../../transformer/dist/4-plan/receive/loop.js";
import { planSend } from "../../../transformer/dist/4-plan/receive/send.js";
import type { Expr, Rewrite, Stmt } from "../../../transformer/dist/ir/code.js";
import type { Handle } from "../../../transformer/dist/ir/handle.js";
import { createNames } from "../../../transformer/dist/ir/names.js";
import type { End, ReceiveLoop, SendStatement } from "../../../transformer/dist/ir/receive.js";

let id = 0;
const handle = (text: string): Handle => ({ kind: "handle", id: id++, start: 0, end: text.length, text });
const region = { start: 0, end: 100 };
const end = (text: string, name?: string): End => ({ code: handle(text), name, hint: "receiver", region });
const names = (...used: string[]) => createNames(new Map(used.map((name) => [name, [0]])));

/** The words in which the plan would be said, without white space and braces of its own. */
const say = (value: Expr | Stmt | undefined): string => {
  if (value === undefined) return "";
  const all = (list: readonly Stmt[]): string => list.map(say).join(" ");
  switch (value.kind) {
    case "user":
      return "code" in value ? `‹${value.code.text}›` : `‹${value.block.text}›`;
    case "statement":
      return `‹${value.code.text}›`;
    case "name":
    case "reference":
      return value.name;
    case "runtime":
      return value.symbol;
    case "literal":
      return JSON.stringify(value.value) ?? "undefined";
    case "member":
      return `${say(value.object)}.${value.name}`;
    case "call":
      return `${say(value.callee)}(${value.args.map(say).join(", ")})`;
    case "binary":
      return `${say(value.left)} ${value.operator} ${say(value.right)}`;
    case "not":
      return `!${say(value.operand)}`;
    case "await":
      return `await ${say(value.operand)}`;
    case "assign":
      return `${say(value.target)} = ${say(value.value)}`;
    case "sequence":
      return `(${value.items.map(say).join(", ")})`;
    case "do":
      return `${say(value.expr)};`;
    case "declare":
      return `${value.keyword} ${value.bindings.map(({ target, init }) => `${say(target)} = ${say(init)}`).join(", ")};`;
    case "if":
      return `if (${say(value.test)}) { ${all(value.then)} }`;
    case "loop":
      return `for (${say(value.init)}) { ${all(value.body)} }`;
    case "block":
      return `{ ${all(value.body)} }`;
    case "break":
      return "break;";
    default:
      throw new Error(`no receive is planned with ${value.kind}`);
  }
};

const said = (rewrite: Rewrite): string =>
  rewrite.kind === "statement" ? rewrite.with.map(say).join(" ") : "";

const loop = (over: Partial<ReceiveLoop>): ReceiveLoop => ({
  kind: "receive-loop",
  call: handle("rx"),
  loop: handle("for await ..."),
  receiver: end("rx", "rx"),
  hasIn: false,
  element: { kind: "name", name: "v", at: handle("v") },
  body: { kind: "block", block: handle("body"), separate: false },
  obstacle: undefined,
  ...over,
});

const take = (value: string, receiver: string, option = "option"): string =>
  `let ${value} = takeReady(${receiver}); ` +
  `if (${value} === nothingReady) { await microtask; ${value} = takeReady(${receiver}); ` +
  `if (${value} === nothingReady) { const ${option} = await ${receiver}.receive(); ` +
  `if (${option}._tag === "None") { break; } ${value} = ${option}.value; } }`;

describe("a loop", () => {
  it("takes the value into the variable that the user named", () => {
    expect(said(planLoop(names("rx", "v"), loop({})))).toBe(`for () { ${take("v", "rx")} ‹body› }`);
  });

  it("evaluates what is no constant name once, in its head", () => {
    const receiver = end("open()");
    expect(said(planLoop(names("v"), loop({ receiver })))).toBe(
      `for (const receiver = ‹open()›;) { ${take("v", "receiver")} ‹body› }`,
    );
    expect(said(planLoop(names("v"), loop({ receiver, hasIn: true })))).toContain(
      "for (const receiver = (‹open()›);)",
    );
  });

  it("gives patterns, disposables and places a temporary", () => {
    const at = handle("{ id }");
    const pattern = loop({ element: { kind: "declaration", keyword: "const", at, hint: "value" } });
    expect(said(planLoop(names("value"), pattern))).toContain("const ‹{ id }› = value_1;");
    const using = loop({
      element: { kind: "declaration", keyword: "await using", at: handle("job"), hint: "job" },
    });
    expect(said(planLoop(names("job"), using))).toContain("await using ‹job› = job_1;");
    const place = loop({ element: { kind: "target", at: handle("this.last") }, body: undefined });
    expect(said(planLoop(names(), place))).toBe(`for () { ${take("value", "rx")} ‹this.last› = value; }`);
  });

  it("keeps the braces of a body that hides a name of the head, and calls its Option like nothing else", () => {
    const body = { kind: "block", block: handle("body"), separate: true } as const;
    const receiver = end("option", "option");
    expect(said(planLoop(names("option", "v"), loop({ body, receiver })))).toBe(
      `for () { ${take("v", "option", "option_1")} { ‹body› } }`,
    );
  });
});

describe("a send", () => {
  const send = (over: Partial<SendStatement>): SendStatement => ({
    kind: "send",
    call: handle("tx.send(v)"),
    sender: end("tx", "tx"),
    statement: handle("await tx.send(v);"),
    embedded: false,
    value: { kind: "name", code: handle("v"), name: "v" },
    ...over,
  });

  it("says names and literals twice, and evaluates all else once", () => {
    expect(said(planSend(names("v"), send({}), []))).toBe("if (!sendReady(tx, v)) { await tx.send(v); }");
    const literal = send({ value: { kind: "literal", value: "x" } });
    expect(said(planSend(names(), literal, []))).toBe('if (!sendReady(tx, "x")) { await tx.send("x"); }');
    const code = send({ value: { kind: "code", code: handle("next()"), anonymous: false } });
    expect(said(planSend(names("value"), code, []))).toBe(
      "const value_1 = ‹next()›; if (!sendReady(tx, value_1)) { await tx.send(value_1); }",
    );
  });

  it("evaluates the sender before the value, and names no function", () => {
    const value = { kind: "code", code: handle("() => 1"), anonymous: true } as const;
    expect(said(planSend(names(), send({ sender: end("this.tx"), value }), []))).toBe(
      "const receiver = ‹this.tx›; const value = (0, ‹() => 1›); " +
        "if (!sendReady(receiver, value)) { await receiver.send(value); }",
    );
  });
});
