/** Small projects on disk with ts-patch's plugin entries, and the two pairs of TypeScript and ts-patch that are supported. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { main } from "../../../transformer/dist/hosts/cli/main.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const packages = join(root, "node_modules");
const work = join(fileURLToPath(new URL(".", import.meta.url)), ".work");

export interface Pair {
  readonly name: string;
  readonly typescript: string;
  readonly tsPatch: string;
}

export const currentPair: Pair = {
  name: "TypeScript 6 with ts-patch 4",
  typescript: "typescript",
  tsPatch: "ts-patch",
};

export const olderPair: Pair = {
  name: "TypeScript 5.9 with ts-patch 3",
  typescript: "typescript-5.9",
  tsPatch: "ts-patch-3",
};

export interface Ran {
  readonly code: number;
  readonly output: string;
}

export interface Project {
  readonly folder: string;
  write(file: string, text: string): void;
  read(file: string): string;
  has(file: string): boolean;
  tspc(...args: string[]): Promise<Ran>;
  /** The command line as a program. */
  milost(...args: string[]): Promise<Ran>;
  /** The same in this process, which is much faster. */
  run(...args: string[]): Ran;
  node(file: string): Promise<Ran>;
  /** Starts `tspc -w`; the caller stops it. */
  watch(): ChildProcess;
  remove(): void;
}

export const plugins: readonly object[] = [
  { transform: "@milost/transformer" },
  { transform: "@milost/transformer/check", transformProgram: true },
];

const outcome = async (file: string, args: readonly string[], cwd: string): Promise<Ran> => {
  try {
    const { stdout, stderr } = await run(process.execPath, [file, ...args], { cwd, timeout: 60_000 });
    return { code: 0, output: `${stdout}${stderr}` };
  } catch (error) {
    const failed = error as { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }; // execFile's
    return {
      code: typeof failed.code === "number" ? failed.code : -1,
      output: `${failed.stdout}${failed.stderr}`,
    };
  }
};

/** A project with its own node_modules: TypeScript and ts-patch of the pair; all else is found in the repository's. */
export const createProject = (
  pair: Pair,
  compilerOptions: object = {},
  entries: readonly object[] = plugins,
): Project => {
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(join(work, "project-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(packages, pair.typescript), join(folder, "node_modules", "typescript"), "junction");
  // A copy, not a link: from its real place it would find the repository's TypeScript.
  cpSync(join(packages, pair.tsPatch), join(folder, "node_modules", "ts-patch"), { recursive: true });
  const project: Project = {
    folder,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
      // Builders compare times, and a file system's clock may tick only every few milliseconds: what is written after a
      // build must be newer than what the build wrote.
      const later = new Date(Date.now() + 50);
      utimesSync(join(folder, file), later, later);
    },
    read: (file) => readFileSync(join(folder, file), "utf8"),
    has: (file) => existsSync(join(folder, file)),
    tspc: (...args) => outcome(join(folder, "node_modules/ts-patch/bin/tspc.js"), args, folder),
    milost: (...args) => outcome(join(root, "transformer/bin/milost.js"), args, folder),
    run(...args) {
      let output = "";
      const print = (text: string): void => {
        output += text;
      };
      const code = main(args, { cwd: folder, color: false, out: print, err: print });
      return { code, output };
    },
    node: (file) => outcome(join(folder, file), [], folder),
    watch: () =>
      spawn(
        process.execPath,
        [join(folder, "node_modules/ts-patch/bin/tspc.js"), "-w", "--preserveWatchOutput"],
        {
          cwd: folder,
          stdio: ["ignore", "pipe", "pipe"],
        },
      ),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  project.write("package.json", '{ "type": "module" }\n');
  project.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        target: "ES2022",
        module: "NodeNext",
        strict: true,
        skipLibCheck: true,
        rootDir: "src",
        outDir: "dist",
        types: [],
        ...compilerOptions,
        ...(entries.length > 0 && { plugins: entries }),
      },
      include: ["src"],
    }),
  );
  return project;
};

/** A program with nothing wrong: it prints 3. */
export const good = `import { Patterns, Result } from "milost";
const twice = (result: Result<number, string>): number => {
  return Patterns.match(result, { Ok: (value) => value, Err: (error) => error.length });
};
console.log(twice(Result.Ok(1)) + twice(Result.Err("no")));
`;

/** The same without its last arm. */
export const missingArm = good.replace(", Err: (error) => error.length", "");
