/**
 * Drops imports that compiled code no longer mentions. Touching the import nodes would make TypeScript keep type-only
 * specifiers too, so its own question "is this alias referenced?" is answered for the dead ones instead.
 */
import type ts from "typescript";
import type { Handles } from "../../ir/handle.js";
import type { FilePlan } from "../../ir/plan.js";
import type { TypeScript } from "../../options.js";

interface EmitResolver {
  isReferencedAliasDeclaration(node: ts.Node, checkChildren?: boolean): boolean;
}

/** One wrapper per resolver, however many files it emits. */
const deadByResolver = new WeakMap<EmitResolver, Set<ts.Node>>();

export function elideImports(
  context: ts.TransformationContext,
  plan: FilePlan,
  handles: Handles<ts.Node>,
): void {
  if (plan.deadImports.length === 0) return;
  // Internal, but the only place where an import can be dropped without rewriting its declaration.
  const resolver = (context as { getEmitResolver?: () => EmitResolver }).getEmitResolver?.();
  if (resolver?.isReferencedAliasDeclaration === undefined) return;
  const dead = deadByResolver.get(resolver) ?? wrap(resolver);
  for (const { specifier } of plan.deadImports) dead.add(handles.node(specifier));
}

/** Whether TypeScript leaves out an import, dead as it was before or by {@link elideImports}. */
export function isElided(
  ts: TypeScript,
  context: ts.TransformationContext,
  statement: ts.Statement,
): boolean {
  const resolver = (context as { getEmitResolver?: () => EmitResolver }).getEmitResolver?.();
  if (resolver?.isReferencedAliasDeclaration === undefined) return false;
  if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) return false;
  if (context.getCompilerOptions().verbatimModuleSyntax === true) return false;
  const { name, namedBindings } = statement.importClause;
  const named =
    namedBindings === undefined
      ? []
      : ts.isNamespaceImport(namedBindings)
        ? [namedBindings]
        : [...namedBindings.elements];
  return [...(name === undefined ? [] : [statement.importClause]), ...named].every(
    (binding) => !resolver.isReferencedAliasDeclaration(binding),
  );
}

function wrap(resolver: EmitResolver): Set<ts.Node> {
  const dead = new Set<ts.Node>();
  deadByResolver.set(resolver, dead);
  const isReferenced = resolver.isReferencedAliasDeclaration;
  resolver.isReferencedAliasDeclaration = function (node, checkChildren) {
    return !dead.has(original(node)) && isReferenced.call(this, node, checkChildren);
  };
  return dead;
}

function original(node: ts.Node): ts.Node {
  let source = node as ts.Node & { readonly original?: ts.Node };
  while (source.original !== undefined) source = source.original;
  return source;
}
