/**
 * `milost build`: writes what `tsc -p` would, compiled. A project with references is built like `tsc -b`, in order.
 * Exit codes are tsc's: 0 clean, 1 errors and nothing written, 2 errors and written all the same.
 */
import type ts from "typescript";
import type { CompilerOptions, TypeScript } from "../../options.js";
import { checkProgram } from "../check-program.js";
import { type ProjectOptions, projectOptions, withoutOwnPlugins } from "../plugin-options.js";
import { transformProgram } from "../transform-program.js";
import { type BuildInfoStamp, buildInfoStamp } from "./build-info.js";
import type { Io } from "./io.js";
import { loadProject, type Project } from "./project.js";
import { formatDiagnostics, report } from "./report.js";

export interface BuildOptions extends CompilerOptions {
  /** `-p`: a tsconfig or its folder. */
  readonly project?: string;
}

export const build = (io: Io, { project: path, ...commandLine }: BuildOptions): number => {
  const project = loadProject(io, path);
  return (project.config.projectReferences?.length ?? 0) > 0
    ? buildSolution(io, project, commandLine)
    : buildProject(io, project, commandLine);
};

interface EmittingProgram {
  /** Asked for diagnostics and emit: the builder under `incremental`, otherwise the Program itself. */
  readonly asked: ts.Program | ts.BuilderProgram;
  readonly program: ts.Program;
}

const createProgram = ({ typescript, config }: Project, stamp: BuildInfoStamp): EmittingProgram => {
  const options = withoutOwnPlugins(config.options);
  const shared = {
    rootNames: config.fileNames,
    options,
    configFileParsingDiagnostics: typescript.getConfigFileParsingDiagnostics(config),
    ...(config.projectReferences !== undefined && { projectReferences: config.projectReferences }),
  };
  if (options.incremental !== true && options.composite !== true) {
    const program = typescript.createProgram(shared);
    return { asked: program, program };
  }
  const host = typescript.createIncrementalCompilerHost(options);
  const { readFile, writeFile } = host;
  host.readFile = (file) => stamp.accept(file, readFile.call(host, file));
  host.writeFile = (file, text, ...rest) => writeFile.call(host, file, stamp.stamp(file, text), ...rest);
  const builder = typescript.createIncrementalProgram({ ...shared, host });
  return { asked: builder, program: builder.getProgram() };
};

const buildProject = (io: Io, project: Project, commandLine: CompilerOptions): number => {
  const { typescript, config } = project;
  const own = projectOptions(config.options, undefined, commandLine);
  const { asked, program } = createProgram(project, buildInfoStamp(own.options));
  const diagnostics: ts.Diagnostic[] = [];
  const transformers: ts.CustomTransformers = {
    before: [
      transformProgram(typescript, program, own.options, (diagnostic) => diagnostics.push(diagnostic)),
    ],
  };
  checkProgram(typescript, program, own, transformers);

  // tsc's order: a file that does not parse is not type-checked.
  diagnostics.push(...asked.getConfigFileParsingDiagnostics(), ...asked.getSyntacticDiagnostics());
  if (!hasErrors(typescript, diagnostics)) {
    diagnostics.push(...asked.getOptionsDiagnostics(), ...asked.getGlobalDiagnostics());
    if (!hasErrors(typescript, diagnostics)) diagnostics.push(...asked.getSemanticDiagnostics());
  }
  const { emitSkipped, diagnostics: emitDiagnostics } = asked.emit(
    undefined,
    undefined,
    undefined,
    undefined,
    transformers,
  );
  const errors = report(typescript, io, config.options, [...diagnostics, ...emitDiagnostics]);
  if (errors === 0) return 0;
  return emitSkipped ? 1 : 2;
};

const hasErrors = (typescript: TypeScript, diagnostics: readonly ts.Diagnostic[]): boolean =>
  diagnostics.some(({ category }) => category === typescript.DiagnosticCategory.Error);

const buildSolution = (
  io: Io,
  { typescript, configFile, config }: Project,
  commandLine: CompilerOptions,
): number => {
  let errors = 0;
  const pretty = config.options.pretty === true || io.color;
  const print = (diagnostic: ts.Diagnostic): void => {
    if (diagnostic.category === typescript.DiagnosticCategory.Error) errors++;
    io.out(formatDiagnostics(typescript, io, pretty, [diagnostic]));
  };

  // The builder makes, checks and emits one Program at a time.
  let current: { readonly program: ts.Program; readonly own: ProjectOptions } | undefined;
  const stamp = buildInfoStamp(commandLine);
  const system: ts.System = {
    ...typescript.sys,
    readFile: (file, encoding) => stamp.accept(file, typescript.sys.readFile(file, encoding)),
    writeFile: (file, text, byteOrderMark) =>
      typescript.sys.writeFile(file, stamp.stamp(file, text), byteOrderMark),
  };
  const createBuilder: ts.CreateProgram<ts.EmitAndSemanticDiagnosticsBuilderProgram> = (
    rootNames,
    options,
    host,
    oldProgram,
    configDiagnostics,
    references,
  ) => {
    const builder = typescript.createEmitAndSemanticDiagnosticsBuilderProgram(
      rootNames,
      withoutOwnPlugins(options ?? {}),
      host,
      oldProgram,
      configDiagnostics,
      references,
    );
    const own = projectOptions(options ?? {}, undefined, commandLine);
    current = { program: checkProgram(typescript, builder.getProgram(), own, transformers), own };
    return builder;
  };
  const host = typescript.createSolutionBuilderHost(system, createBuilder, print, () => {});
  const solution = typescript.createSolutionBuilder(host, [configFile], {});
  // Asked for before the Program is made, called when its files are emitted.
  const transform: ts.TransformerFactory<ts.SourceFile> = (context) =>
    current === undefined
      ? (sourceFile) => sourceFile
      : transformProgram(typescript, current.program, current.own.options, print)(context);
  const transformers: ts.CustomTransformers = { before: [transform] };
  const status = solution.build(undefined, undefined, undefined, () => transformers);
  return status === 0 && errors > 0 ? 2 : status;
};
