/**
 * Compiles many generated programs in one ts.Program, each in three forms: untransformed, `nodes` and `edits`, all as
 * CommonJS so that they can be run in this process.
 */
import { createCompiler, type SiteReport } from "@milost/transformer/core";
import ts from "typescript";

export const variants = ["untransformed", "nodes", "edits"] as const;

export interface CompiledProgram {
  readonly source: string;
  readonly sites: readonly SiteReport[];
  readonly js: Readonly<Record<(typeof variants)[number], string>>;
  /** What `edits` made of it, before it was transpiled. */
  readonly edited: string | undefined;
  /** Why it could not be compiled at all. */
  readonly failure: string | undefined;
  /** Type errors, which a generated program should not have. */
  readonly typeErrors: readonly string[];
}

const defaults: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  skipLibCheck: true,
  types: [],
  jsx: ts.JsxEmit.React,
  jsxFactory: "h",
  jsxFragmentFactory: "h",
};

/** Library files, parsed once for all batches. */
const parsed = new Map<string, ts.SourceFile | undefined>();

export interface CompileOptions {
  /** Asking for type errors costs most of the time. */
  readonly typeErrors?: boolean;
  /** Compiler options on top of the usual ones. */
  readonly options?: ts.CompilerOptions;
}

export function compilePrograms(
  sources: readonly string[],
  { typeErrors = false, options: more = {} }: CompileOptions = {},
): CompiledProgram[] {
  const options = { ...defaults, ...more };
  const name = (index: number): string => `${import.meta.dirname}/generated-${index}.tsx`;
  const texts = new Map(sources.map((source, index) => [name(index), source]));
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (file, version) => {
    const text = texts.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version, true);
    if (!parsed.has(file)) {
      const found = ts.sys.readFile(file);
      parsed.set(file, found === undefined ? undefined : ts.createSourceFile(file, found, version, true));
    }
    return parsed.get(file);
  };
  const exists = host.fileExists.bind(host);
  host.fileExists = (file) => texts.has(file) || exists(file);
  const program = ts.createProgram({ rootNames: [...texts.keys()], options, host });
  const compiler = createCompiler(ts, program);
  return sources.map((source, index): CompiledProgram => {
    const file = program.getSourceFile(name(index))!;
    const emit = (before: ts.TransformerFactory<ts.SourceFile>[]): string => {
      let js = "";
      program.emit(
        file,
        (output, text) => {
          if (output.endsWith(".js")) js = text;
        },
        undefined,
        false,
        { before },
      );
      return js;
    };
    const untransformed = emit([]);
    const errors = typeErrors
      ? program.getSemanticDiagnostics(file).map(({ start = 0, messageText }) => {
          const { line } = file.getLineAndCharacterOfPosition(start);
          return `${source.split("\n")[line]}\n  ${ts.flattenDiagnosticMessageText(messageText, "\n  ")}`;
        })
      : [];
    try {
      const compiled = compiler.file(file);
      const edited = compiled.edits()?.code;
      return {
        source,
        sites: compiled.sites,
        edited,
        js: {
          untransformed,
          nodes: emit([(context) => () => compiled.nodes(context)]),
          edits:
            edited === undefined
              ? untransformed
              : ts.transpileModule(edited, { compilerOptions: options, fileName: "generated.tsx" })
                  .outputText,
        },
        failure: undefined,
        typeErrors: errors,
      };
    } catch (error) {
      const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return {
        source,
        sites: [],
        edited: undefined,
        js: { untransformed, nodes: "", edits: "" },
        failure,
        typeErrors: errors,
      };
    }
  });
}
