/**
 * What is written of a file follows the types behind its imports, however a builder comes to look at it: here the tags of a
 * union, two files away, are renamed.
 */
import { describe, expect, test } from "vitest";
import { createProject, currentPair, olderPair, type Pair, type Project } from "./project.ts";

const slow = { timeout: 120_000 };

const shapes = (first: string): string => `export const A = "${first}";
export const B = "beta";
export type Shape = { readonly _tag: typeof A } | { readonly _tag: typeof B };
export const shapes: readonly Shape[] = [{ _tag: A }, { _tag: B }];
`;

const matcher = `import { Patterns } from "milost";
import { A, B, shapes } from "./barrel.js";
for (const shape of shapes) {
  const name = Patterns.match(shape, { [A]: () => "first", [B]: () => "second" });
  console.log(name);
}
`;

const ran = { code: 0, output: "first\nsecond\n" };

const create = (pair: Pair, compilerOptions: object): Project => {
  const at = createProject(pair, { moduleDetection: "force", ...compilerOptions });
  at.write("src/c.ts", shapes("alpha"));
  at.write("src/barrel.ts", 'export * from "./c.js";\n');
  at.write("src/a.ts", matcher);
  return at;
};

const nothing = { code: 0, output: "" };

/** The first build and its run, then the same behind the renaming. */
const follows = async (at: Project, build: () => unknown): Promise<void> => {
  try {
    expect(await build()).toEqual(nothing);
    expect(at.read("dist/a.js")).toContain('case "alpha"');
    at.write("src/c.ts", shapes("alef"));
    expect(await build()).toEqual(nothing);
    expect(at.read("dist/a.js")).toContain('case "alef"');
    expect(await at.node("dist/a.js")).toEqual(ran);
    const untouched = at.read("dist/a.js");
    expect(await build()).toEqual(nothing);
    expect(at.read("dist/a.js")).toBe(untouched);
  } finally {
    at.remove();
  }
};

describe.each([currentPair, olderPair])("$name", (pair) => {
  test("--incremental", slow, async () => {
    const at = create(pair, { incremental: true });
    await follows(at, () => at.tspc());
  });

  test("--incremental with isolatedModules and noEmitOnError", slow, async () => {
    const at = create(pair, { incremental: true, isolatedModules: true, noEmitOnError: true });
    await follows(at, () => at.tspc());
  });

  test("-b", slow, async () => {
    const at = create(pair, { composite: true, verbatimModuleSyntax: true });
    await follows(at, () => at.tspc("-b"));
  });

  test("a check without emit in between leaves it to be written", slow, async () => {
    const at = create(pair, { incremental: true });
    try {
      expect(await at.tspc()).toEqual(nothing);
      at.write("src/c.ts", shapes("alef"));
      expect(await at.tspc("--noEmit")).toEqual(nothing);
      expect(at.read("dist/a.js")).toContain('case "alpha"');
      expect(await at.tspc()).toEqual(nothing);
      expect(at.read("dist/a.js")).toContain('case "alef"');
    } finally {
      at.remove();
    }
  });

  test("an error that keeps it from being written leaves it to be written", slow, async () => {
    const at = create(pair, { incremental: true, noEmitOnError: true });
    at.write("src/other.ts", "export const n: number = 1;\n");
    try {
      expect(await at.tspc()).toEqual(nothing);
      at.write("src/c.ts", shapes("alef"));
      at.write("src/other.ts", 'export const n: number = "";\n');
      expect((await at.tspc()).output).toContain("TS2322");
      expect(at.read("dist/a.js")).toContain('case "alpha"');
      at.write("src/other.ts", "export const n: number = 1;\n");
      expect(await at.tspc()).toEqual(nothing);
      expect(at.read("dist/a.js")).toContain('case "alef"');
    } finally {
      at.remove();
    }
  });

  test("-w", slow, async () => {
    const at = create(pair, { isolatedModules: true });
    const watching = at.watch();
    let output = "";
    const builds = (count: number): Promise<void> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`build ${count} never came\n${output}`)), 50_000);
        const look = (): void => {
          if (output.split("Found 0 errors").length <= count) return;
          clearTimeout(timer);
          watching.stdout?.off("data", look);
          resolve();
        };
        watching.stdout?.on("data", look);
        look();
      });
    watching.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    try {
      await builds(1);
      at.write("src/c.ts", shapes("alef"));
      await builds(2);
      expect(at.read("dist/a.js")).toContain('case "alef"');
    } finally {
      const gone = new Promise((resolve) => watching.once("exit", resolve));
      watching.kill();
      await gone;
      at.remove();
    }
  });
});

describe("milost build", () => {
  test.each([
    ["--incremental", { incremental: true }],
    ["composite", { composite: true }],
    ["isolatedModules", { incremental: true, isolatedModules: true }],
  ])("%s", slow, async (_name, compilerOptions) => {
    const at = create(currentPair, compilerOptions);
    await follows(at, () => at.run("build"));
  });

  test("a project with references", slow, async () => {
    const at = create(currentPair, { composite: true, isolatedModules: true });
    at.write("tsconfig.all.json", '{ "files": [], "references": [{ "path": "." }] }\n');
    await follows(at, () => at.run("build", "-p", "tsconfig.all.json"));
  });
});
