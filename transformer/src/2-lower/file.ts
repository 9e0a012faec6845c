/** Lowers every recognised call of a file. After this phase nobody sees a type again. */
import type ts from "typescript";
import type { DropSite } from "../ir/drop.js";
import { createHandles, type Handle, type Handles } from "../ir/handle.js";
import type { LoweredFile } from "../ir/lowered.js";
import type { MatchSite } from "../ir/match.js";
import { createNames } from "../ir/names.js";
import type { TypeScript } from "../options.js";
import type { LowerContext } from "./context.js";
import { lowerGens } from "./gen/index.js";
import { lowerImports, rootName } from "./imports.js";
import { lowerMatch } from "./match/index.js";
import { moduleNames } from "./module-names.js";
import { lowerReceives } from "./receive/index.js";
import type { Loop } from "./receive/loop.js";
import { Identifiers } from "./references.js";
import { lowerTasks } from "./task/index.js";

/** A call as recognition found it. */
export interface Call {
  readonly call: ts.CallExpression;
  readonly brand: string;
  readonly method: string;
}

export function lowerFile(
  ts: TypeScript,
  program: ts.Program,
  file: ts.SourceFile,
  calls: readonly Call[],
  loops: readonly Loop[],
  drops: readonly ({ readonly node: ts.Node } & Pick<DropSite, "what" | "promised">)[],
): LoweredFile & { readonly handles: Handles<ts.Node> } {
  const sites = new Set<ts.Node>(calls.filter(isMatch).map(({ call }) => call));
  const recognized = new Set<ts.Node>(calls.map(({ call }) => call));
  const handles = createHandles<ts.Node>((node) => ({
    start: node.getStart(file),
    end: node.end,
    text: file.text.slice(node.getStart(file), node.end),
    sequence: ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken,
  }));
  const context: LowerContext = {
    ts,
    program,
    checker: program.getTypeChecker(),
    file,
    handles,
    identifiers: new Identifiers(ts, program.getTypeChecker(), file),
    isSite: (call) => sites.has(call),
    isRecognized: (call) => recognized.has(call),
  };
  const matches: MatchSite[] = [];
  const unread: LoweredFile["unread"][number][] = [];
  const callees = new Map<number, Handle>();
  const mentioned = new Set<string>();
  for (const { call, brand, method } of calls) {
    if (!isMatch({ brand, method })) continue;
    const lowered = lowerMatch(context, call, method === "matchOn" ? "matchOn" : "match");
    if (lowered.kind === "bail") {
      unread.push({ kind: "match", call: handles.of(call), bail: lowered });
      continue;
    }
    matches.push(lowered);
    callees.set(lowered.call.id, handles.of(call.expression));
    const root = rootName(ts, call.expression);
    if (root !== undefined) mentioned.add(root);
  }
  const places = new Map(
    [...context.identifiers.byName].map(([name, nodes]) => [name, nodes.map(({ pos }) => pos)] as const),
  );
  const tasks = lowerTasks(context, calls);
  for (const { call, bail } of tasks.unread) unread.push({ kind: "task", call, bail });
  const generators = calls.filter(({ method }) => method === "gen").map(({ call }) => call.expression);
  for (const callee of [...tasks.callees, ...generators]) {
    const root = rootName(ts, callee);
    if (root !== undefined) mentioned.add(root);
  }
  return {
    matches,
    tasks: tasks.sites,
    gens: lowerGens(context, calls),
    receives: lowerReceives(context, calls, loops),
    drops: drops.map(({ node, what, promised }) => ({ kind: "drop", what, promised, at: handles.of(node) })),
    unread,
    imports: lowerImports(context, mentioned),
    callees,
    names: createNames(places, moduleNames(ts, file, places)),
    handles,
  };
}

const isMatch = ({ brand, method }: { readonly brand: string; readonly method: string }): boolean =>
  brand === "Patterns" && (method === "match" || method === "matchOn");
