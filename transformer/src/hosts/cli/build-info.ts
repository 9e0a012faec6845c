/**
 * `.tsbuildinfo` says which files are up to date, but not who compiled them: after `tsc -b` nothing would look changed to
 * `milost build`, and the output would stay uncompiled for ever. So the build writes its name and options into the file, and
 * ignores a file that says otherwise. TypeScript ignores keys that it does not know.
 */
import { readFileSync } from "node:fs";
import type { CompilerOptions } from "../../options.js";

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
);

const isBuildInfo = (path: string): boolean => path.endsWith(".tsbuildinfo");

export interface BuildInfoStamp {
  /** The text of a build info file if this compiler with these options wrote it, otherwise undefined. */
  readonly accept: (path: string, text: string | undefined) => string | undefined;
  readonly stamp: (path: string, text: string) => string;
}

export const buildInfoStamp = (commandLine: CompilerOptions): BuildInfoStamp => {
  const mark = `${version} ${JSON.stringify(commandLine)}`;
  return {
    accept(path, text) {
      if (text === undefined || !isBuildInfo(path)) return text;
      try {
        const info: unknown = JSON.parse(text);
        return typeof info === "object" && info !== null && "milost" in info && info.milost === mark
          ? text
          : undefined;
      } catch {
        return undefined;
      }
    },
    stamp: (path, text) =>
      isBuildInfo(path) && text.startsWith("{") ? `{"milost":${JSON.stringify(mark)},${text.slice(1)}` : text,
  };
};
