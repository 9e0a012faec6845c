/**
 * Where the platforms' binaries are. Bun and Deno come with `npm install`; other versions of Node are fetched once into
 * node_modules/.cache; Chromium is the system's. What is missing is skipped, saying so; in CI it fails.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Platform {
  readonly name: string;
  /** The binary and its arguments before the script; undefined when it is not installed. */
  readonly command: readonly string[] | undefined;
  /** What to do when it is not. */
  readonly remedy: string;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const modules = join(root, "node_modules");

/** The version that is fetched when the system has none of that major. */
const NODES: Readonly<Record<number, string>> = { 20: "20.20.2", 22: "22.23.3", 24: "24.21.0" };

const majorOf = (binary: string): number => {
  try {
    const version = execFileSync(binary, ["--version"], { encoding: "utf8", timeout: 10_000 });
    return Number(/^v(\d+)\./.exec(version)?.[1]);
  } catch {
    return 0;
  }
};

const onPath = (name: string): string[] =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter((file) => existsSync(file));

/** Fetches a package of the registry that holds one binary of Node. */
const fetchNode = (version: string): string | undefined => {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = join(modules, ".cache", "milost", "platforms", `node-${version}`);
  const binary = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    try {
      execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", `${name}@${version}`], {
        cwd: folder,
        stdio: "ignore",
        timeout: 60_000,
      });
    } catch {
      return undefined;
    }
  }
  return existsSync(binary) ? binary : undefined;
};

export const node = (major: 20 | 22 | 24): Platform => {
  const binary = onPath("node").find((file) => majorOf(file) === major) ?? fetchNode(NODES[major] as string);
  return {
    name: `Node ${major}`,
    command: binary === undefined ? undefined : [binary],
    remedy: `put a node of version ${major} on the PATH, or let npm reach its registry`,
  };
};

/** The first of `paths` below any package of an organisation of the registry: it holds the one for this machine. */
const binaryOf = (organisation: string, path: string, ...others: readonly string[]): string | undefined => {
  const folder = join(modules, organisation);
  const packages = existsSync(folder) ? readdirSync(folder) : [];
  return [
    ...packages.map((name) => join(folder, name, path)),
    ...others.map((file) => join(modules, file)),
  ].find((file) => existsSync(file));
};

export const bun = (): Platform => {
  // Bun's install script, where it was allowed to run, moves the binary.
  const binary = binaryOf("@oven", "bin/bun", "bun/bin/bun.exe");
  return {
    name: "Bun",
    command: binary === undefined ? undefined : [binary],
    remedy: "run npm install with optional dependencies",
  };
};

export const deno = (): Platform => {
  const binary = binaryOf("@deno", "deno", "deno/deno");
  return {
    name: "Deno",
    command: binary === undefined ? undefined : [binary, "run", "-A", "--node-modules-dir=manual"],
    remedy: "run npm install with optional dependencies",
  };
};

export const chromium = (): Platform => {
  const binary =
    process.env.CHROMIUM ??
    [
      ...["chromium", "chromium-browser", "google-chrome"].flatMap(onPath),
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ].find((file) => existsSync(file));
  return {
    name: "Chromium",
    command: binary === undefined ? undefined : [binary],
    remedy: "install chromium, or name its binary in CHROMIUM",
  };
};

/** The command; throws where it must be there, and answers undefined, with a word about it, where it may be missing. */
export const commandOf = (platform: Platform): readonly string[] | undefined => {
  const { name, command, remedy } = platform;
  if (command !== undefined) return command;
  const message = `${name} is not installed: ${remedy}`;
  if (process.env.CI) throw new Error(message);
  console.warn(`skipped: ${message}`);
  return undefined;
};
