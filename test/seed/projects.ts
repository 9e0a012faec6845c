/** The snippets as projects on disk, built in the three ways that must agree. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { snippets } from "./snippets.ts";

const run = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));
const bin = fileURLToPath(new URL("../../node_modules/.bin/", import.meta.url));

export const builds = ["tsc", "tspc", "milost"] as const;
/** `tsc` is the program as it is; `tspc` and `milost build` compile it. */
export type Build = (typeof builds)[number];

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a program of node_modules/.bin; never rejects for its exit code. */
export const execute = async (
  program: string,
  args: readonly string[],
  cwd: string,
  timeout = 60_000,
): Promise<Ran> => {
  try {
    const { stdout, stderr } = await run(process.execPath, [join(bin, program), ...args], {
      cwd,
      timeout,
    });
    return { code: 0, output: `${stdout}${stderr}` };
  } catch (error) {
    const failed = error as { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }; // execFile's
    return {
      code: typeof failed.code === "number" ? failed.code : 1,
      output: `${failed.stdout}${failed.stderr}`,
    };
  }
};

const plugins = [
  { transform: "@milost/transformer" },
  { transform: "@milost/transformer/check", transformProgram: true },
];

export const projectFolder = (build: Build): string => join(here, ".work", build);

/** Writes the project for a way of building; the plugin entries are for tspc alone. */
export const writeProject = (build: Build): string => {
  const folder = projectFolder(build);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "src"), { recursive: true });
  const tsconfig = {
    compilerOptions: {
      target: "ES2022",
      lib: ["ES2023", "ESNext.Disposable", "DOM", "DOM.AsyncIterable"],
      module: "NodeNext",
      strict: true,
      skipLibCheck: true,
      sourceMap: true,
      rootDir: "src",
      outDir: "dist",
      types: [],
      ...(build === "tspc" && { plugins }),
    },
    include: ["src"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig, undefined, 2));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  for (const { name, module } of snippets) writeFileSync(join(folder, "src", `${name}.ts`), module);
  return folder;
};

/** Builds the project; the answer's output is what the compiler said. */
export const buildProject = (build: Build): Promise<Ran> => {
  const folder = writeProject(build);
  return build === "milost"
    ? execute("milost", ["build"], folder)
    : execute(build, ["-p", "tsconfig.json"], folder);
};

export const emittedCode = (build: Build, name: string): string =>
  readFileSync(join(projectFolder(build), "dist", `${name}.js`), "utf8");

/** Runs the built snippets against the local server; the output is what they did. */
export const driveProject = async (build: Build): Promise<Ran> => {
  const drive = join(here, "drive.ts");
  try {
    const { stdout, stderr } = await run(process.execPath, [drive, join(projectFolder(build), "dist")], {
      timeout: 30_000,
    });
    return { code: 0, output: `${stdout}${stderr}` };
  } catch (error) {
    const failed = error as { readonly stdout?: string; readonly stderr?: string }; // execFile's
    return { code: 1, output: `${failed.stdout}${failed.stderr}` };
  }
};
