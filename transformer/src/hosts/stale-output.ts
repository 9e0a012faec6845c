/**
 * What MiLost writes of a file depends on types that other files declare: an arm `[A]` becomes `case "a"`, a match on a union
 * of literals is another test than one on tags. TypeScript's own output does not, so a builder (`--incremental`, `-b`, `-w`)
 * checks a file again when a type behind its imports has changed, but writes it again only when a file that it imports itself
 * has another declaration, and with `isolatedModules` or `verbatimModuleSyntax` not even then.
 *
 *     c.ts       export const A = "alpha"      ->  export const A = "alef"
 *     barrel.ts  export * from "./c.js"
 *     a.ts       Patterns.match(s, { [A]: ... })   checked again, and written by MiLost, as its `case` must change
 *
 * The files a builder asks the Program to check are those; what it has not written of them by the time it comes to its build
 * info is written then. Where nothing may be written, they go into the build info as pending.
 */
import type ts from "typescript";

/** TypeScript's `EmitOnly.Js`, declared as a boolean: the builder writes declarations itself, and notes their signatures. */
const onlyJavaScript = 0 as unknown as boolean;

/** What `.tsbuildinfo` holds, as far as it is read here; an id is the file's place in `fileInfos`, from 1. */
interface BuildInfo {
  readonly errors?: boolean;
  readonly fileInfos?: readonly (string | { readonly version: string })[];
  readonly semanticDiagnosticsPerFile?: readonly unknown[];
  readonly affectedFilesPendingEmit?: readonly unknown[];
}

/** There since TypeScript 5.6, but not in the declarations. */
interface BuilderQueries {
  emitBuildInfo?: (writeFile?: ts.WriteFileCallback, token?: ts.CancellationToken) => ts.EmitResult;
  getBuildInfo?: (() => BuildInfo | undefined) | undefined;
}

interface Versioned {
  readonly version?: string;
}

/** Per project, as two of them may share a file; through all Programs of a watch, where a file that is unchanged stays the same. */
const unwrittenOf = new Map<string, WeakSet<ts.SourceFile>>();

const projectsUnwritten = ({ configFilePath }: ts.CompilerOptions): WeakSet<ts.SourceFile> => {
  if (typeof configFilePath !== "string") return new WeakSet();
  let unwritten = unwrittenOf.get(configFilePath);
  if (unwritten === undefined) {
    unwritten = new WeakSet();
    unwrittenOf.set(configFilePath, unwritten);
  }
  return unwritten;
};

/** Whether the builder has noted an error, which under `noEmitOnError` keeps it from writing. */
const holdsErrors = ({ errors, semanticDiagnosticsPerFile = [] }: BuildInfo): boolean =>
  errors === true ||
  semanticDiagnosticsPerFile.some((entry) => {
    const found: unknown = Array.isArray(entry) ? entry[1] : undefined;
    return Array.isArray(found) && found.length > 0;
  });

/** Files are known by the hash of their text; two with the same text are written both. */
const withPending = (info: BuildInfo, files: readonly (ts.SourceFile & Versioned)[]): BuildInfo => {
  const versions = new Set(files.map(({ version }) => version));
  const ids = (info.fileInfos ?? []).flatMap((file, index) =>
    versions.has(typeof file === "string" ? file : file.version) ? [index + 1] : [],
  );
  if (ids.length === 0) return info;
  return { ...info, affectedFilesPendingEmit: [...(info.affectedFilesPendingEmit ?? []), ...ids] };
};

/** Where it is told which files a builder has had checked. */
export interface StaleOutput {
  readonly checked: (sourceFile: ts.SourceFile) => void;
}

/** Changes the Program in place. `transformers` are those a host hands to every `emit`. */
export const writeStaleOutput = (program: ts.Program, transformers?: ts.CustomTransformers): StaleOutput => {
  const options = program.getCompilerOptions();
  const queries: ts.Program & BuilderQueries = program;
  const emitBuildInfo = queries.emitBuildInfo?.bind(program);
  if (emitBuildInfo === undefined || options.outFile !== undefined) return { checked: () => {} };

  const unwritten = projectsUnwritten(options);
  const emit = program.emit;
  program.emit = function (this: unknown, sourceFile, writeFile, token, emitOnly, ...rest) {
    if (Number(emitOnly ?? 0) === 0) {
      for (const file of sourceFile === undefined ? program.getSourceFiles() : [sourceFile]) {
        unwritten.delete(file);
      }
    }
    return emit.call(this, sourceFile, writeFile, token, emitOnly, ...rest);
  };

  const mayNotWrite = (): boolean => {
    if (options.noEmit === true) return true;
    if (options.noEmitOnError !== true) return false;
    const info = queries.getBuildInfo?.();
    return (info !== undefined && holdsErrors(info)) || program.getSyntacticDiagnostics().length > 0;
  };

  queries.emitBuildInfo = (writeFile, token) => {
    const files = program.getSourceFiles().filter((file) => unwritten.has(file));
    if (files.length === 0) return emitBuildInfo(writeFile, token);
    if (mayNotWrite()) {
      const { getBuildInfo } = queries;
      queries.getBuildInfo = () => {
        const info = getBuildInfo?.();
        return info && withPending(info, files);
      };
      try {
        return emitBuildInfo(writeFile, token);
      } finally {
        queries.getBuildInfo = getBuildInfo;
      }
    }
    const written = files.map((file) => program.emit(file, writeFile, token, onlyJavaScript, transformers));
    const own = emitBuildInfo(writeFile, token);
    return {
      emitSkipped: own.emitSkipped,
      diagnostics: [...written.flatMap(({ diagnostics }) => diagnostics), ...own.diagnostics],
      emittedFiles: [
        ...written.flatMap(({ emittedFiles }) => emittedFiles ?? []),
        ...(own.emittedFiles ?? []),
      ],
    };
  };

  return {
    checked(sourceFile) {
      if (!sourceFile.isDeclarationFile && !program.isSourceFileFromExternalLibrary(sourceFile)) {
        unwritten.add(sourceFile);
      }
    },
  };
};
