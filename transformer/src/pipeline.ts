/**
 * The compiler on one screen: the phases in order, for one file of one program.
 *
 *     recognize -> lower -> check -> plan -> emit
 *
 * Everything between the phases is plain data (`ir/`). This is the one place that runs them, verifies what they hand
 * on, and shows it.
 */
import type ts from "typescript";
import { recognizeFile } from "./1-recognize/file.js";
import { filesInReach } from "./1-recognize/reach.js";
import { lowerFile } from "./2-lower/file.js";
import { sourceTextOf } from "./2-lower/source-text.js";
import { checkFile } from "./3-check/file.js";
import { planFile } from "./4-plan/file.js";
import { emitEdits } from "./5-emit/edits/index.js";
import { emitNodes } from "./5-emit/nodes/index.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { report } from "./diagnostics/report.js";
import { print } from "./ir/print.js";
import type { SiteReport } from "./ir/site-report.js";
import { verifyPlan } from "./ir/verify.js";
import type { CompilerOptions, TypeScript } from "./options.js";

export type { SiteReport };

/** What the phases found out about one file; both back-ends start from it. */
export interface CompiledFile {
  readonly sourceFile: ts.SourceFile;
  readonly sites: readonly SiteReport[];
  /** All findings, whatever their severity. */
  readonly diagnostics: readonly Diagnostic[];
  /** The `nodes` back-end: the same SourceFile object where there is nothing to rewrite. */
  nodes(context: ts.TransformationContext): ts.SourceFile;
  /** The `edits` back-end: TypeScript for transpilers and its source map; undefined where there is nothing to rewrite. */
  edits(): { readonly code: string; readonly map: object } | undefined;
  /** Every phase's data in printable form, for `milost explain` and fixtures; of one site alone where it is given. */
  dump(site?: Pick<SiteReport, "start" | "length">): string;
}

export interface Compiler {
  file(sourceFile: ts.SourceFile): CompiledFile;
}

/** One compiler per Program; files are compiled on demand and kept. */
export function createCompiler(ts: TypeScript, program: ts.Program, options: CompilerOptions = {}): Compiler {
  const isInReach = filesInReach(ts, program);
  const compiled = new WeakMap<ts.SourceFile, CompiledFile>();
  return {
    file(sourceFile) {
      const known = compiled.get(sourceFile);
      if (known !== undefined) return known;
      const fresh = isInReach(sourceFile)
        ? compileFile(ts, program, sourceFile, options)
        : untouched(sourceFile);
      compiled.set(sourceFile, fresh);
      return fresh;
    },
  };
}

function compileFile(
  ts: TypeScript,
  program: ts.Program,
  sourceFile: ts.SourceFile,
  options: CompilerOptions,
): CompiledFile {
  const { calls, loops, drops } = recognizeFile(ts, program.getTypeChecker(), sourceFile);
  if (calls.length === 0 && loops.length === 0 && drops.length === 0) return untouched(sourceFile);
  const lowered = lowerFile(ts, program, sourceFile, calls, loops, drops);
  const checked = checkFile(lowered);
  const planned = planFile(lowered, checked);
  verifyPlan(planned.plan);
  // What the parser made up around a syntax error is not to be rearranged: whoever reads on reports it where it stands.
  const isBroken = program.getSyntacticDiagnostics(sourceFile).length > 0;
  return {
    sourceFile,
    sites: planned.sites,
    diagnostics: report([...checked.findings, ...planned.findings], options),
    nodes: (context) =>
      isBroken ? sourceFile : emitNodes(ts, sourceFile, planned.plan, lowered.handles, context),
    edits: () => (isBroken ? undefined : emitEdits(sourceTextOf(ts, program, sourceFile), planned.plan)),
    dump: (site) => {
      const meets = (start: number, end: number): boolean =>
        site === undefined || (start < site.start + site.length && site.start < end);
      const phases: readonly (readonly [name: string, data: unknown])[] = [
        [
          "1-recognize",
          [
            ...calls.map(({ call, brand, method }) => ({ node: call, is: `${brand}.${method}` })),
            ...loops.map(({ loop }) => ({ node: loop.expression, is: "for await" })),
          ]
            .filter(({ node }) => meets(node.getStart(sourceFile), node.end))
            .map(({ node, is }) => `${is} ${node.getText(sourceFile).split("\n")[0]}`),
        ],
        [
          "2-lower",
          [...lowered.matches, ...lowered.tasks, ...lowered.gens, ...lowered.receives].filter(({ call }) =>
            meets(call.start, call.end),
          ),
        ],
        [
          "3-check",
          {
            findings: checked.findings.filter(({ at }) => meets(at.start, at.end)),
            decisions: checked.decisions.filter((_, index) => {
              const { start, end } = lowered.matches[index]!.call;
              return meets(start, end);
            }),
          },
        ],
        [
          "4-plan",
          {
            ...planned.plan,
            rewrites: planned.plan.rewrites.filter(({ target }) => meets(target.start, target.end)),
          },
        ],
      ];
      return phases.map(([name, data]) => `## ${name}\n${print(data)}`).join("\n\n");
    },
  };
}

const untouched = (sourceFile: ts.SourceFile): CompiledFile => ({
  sourceFile,
  sites: [],
  diagnostics: [],
  nodes: () => sourceFile,
  edits: () => undefined,
  dump: () => "no calls of MiLost",
});
