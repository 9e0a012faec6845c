/** What the README shows is what happens: its example compiles to the code it prints, and reports the line it prints. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { execute } from "../seed/projects.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(readme)?.[1] ?? "";

mkdirSync(join(root, "test/packaging/.work"), { recursive: true });
const folder = mkdtempSync(join(root, "test/packaging/.work/readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = async (text: string): Promise<string> => {
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "src/describe.ts"), text);
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

test("every file that the documents link to is there", () => {
  for (const document of ["README.md", "transformer/ARCHITECTURE.md", "transformer/ASSUMPTIONS.md"]) {
    const text = readFileSync(join(root, document), "utf8");
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
