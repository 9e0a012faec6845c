/** Lowers `for await (const v of rx) body`: what takes the value, and whether the body can share its scope. */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { Element, ReceiveLoop } from "../../ir/receive.js";
import type { LowerContext } from "../context.js";
import { bindingsOf } from "../match/bindings.js";
import { declaredBy } from "../match/body.js";
import { lowerEnd } from "./end.js";

export interface Loop {
  readonly loop: ts.ForOfStatement;
  readonly receives: "always" | "sometimes";
}

export function lowerLoop(context: LowerContext, { loop, receives }: Loop): ReceiveLoop {
  const { ts, handles } = context;
  const { initializer, expression, statement } = loop;
  const element = lowerElement(context, initializer);
  const bound = boundBy(ts, initializer);
  const inHead = new Set([...identifiersIn(ts, initializer), ...identifiersIn(ts, expression)]);
  let obstacle: Bail | undefined;
  if (receives === "sometimes")
    obstacle = bail(8201, "the value is not always a Receiver: only the loop over it tells");
  else if (element === undefined)
    obstacle = bail(8201, "the loop takes its values apart into what exists: write `const` in front");
  else if (bound.some((name) => identifiersIn(ts, expression).has(name)))
    obstacle = bail(8201, "the loop's variable has the name of what it loops over: give it another one");
  return {
    kind: "receive-loop",
    call: handles.of(expression),
    loop: handles.of(loop),
    receiver: lowerEnd(context, expression, "receiver"),
    hasIn: hasIn(ts, expression),
    element: element ?? { kind: "target", at: handles.of(initializer) },
    body: lowerBody(context, statement, inHead),
    obstacle,
  };
}

function lowerBody(
  { ts, handles }: LowerContext,
  body: ts.Statement,
  inHead: ReadonlySet<string>,
): ReceiveLoop["body"] {
  if (ts.isEmptyStatement(body)) return undefined;
  if (!ts.isBlock(body)) return { kind: "statement", code: handles.of(body) };
  const separate = body.statements.some((each) => declaredBy(ts, each).some((name) => inHead.has(name)));
  return { kind: "block", block: handles.of(body), separate };
}

function lowerElement({ ts, handles }: LowerContext, initializer: ts.ForInitializer): Element | undefined {
  if (!ts.isVariableDeclarationList(initializer)) {
    const isPlace =
      ts.isIdentifier(initializer) ||
      ts.isPropertyAccessExpression(initializer) ||
      ts.isElementAccessExpression(initializer);
    return isPlace ? { kind: "target", at: handles.of(initializer) } : undefined;
  }
  const { name } = initializer.declarations[0]!;
  const flags = initializer.flags & ts.NodeFlags.BlockScoped;
  const keyword =
    flags === ts.NodeFlags.AwaitUsing
      ? "await using"
      : flags === ts.NodeFlags.Using
        ? "using"
        : flags === ts.NodeFlags.Const
          ? "const"
          : flags === ts.NodeFlags.Let
            ? "let"
            : "var";
  if (ts.isIdentifier(name) && (keyword === "const" || keyword === "let"))
    return { kind: "name", name: name.text, at: handles.of(name) };
  const hint = ts.isIdentifier(name) ? name.text : "value";
  return { kind: "declaration", keyword, at: handles.of(name), hint };
}

function boundBy(ts: LowerContext["ts"], initializer: ts.ForInitializer): string[] {
  if (!ts.isVariableDeclarationList(initializer)) return [];
  return initializer.declarations.flatMap(({ name }) =>
    ts.isIdentifier(name) ? [name.text] : bindingsOf(ts, name).map((each) => each.text),
  );
}

function identifiersIn(ts: LowerContext["ts"], code: ts.Node): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(code);
  return found;
}

function hasIn(ts: LowerContext["ts"], code: ts.Node): boolean {
  return (
    (ts.isBinaryExpression(code) && code.operatorToken.kind === ts.SyntaxKind.InKeyword) ||
    (ts.forEachChild(code, (child) => hasIn(ts, child)) ?? false)
  );
}
