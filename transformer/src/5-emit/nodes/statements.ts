/** {@link Stmt} as `ts.factory` nodes. */
import type ts from "typescript";
import type { Clause, Declaration, Keyword, Stmt } from "../../ir/code.js";
import { addComments } from "./comments.js";
import type { Expressions } from "./expressions.js";
import type { NodesContext } from "./index.js";

export interface Statements {
  list(body: readonly Stmt[]): ts.Statement[];
}

export function createStatements(context: NodesContext, { expression, at }: Expressions): Statements {
  const { ts, factory, handles } = context;
  const block = (body: readonly Stmt[]): ts.Block => factory.createBlock(list(body), true);

  function list(body: readonly Stmt[]): ts.Statement[] {
    return body.flatMap((stmt) => {
      if (stmt.kind === "user") return context.statements(handles.node(stmt.block) as ts.Block);
      if (stmt.kind === "statement") return context.statement(handles.node(stmt.code) as ts.Statement);
      return [statement(stmt)];
    });
  }

  function statement(stmt: Exclude<Stmt, { kind: "user" | "statement" }>): ts.Statement {
    switch (stmt.kind) {
      case "do":
        return at(factory.createExpressionStatement(guarded(expression(stmt.expr))), stmt.origin);
      case "declare":
        return at(factory.createVariableStatement(undefined, declarations(stmt)), stmt.origin);
      case "switch": {
        const node = factory.createSwitchStatement(
          expression(stmt.on),
          factory.createCaseBlock(stmt.clauses.flatMap(clause)),
        );
        return labeled(at(node, stmt.origin), stmt.label);
      }
      case "if":
        return at(
          factory.createIfStatement(expression(stmt.test), consequence(stmt), stmt.else && block(stmt.else)),
          stmt.origin,
        );
      case "try": {
        const handler =
          stmt.catch &&
          factory.createCatchClause(
            stmt.catch.name && factory.createVariableDeclaration(stmt.catch.name),
            block(stmt.catch.body),
          );
        return labeled(
          factory.createTryStatement(block(stmt.body), handler, stmt.finally && block(stmt.finally)),
          stmt.label,
        );
      }
      case "loop": {
        const init = stmt.init && declarations(stmt.init);
        return at(factory.createForStatement(init, undefined, undefined, block(stmt.body)), stmt.origin);
      }
      case "return":
        return at(factory.createReturnStatement(stmt.value && expression(stmt.value)), stmt.origin);
      case "throw":
        return at(factory.createThrowStatement(expression(stmt.value)), stmt.origin);
      case "break":
        return factory.createBreakStatement(stmt.label);
      case "block": {
        const node = labeled(block(stmt.body), stmt.label);
        addComments(ts, node, stmt.comments ?? []);
        return node;
      }
    }
  }

  /** A jump alone needs no braces. */
  function consequence({ then, else: otherwise }: Extract<Stmt, { kind: "if" }>): ts.Statement {
    const [only] = then;
    const isShort = only?.kind === "return" || only?.kind === "break" || only?.kind === "throw";
    return then.length === 1 && isShort && otherwise === undefined ? statement(only) : block(then);
  }

  /** The factory knows that `{` and `function` cannot start a statement; `class` cannot either. */
  const guarded = (node: ts.Expression): ts.Expression => {
    let first: ts.Node = node;
    while (!ts.isClassExpression(first) && "expression" in first && !ts.isParenthesizedExpression(first))
      first = first.expression as ts.Node;
    return ts.isClassExpression(first) ? factory.createParenthesizedExpression(node) : node;
  };

  const labeled = (node: ts.Statement, label: string | undefined): ts.Statement =>
    label === undefined ? node : factory.createLabeledStatement(label, node);

  const flags: Readonly<Record<Keyword, ts.NodeFlags>> = {
    const: ts.NodeFlags.Const,
    let: ts.NodeFlags.Let,
    var: ts.NodeFlags.None,
    using: ts.NodeFlags.Using,
    "await using": ts.NodeFlags.AwaitUsing,
  };

  function declarations({ keyword, bindings }: Declaration): ts.VariableDeclarationList {
    const list = bindings.map(({ target, init }) =>
      factory.createVariableDeclaration(
        // A target is a name or the user's own binding pattern, which the visitor gives back as it is.
        expression(target) as ts.Expression as unknown as ts.BindingName,
        undefined,
        undefined,
        init && expression(init),
      ),
    );
    return factory.createVariableDeclarationList(list, flags[keyword]);
  }

  /** `case "1": case 1:` are two clauses, the first of them empty. */
  function clause({ labels, body, origin, comments = [] }: Clause): ts.CaseOrDefaultClause[] {
    const statements = list(body);
    const last = labels.at(-1);
    const main =
      last === undefined
        ? factory.createDefaultClause(statements)
        : factory.createCaseClause(expression(last), statements);
    const nodes = [
      ...labels.slice(0, -1).map((label) => factory.createCaseClause(expression(label), [])),
      main,
    ];
    for (const node of nodes) at(node, origin);
    addComments(ts, nodes[0]!, comments);
    return nodes;
  }

  return { list };
}
