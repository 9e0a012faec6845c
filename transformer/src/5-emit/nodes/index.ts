/**
 * The `nodes` back-end: plans become `ts.factory` trees inside the file's own tree, for hosts that transform while
 * TypeScript emits. The user's nodes are kept, so that the compiler's own knowledge of them (imports in CommonJS, const
 * enums, types to erase) stays valid; only their ancestors are rebuilt.
 */
import type ts from "typescript";
import type { Rewrite } from "../../ir/code.js";
import type { Handles } from "../../ir/handle.js";
import type { FilePlan } from "../../ir/plan.js";
import type { TypeScript } from "../../options.js";
import { needsBraces } from "../embedded.js";
import { elideImports } from "./elide.js";
import { createExpressions } from "./expressions.js";
import { withHeader } from "./header.js";
import { createStatements } from "./statements.js";

export interface NodesContext {
  readonly ts: TypeScript;
  readonly factory: ts.NodeFactory;
  readonly handles: Handles<ts.Node>;
  readonly runtimeName: string;
  /** A piece of the user's tree with the file's rewrites applied; of code that was `moved` its own is left out. */
  expression(node: ts.Node, moved?: boolean): ts.Expression;
  statements(block: ts.Block): ts.Statement[];
  statement(node: ts.Statement): ts.Statement[];
}

export function emitNodes(
  ts: TypeScript,
  file: ts.SourceFile,
  plan: FilePlan,
  handles: Handles<ts.Node>,
  transformation: ts.TransformationContext,
): ts.SourceFile {
  if (plan.rewrites.length === 0) return file;
  const { factory } = transformation;
  const replace = new Map<ts.Node, Exclude<Rewrite, { kind: "before" }>>();
  const before = new Map<ts.Node, Extract<Rewrite, { kind: "before" }>>();
  const ancestors = new Set<ts.Node>();
  for (const rewrite of plan.rewrites) {
    const node = handles.node(rewrite.target);
    if (rewrite.kind === "before") before.set(node, rewrite);
    else replace.set(node, rewrite);
    for (let up = node.parent; up !== undefined && !ancestors.has(up); up = up.parent) ancestors.add(up);
  }
  const context: NodesContext = {
    ts,
    factory,
    handles,
    runtimeName: plan.runtimeName,
    expression: (node, moved = false) => {
      const own = replace.get(node);
      if (moved) replace.delete(node);
      const visited = ts.visitNode(node, visit) as ts.Expression;
      if (moved && own !== undefined) replace.set(node, own);
      return visited;
    },
    statements: (block) => [...ts.visitNodes(block.statements, visit, ts.isStatement)],
    statement: (node) => [...ts.visitNodes(factory.createNodeArray([node]), visit, ts.isStatement)],
  };
  const expressions = createExpressions(context, (body) => statements.list(body));
  const statements = createStatements(context, expressions);

  function visit(node: ts.Node): ts.VisitResult<ts.Node> {
    const front = before.get(node);
    const main = rewritten(node);
    if (front === undefined || front.anchor === "declarator") return main;
    const declarations = statements.list(front.with);
    if (front.anchor === "arrow") {
      return factory.createBlock(
        [...declarations, factory.createReturnStatement(main as ts.Expression)],
        true,
      );
    }
    const all = [
      ...declarations,
      ...(Array.isArray(main) ? (main as ts.Statement[]) : [main as ts.Statement]),
    ];
    return front.embedded ? factory.createBlock(all, true) : all;
  }

  function rewritten(node: ts.Node): ts.VisitResult<ts.Node> {
    const rewrite = replace.get(node);
    if (ts.isShorthandPropertyAssignment(node)) {
      const value = replace.get(node.name);
      // `{ n }` becomes `{ n: r.value }`.
      if (value?.kind === "expression")
        return ts.setTextRange(
          factory.createPropertyAssignment(node.name.text, expressions.expression(value.with)),
          node,
        );
    }
    if (rewrite === undefined && ts.isVariableStatement(node)) {
      const halves = cut(node);
      if (halves !== undefined) return halves;
    }
    if (rewrite === undefined) {
      if (!ancestors.has(node)) return node;
      const visited = ts.visitEachChild(node, visit, transformation);
      return ts.isBlock(node) && isInline(node) ? overLines(visited as ts.Block, node) : visited;
    }
    if (rewrite.kind === "expression") {
      const expression = expressions.expression(rewrite.with);
      return ts.isParenthesizedExpression(node)
        ? factory.createParenthesizedExpression(expression)
        : expression;
    }
    const body = statements.list(rewrite.with);
    if (rewrite.kind === "body") return factory.createBlock(body, true);
    return needsBraces(rewrite) ? factory.createBlock(body, true) : body;
  }

  /** `{ return Patterns.match(...); }` on one line. */
  const isInline = (node: ts.Block): boolean =>
    node.statements.some((each) => replace.has(each) || before.has(each)) &&
    !file.text.slice(node.getStart(file), node.end).includes("\n");

  const overLines = (block: ts.Block, original: ts.Block): ts.Block =>
    ts.setOriginalNode(ts.setTextRange(factory.createBlock(block.statements, true), original), original);

  /** `const a = 1, b = 2` as several declarations, with statements between them; undefined where nothing comes between. */
  function cut(node: ts.VariableStatement): ts.Statement[] | undefined {
    const { declarations, flags } = node.declarationList;
    if (!declarations.some((declaration) => before.get(declaration)?.anchor === "declarator"))
      return undefined;
    const all: ts.Statement[] = [];
    let part: ts.VariableDeclaration[] = [];
    const close = (): void => {
      const list = factory.createVariableDeclarationList(part, flags);
      const isFirst = all.length === 0;
      all.push(
        isFirst
          ? factory.updateVariableStatement(node, node.modifiers, list)
          : ts.setSourceMapRange(factory.createVariableStatement(node.modifiers, list), part[0]!),
      );
      part = [];
    };
    for (const declaration of declarations) {
      const front = before.get(declaration);
      if (front?.anchor === "declarator") {
        close();
        all.push(...statements.list(front.with));
      }
      part.push(ts.visitNode(declaration, visit) as ts.VariableDeclaration);
    }
    close();
    return all;
  }

  const visited = ts.visitEachChild(file, visit, transformation);
  elideImports(transformation, plan, handles);
  return withHeader(ts, transformation, visited, plan);
}
