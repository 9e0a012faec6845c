/** A module's text in three forms: untransformed, through the `nodes` back-end and through the `edits` back-end. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCompiler } from "@milost/transformer/core";
import * as milost from "milost";
import * as abi from "milost/abi";
import ts from "typescript";

export const variants = ["untransformed", "nodes", "edits"] as const;
export type Variant = (typeof variants)[number];

const work = fileURLToPath(new URL("../.work/", import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  // Some random generators are more than inference can follow.
  noImplicitAny: false,
  skipLibCheck: true,
  types: [],
};

export interface CompiledText {
  readonly typeErrors: readonly string[];
  /** How many chains and matches compiled, and why the others did not. */
  readonly compiled: number;
  readonly uncompiled: readonly string[];
  readonly code: Readonly<Record<Variant, string>>;
}

/** Declarations are parsed and bound once for all modules. */
const declarations = new Map<string, ts.SourceFile | undefined>();
const host = ts.createCompilerHost(options);
const { getSourceFile } = host;
host.getSourceFile = (name, ...rest) => {
  if (!name.endsWith(".d.ts")) return getSourceFile(name, ...rest);
  if (!declarations.has(name)) declarations.set(name, getSourceFile(name, ...rest));
  return declarations.get(name);
};

export function compileText(name: string, text: string): CompiledText {
  mkdirSync(work, { recursive: true });
  const file = join(work, `${name}.ts`);
  writeFileSync(file, text);
  const program = ts.createProgram([file], options, host);
  const sourceFile = program.getSourceFile(file)!;
  const compiled = createCompiler(ts, program).file(sourceFile);
  const emit = (before: ts.TransformerFactory<ts.SourceFile>[]): string => {
    let code = "";
    program.emit(
      sourceFile,
      (_, output) => {
        code = output;
      },
      undefined,
      false,
      { before },
    );
    return code;
  };
  const untransformed = emit([]);
  const edited = compiled.edits()?.code;
  return {
    typeErrors: program
      .getSemanticDiagnostics(sourceFile)
      .map(
        ({ messageText, start = 0 }) =>
          `line ${sourceFile.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
    compiled: compiled.sites.filter(({ outcome }) => outcome.compiled).length,
    uncompiled: compiled.sites.flatMap(({ outcome }) => (outcome.compiled ? [] : [outcome.reason])),
    code: {
      untransformed,
      nodes: emit([(context) => () => compiled.nodes(context)]),
      edits:
        edited === undefined
          ? untransformed
          : ts.transpileModule(edited, { compilerOptions: options, fileName: file }).outputText,
    },
  };
}

const packages: Readonly<Record<string, unknown>> = { milost, "milost/abi": abi };

/** Loads one form of a compiled module; as a function, which can be collected: an imported module stays for ever. */
export async function load(name: string, variant: Variant, { code }: CompiledText): Promise<unknown> {
  writeFileSync(join(work, `${name}.${variant}.mjs`), code[variant]);
  const { outputText } = ts.transpileModule(code[variant], {
    compilerOptions: { ...options, module: ts.ModuleKind.CommonJS },
  });
  const exports = {};
  new Function("exports", "require", outputText)(exports, (request: string) => {
    const found = packages[request];
    if (found === undefined) throw new Error(`${name} imports ${request}`);
    return found;
  });
  return exports;
}
