/** What the packages ship: documents whose links lead somewhere, and source maps whose sources are there too. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, "");

describe.each(["runtime", "transformer"])("the tarball of %s", (workspace) => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "-w", workspace], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed]: [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(output);
  const files = new Set(packed.files.map(({ path }) => path));
  const textOf = (path: string): string => readFileSync(join(root, workspace, path), "utf8");
  const isShipped = (path: string): boolean =>
    files.has(path) || [...files].some((file) => file.startsWith(`${path}/`));
  const lost = (path: string, links: readonly string[]): string[] =>
    links
      .filter((link) => !isShipped(normalize(join(dirname(path), link))))
      .map((link) => `${path}: ${link}`);

  test("has a README, a licence and code", () => {
    expect([...files]).toEqual(expect.arrayContaining(["README.md", "LICENSE", "package.json"]));
    expect([...files].some((path) => path.endsWith(".js"))).toBe(true);
    expect([...files].filter((path) => path.endsWith(".tsbuildinfo"))).toEqual([]);
  });

  // A file in `dist` whose source is gone is left over from an earlier build: `rm -r dist`, then build again.
  test("has the sources of every source map", () => {
    const maps = [...files].filter((path) => path.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(100);
    const sourcesOf = (path: string) => (JSON.parse(textOf(path)) as { sources: string[] }).sources;
    expect(maps.flatMap((path) => lost(path, sourcesOf(path)))).toEqual([]);
  });

  test("has every file that its documents link to", () => {
    const documents = [...files].filter((path) => path.endsWith(".md"));
    const linksOf = (path: string) =>
      [...withoutCode(textOf(path)).matchAll(/\]\(([^):#]+)[^)]*\)/g)].map(([, link]) => link!);
    expect(documents.flatMap((path) => lost(path, linksOf(path)))).toEqual([]);
  });
});
