/**
 * Turns `switch` statements on a tag, as people wrote them, into matches.
 *
 *     switch (cause._tag) { case "Fail": return f(cause); default: return g(cause); }
 *  -> return MiLost.matchOn(cause, "_tag", { "Fail": (cause) => { return f(cause); }, _: (cause) => { return g(cause); } });
 *
 * Eligible is a switch whose clauses could be functions: none falls into the next one, none jumps out of a loop around it,
 * and either all of them end the function or none does.
 */
import ts from "typescript";

export interface Conversion {
  readonly text: string;
  readonly switches: number;
  readonly onTag: number;
  readonly eligible: number;
  /** Why a switch on a tag cannot be a match, whoever compiles it. */
  readonly excluded: readonly string[];
}

export function convert(program: ts.Program, file: ts.SourceFile): Conversion {
  const checker = program.getTypeChecker();
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const excluded: string[] = [];
  let switches = 0;
  let onTag = 0;
  /** The text that takes the place of a switch; undefined where it stays one. */
  const matchFor = (node: ts.Node): string | undefined => {
    if (!ts.isSwitchStatement(node)) return undefined;
    switches++;
    const subject = subjectOf(checker, node.expression);
    if (subject === undefined) return undefined;
    onTag++;
    const made = rewrite(checker, file, node, subject);
    if ("text" in made) return made.text;
    excluded.push(made.reason);
    return undefined;
  };
  const visit = (node: ts.Node): void => {
    const text = matchFor(node);
    if (text === undefined) ts.forEachChild(node, visit);
    else edits.push({ start: node.getStart(file), end: node.end, text });
  };
  visit(file);
  let { text } = file;
  for (const { start, end, text: replacement } of edits.toReversed())
    text = text.slice(0, start) + replacement + text.slice(end);
  if (edits.length > 0) text = `import { Patterns as MiLost } from "milost";\n${text}`;
  return { text, switches, onTag, eligible: edits.length, excluded };
}

/** What a switch tells apart: a property of an object, or the value itself. */
interface Subject {
  readonly value: ts.Expression;
  readonly property: string | undefined;
  /** Every tag of the type, by text. */
  readonly tags: readonly string[];
}

function subjectOf(checker: ts.TypeChecker, expression: ts.Expression): Subject | undefined {
  const membersOf = (type: ts.Type): readonly ts.Type[] => {
    const base = type.isTypeParameter() ? (checker.getBaseConstraintOfType(type) ?? type) : type;
    return base.isUnion() ? base.types : [base];
  };
  const tagOf = (type: ts.Type): string | undefined => {
    if (type.isStringLiteral() || type.isNumberLiteral()) return String(type.value);
    if (type.flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type);
    if (type.flags & ts.TypeFlags.Null) return "null";
    return type.flags & ts.TypeFlags.Undefined ? "undefined" : undefined;
  };
  const allTags = (types: readonly ts.Type[]): string[] | undefined => {
    const tags = types.map(tagOf);
    return tags.length > 1 && tags.every((tag) => tag !== undefined) ? [...new Set(tags)] : undefined;
  };
  if (ts.isPropertyAccessExpression(expression) && !expression.questionDotToken) {
    const property = expression.name.text;
    const members = membersOf(checker.getTypeAtLocation(expression.expression));
    const types = members.flatMap((member) => {
      const symbol = checker.getPropertyOfType(member, property);
      return symbol === undefined ? [] : membersOf(checker.getTypeOfSymbolAtLocation(symbol, expression));
    });
    const tags = members.length > 1 ? allTags(types) : undefined;
    if (tags !== undefined) return { value: expression.expression, property, tags };
  }
  const tags = allTags(membersOf(checker.getTypeAtLocation(expression)));
  return tags && { value: expression, property: undefined, tags };
}

