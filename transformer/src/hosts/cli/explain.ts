/**
 * `milost explain ML1001` prints the code's page; `milost explain src/a.ts:12` what became of the calls on that line:
 * compiled or not and why, what is reported, and the data of every phase.
 */
import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type ts from "typescript";
import { codeName } from "../../diagnostics/diagnostic.js";
import type { CompilerOptions, TypeScript } from "../../options.js";
import type { CompiledFile, SiteReport } from "../../pipeline.js";
import { compilerOf } from "../compilers.js";
import { projectOptions, withoutOwnPlugins } from "../plugin-options.js";
import type { Io } from "./io.js";
import { pageOf } from "./pages.js";
import { loadProject } from "./project.js";
import { UserError } from "./user-error.js";

export interface ExplainOptions extends CompilerOptions {
  readonly project?: string;
}

export const explain = (io: Io, target: string, options: ExplainOptions): number => {
  if (/^(ML)?\d{4}$/i.test(target)) {
    io.out(pageOf(target));
    return 0;
  }
  const place = /^(?<path>.+?):(?<line>\d+)(?::\d+)?$/.exec(target)?.groups;
  if (place?.path === undefined || place.line === undefined) {
    throw new UserError(
      `\`${target}\` is neither a code nor a line. Write \`milost explain ML1001\` or \`milost explain src/a.ts:12\`.`,
    );
  }
  return explainLine(io, place.path, Number(place.line), options);
};

const explainLine = (
  io: Io,
  path: string,
  line: number,
  { project: projectPath, ...commandLine }: ExplainOptions,
): number => {
  const file = resolve(io.cwd, path);
  if (!existsSync(file)) throw new UserError(`${path} does not exist.`);
  const { typescript, config, configFile } = loadProject(
    io,
    projectPath,
    projectPath ? io.cwd : dirname(file),
  );
  const own = projectOptions(config.options, undefined, commandLine);
  const program = typescript.createProgram({
    rootNames: config.fileNames,
    options: withoutOwnPlugins(config.options),
    ...(config.projectReferences !== undefined && { projectReferences: config.projectReferences }),
  });
  const sourceFile = program.getSourceFile(file);
  if (sourceFile === undefined) {
    throw new UserError(
      `${path} is not part of ${configFile}. Name the project it belongs to: \`-p other/tsconfig.json\`.`,
    );
  }
  const syntax = program.getSyntacticDiagnostics(sourceFile);
  if (syntax.length > 0) {
    throw new UserError(
      `${path} does not parse: ${typescript.flattenDiagnosticMessageText(syntax[0]!.messageText, "\n")}`,
    );
  }
  const lines = sourceFile.getLineStarts();
  if (line < 1 || line > lines.length)
    throw new UserError(`${path} has ${lines.length} lines; there is no line ${line}.`);

  const compiled = compilerOf(typescript, program, own.options).file(sourceFile);
  const sites = sitesOnLine(sourceFile, compiled, line - 1);
  if (sites.length === 0) {
    io.out(noSite(relative(io.cwd, file), sourceFile, compiled, line));
    return 0;
  }
  for (const site of sites) {
    io.out(describeSite(relative(io.cwd, file), sourceFile, compiled, site));
    io.out(`\n${compiled.dump(site).trimEnd()}\n\n## 5-emit\n${emitted(typescript, compiled, site)}\n`);
  }
  return 0;
};

/** The top-level statement around the site as it comes out, its types still on. */
const emitted = (typescript: TypeScript, { sourceFile, nodes }: CompiledFile, site: SiteReport): string => {
  const result = typescript.transform(sourceFile, [(context) => () => nodes(context)]);
  try {
    const printer = typescript.createPrinter();
    const statement = result.transformed[0]?.statements.find((each) => {
      const { pos, end } = typescript.getOriginalNode(each);
      return pos <= site.start && site.start < end;
    });
    return statement === undefined
      ? "nothing"
      : printer.printNode(typescript.EmitHint.Unspecified, statement, sourceFile).trim();
  } finally {
    result.dispose();
  }
};

const lineOf = (sourceFile: ts.SourceFile, position: number): number =>
  sourceFile.getLineAndCharacterOfPosition(position).line;

/** The calls that begin on the line; if none does, the innermost that spans it. */
const sitesOnLine = (
  sourceFile: ts.SourceFile,
  compiled: CompiledFile,
  line: number,
): readonly SiteReport[] => {
  const starting = compiled.sites.filter((site) => lineOf(sourceFile, site.start) === line);
  if (starting.length > 0) return starting;
  const around = compiled.sites
    .filter(
      (site) => lineOf(sourceFile, site.start) < line && line <= lineOf(sourceFile, site.start + site.length),
    )
    .sort((a, b) => a.length - b.length);
  return around.slice(0, 1);
};

const noSite = (path: string, sourceFile: ts.SourceFile, compiled: CompiledFile, line: number): string => {
  const others = [...new Set(compiled.sites.map((site) => lineOf(sourceFile, site.start) + 1))];
  return others.length === 0
    ? `${path} has no call that MiLost compiles.\n`
    : `No call that MiLost compiles on line ${line} of ${path}; there is one on line ${others.join(", ")}.\n`;
};

const describeSite = (
  path: string,
  sourceFile: ts.SourceFile,
  compiled: CompiledFile,
  site: SiteReport,
): string => {
  const { line, character } = sourceFile.getLineAndCharacterOfPosition(site.start);
  const head = `${path}:${line + 1}:${character + 1}  ${site.kind}  `;
  const outcome = site.outcome.compiled
    ? "compiled"
    : `stays a call, ${codeName(site.outcome.code)}: ${site.outcome.reason}`;
  const findings = compiled.diagnostics
    .filter(
      (diagnostic) =>
        diagnostic.start >= site.start &&
        diagnostic.start < site.start + site.length &&
        !(!site.outcome.compiled && diagnostic.code === site.outcome.code),
    )
    .map((diagnostic) => `    ${diagnostic.severity} ${codeName(diagnostic.code)}: ${diagnostic.message}\n`);
  return `${head}${outcome}\n${findings.join("")}`;
};
