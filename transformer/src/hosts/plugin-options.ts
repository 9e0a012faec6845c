/**
 * The options of a project, read from the plugin entries of its tsconfig.
 *
 *     "plugins": [
 *       { "transform": "@milost/transformer", "strict": true },
 *       { "transform": "@milost/transformer/check", "transformProgram": true }
 *     ]                                                                          ->  { strict: true }
 */
import type ts from "typescript";
import type { CompilerOptions } from "../options.js";

const packageName = "@milost/transformer";

type PluginEntry = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is PluginEntry => typeof value === "object" && value !== null;

/** Whether a tsconfig plugin entry is one of MiLost's, also when it is written as a path to the package's files. */
export const isMilostEntry = (entry: unknown): entry is PluginEntry => {
  if (!isRecord(entry) || typeof entry.transform !== "string") return false;
  const transform = entry.transform.replaceAll("\\", "/");
  return (
    transform === packageName ||
    transform.startsWith(`${packageName}/`) ||
    /\/transformer\/dist\/hosts\/ts-patch\/(index|check)\.js$/.test(transform)
  );
};

/** What a project asks for, and what it asks for in vain, each a sentence that names the fix. */
export interface ProjectOptions {
  readonly options: CompilerOptions;
  readonly problems: readonly string[];
}

const hostKeys: ReadonlySet<string> = new Set([
  "transform",
  "transformProgram",
  "after",
  "afterDeclarations",
  "import",
  "name",
  "resolvePathAliases",
  "tsConfig",
  "type",
]);

const readEntry = (
  entry: PluginEntry,
  options: { -readonly [K in keyof CompilerOptions]: CompilerOptions[K] },
): string[] => {
  const problems: string[] = [];
  for (const [key, value] of Object.entries(entry)) {
    if (hostKeys.has(key)) continue;
    if (key === "strict") {
      if (typeof value === "boolean") options.strict = value;
      else
        problems.push(
          `"strict" of the plugin ${packageName} must be true or false, not ${JSON.stringify(value)}.`,
        );
    } else if (key === "unreachable") {
      if (value === "error" || value === "off") options.unreachable = value;
      else
        problems.push(
          `"unreachable" of the plugin ${packageName} must be "error" or "off", not ${JSON.stringify(value)}.`,
        );
    } else {
      problems.push(`The plugin ${packageName} has no option "${key}"; it knows "strict" and "unreachable".`);
    }
  }
  return problems;
};

/** Options may stand on either entry; `entry`, which the host passes, and the command line's `strict` come last. */
export const projectOptions = (
  compilerOptions: ts.CompilerOptions,
  entry?: unknown,
  commandLine: CompilerOptions = {},
): ProjectOptions => {
  const plugins: readonly unknown[] = Array.isArray(compilerOptions.plugins) ? compilerOptions.plugins : [];
  const options: { -readonly [K in keyof CompilerOptions]: CompilerOptions[K] } = {};
  const problems = new Set<string>();
  for (const each of [...plugins.filter(isMilostEntry), ...(isRecord(entry) ? [entry] : [])]) {
    for (const problem of readEntry(each, options)) problems.add(problem);
  }
  return { options: { ...options, ...commandLine }, problems: [...problems] };
};

/**
 * The options without MiLost's plugin entries: a host that runs the transformer itself must not have a TypeScript that
 * `ts-patch install` patched run it again.
 */
export const withoutOwnPlugins = (options: ts.CompilerOptions): ts.CompilerOptions => {
  const plugins: readonly unknown[] = Array.isArray(options.plugins) ? options.plugins : [];
  if (!plugins.some(isMilostEntry)) return options;
  const isForeign = (entry: unknown): entry is ts.PluginImport => !isMilostEntry(entry);
  return { ...options, plugins: plugins.filter(isForeign) };
};