function rewrite(
  checker: ts.TypeChecker,
  file: ts.SourceFile,
  node: ts.SwitchStatement,
  subject: Subject,
): { readonly text: string } | { readonly reason: string } {
  const arms: string[] = [];
  const named = new Set<string>();
  let waiting: string[] = [];
  let returns: boolean | undefined;
  const parameter =
    ts.isIdentifier(subject.value) && subject.property !== undefined ? subject.value.text : "";
  const { clauses } = node.caseBlock;
  for (const [index, clause] of clauses.entries()) {
    if (ts.isCaseClause(clause)) {
      const key = keyOf(checker, clause.expression);
      if (key === undefined || !subject.tags.includes(key))
        return { reason: "a label is no literal of the type" };
      waiting.push(JSON.stringify(key));
      named.add(key);
    } else waiting.push("_");
    if (clause.statements.length === 0 && index < clauses.length - 1) continue;
    const body = bodyOf(file, clause);
    if ("reason" in body) return body;
    if (!body.ends && index < clauses.length - 1) return { reason: "a clause falls into the next one" };
    if (body.returns !== undefined) {
      if (returns !== undefined && returns !== body.returns)
        return { reason: "some clauses return, some go on" };
      returns = body.returns;
    }
    const keys = waiting.includes("_") ? ["_"] : waiting;
    for (const key of keys)
      arms.push(`${key}: (${body.assigns(parameter) ? "" : parameter}) => {${body.text}}`);
    waiting = [];
  }
  const isCovered = subject.tags.every((tag) => named.has(tag));
  const hasDefault = arms.some((arm) => arm.startsWith("_"));
  if (!isCovered && !hasDefault) {
    if (returns === true) return { reason: "some clauses return, some go on" };
    arms.push("_: () => {}");
  }
  const on = subject.property === undefined ? "" : `${JSON.stringify(subject.property)}, `;
  const call = `MiLost.${subject.property === undefined ? "match" : "matchOn"}(${subject.value.getText(file)}, ${on}{\n${arms.join(",\n")}\n})`;
  return { text: `${returns === true ? "return " : ""}${call};` };
}

function keyOf(checker: ts.TypeChecker, label: ts.Expression): string | undefined {
  const type = checker.getTypeAtLocation(label);
  if (type.isStringLiteral() || type.isNumberLiteral()) return String(type.value);
  const text = label.getText();
  return ["true", "false", "null", "undefined"].includes(text) ? text : undefined;
}

interface ClauseBody {
  readonly text: string;
  /** Control does not run off its end. */
  readonly ends: boolean;
  /** Whether it ends the function; undefined for one that throws. */
  readonly returns: boolean | undefined;
  readonly assigns: (name: string) => boolean;
}

function bodyOf(
  file: ts.SourceFile,
  clause: ts.CaseOrDefaultClause,
): ClauseBody | { readonly reason: string } {
  const [only] = clause.statements;
  const statements =
    clause.statements.length === 1 && only && ts.isBlock(only) ? only.statements : clause.statements;
  const last = statements.at(-1);
  const kept = last && ts.isBreakStatement(last) && !last.label ? statements.slice(0, -1) : [...statements];
  let reason: string | undefined;
  let hasReturn = false;
  const written = new Set<string>();
  const visit = (node: ts.Node, loop: boolean, breakable: boolean): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node)) hasReturn = true;
    if (ts.isBreakStatement(node) && (node.label || !breakable)) reason ??= "a clause breaks in its middle";
    if (ts.isContinueStatement(node) && (node.label || !loop))
      reason ??= "a clause continues a loop around the switch";
    if (ts.isYieldExpression(node) || ts.isAwaitExpression(node)) reason ??= "a clause awaits or yields";
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left)) {
      if (
        node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
        node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
      )
        written.add(node.left.text);
    }
    const inner = ts.isIterationStatement(node, false);
    ts.forEachChild(node, (child) =>
      visit(child, loop || inner, breakable || inner || ts.isSwitchStatement(node)),
    );
  };
  for (const statement of kept) visit(statement, false, false);
  if (reason !== undefined) return { reason };
  const end = kept.at(-1);
  const ends = last !== end || (end !== undefined && leaves(end));
  const throws = end !== undefined && ts.isThrowStatement(end) && !hasReturn;
  if (hasReturn && !(end !== undefined && leaves(end))) return { reason: "some clauses return, some go on" };
  return {
    text: kept.length === 0 ? "" : file.text.slice(kept[0]!.pos, end!.end),
    ends,
    returns: throws ? undefined : hasReturn,
    assigns: (name) => written.has(name),
  };
}

function leaves(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) return statement.statements.some(leaves);
  return (
    ts.isIfStatement(statement) &&
    statement.elseStatement !== undefined &&
    leaves(statement.thenStatement) &&
    leaves(statement.elseStatement)
  );
}
