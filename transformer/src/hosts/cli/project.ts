/** Finds and reads the project's tsconfig: `-p` as tsc takes it (a file or a folder), or the nearest one upwards. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type ts from "typescript";
import type { TypeScript } from "../../options.js";
import type { Io } from "./io.js";
import { typescriptFor } from "./typescript.js";
import { UserError } from "./user-error.js";

export interface Project {
  readonly typescript: TypeScript;
  /** Absolute path of the tsconfig. */
  readonly configFile: string;
  readonly config: ts.ParsedCommandLine;
}

const nearestConfig = (folder: string): string | undefined => {
  for (let current = folder; ; current = dirname(current)) {
    const candidate = join(current, "tsconfig.json");
    if (existsSync(candidate)) return candidate;
    if (dirname(current) === current) return undefined;
  }
};

/** The path of the tsconfig that `project` (the `-p` option) or, without it, `folder` means. */
export const configFileFor = (project: string | undefined, folder: string): string => {
  if (project === undefined) {
    const found = nearestConfig(folder);
    if (found !== undefined) return found;
    throw new UserError(
      `There is no tsconfig.json in ${folder} or above it. ` +
        "Create one with `npx tsc --init`, or name yours: `milost build -p path/to/tsconfig.json`.",
    );
  }
  const path = resolve(folder, project);
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "tsconfig.json") : path;
  if (!existsSync(file))
    throw new UserError(`${file} does not exist. \`-p\` takes a tsconfig file or its folder.`);
  return file;
};

const errorsOf = (typescript: TypeScript, diagnostics: readonly ts.Diagnostic[]): readonly ts.Diagnostic[] =>
  diagnostics.filter((diagnostic) => diagnostic.category === typescript.DiagnosticCategory.Error);

/** Loads the project; a faulty tsconfig is a UserError with TypeScript's own words. */
export const loadProject = (io: Io, project: string | undefined, folder = io.cwd): Project => {
  const configFile = configFileFor(project, folder);
  const typescript = typescriptFor(dirname(configFile));
  const problems: ts.Diagnostic[] = [];
  const config = typescript.getParsedCommandLineOfConfigFile(configFile, undefined, {
    ...typescript.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => problems.push(diagnostic),
  });
  problems.push(...errorsOf(typescript, config?.errors ?? []));
  if (config === undefined || problems.length > 0) {
    throw new UserError(
      typescript
        .formatDiagnostics(problems, {
          getCurrentDirectory: () => io.cwd,
          getCanonicalFileName: (name) => name,
          getNewLine: () => "\n",
        })
        .trimEnd(),
    );
  }
  return { typescript, configFile, config };
};
