/** What the READMEs show is what happens: examples compile to the code that is printed, report and print what is shown. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { execute } from "../seed/projects.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const runtimeReadme = readFileSync(join(root, "runtime/README.md"), "utf8");
const blocks = (language: string, document = readme): string[] =>
  [...document.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, text]) => text!,
  );
const block = (language: string, document = readme): string => blocks(language, document)[0] ?? "";

mkdirSync(join(root, "test/packaging/.work"), { recursive: true });
const folder = mkdtempSync(join(root, "test/packaging/.work/readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = async (text: string, name = "describe.ts"): Promise<string> => {
  rmSync(join(folder, "src"), { recursive: true, force: true });
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "src", name), text);
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    strict: true,
    rootDir: "src",
    outDir: "dist",
    types: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return (await execute("milost", ["build"], folder)).output;
};

test("the example compiles to what is shown", { timeout: 60_000 }, async () => {
  expect(await build(block("ts"))).toBe("");
  expect(readFileSync(join(folder, "dist/describe.js"), "utf8")).toContain(block("js"));
});

test("without its last arm it reports what is shown", { timeout: 60_000 }, async () => {
  const output = await build(block("ts").replace(/^ *Err: .*\n/m, ""));
  expect(readme).toContain(`\`\`\`\n${output}\`\`\``);
});

test("the program of tasks and channels prints what is shown, compiled and as written", {
  timeout: 60_000,
}, async () => {
  expect(await build(blocks("ts")[1]!, "squares.ts")).toBe("");
  expect(readFileSync(join(folder, "dist/squares.js"), "utf8")).not.toMatch(/\.(map|mapErr|match)\(/);
  for (const program of ["dist/squares.js", "src/squares.ts"]) {
    const { stdout } = await run(process.execPath, ["--no-warnings", join(folder, program)]);
    expect(stdout).toBe(block("text"));
  }
});

test("the program of the runtime's README prints what is shown, compiled and as written", {
  timeout: 60_000,
}, async () => {
  expect(await build(block("ts", runtimeReadme), "tour.ts")).toBe("");
  for (const program of ["dist/tour.js", "src/tour.ts"]) {
    const { stdout } = await run(process.execPath, ["--no-warnings", join(folder, program)]);
    expect(stdout).toBe(block("text", runtimeReadme));
  }
});

test("every file that the documents link to is there", () => {
  const documents = [
    "README.md",
    "runtime/README.md",
    "runtime/SEMANTICS.md",
    "runtime/SIZE.md",
    "transformer/README.md",
    "transformer/ARCHITECTURE.md",
    "transformer/ASSUMPTIONS.md",
  ];
  for (const document of documents) {
    const text = readFileSync(join(root, document), "utf8").replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, "");
    const links = [...text.matchAll(/\]\(([^):#]+)\)/g)].map(([, link]) =>
      join(root, dirname(document), link!),
    );
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  }
});

test("every npm script that the README names exists", () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  for (const [, name] of readme.matchAll(/npm (?:run )?(demo|test|ready|[a-z]+:[a-z]+)\b/g))
    expect(scripts).toHaveProperty(name!);
});
