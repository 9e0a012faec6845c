/** Both hooks under ts-patch in every mode of tsc, for a pair of TypeScript and ts-patch. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createProject, good, missingArm, type Pair, type Project, plugins } from "./project.ts";

/** What tsc prints for the missing arm: one line, MiLost's. */
const theMistake = /^src\/a\.ts\(3,\d+\): error TS901001: ML1001: [^\n]*"Err"[^\n]*\n$/;
const slow = { timeout: 60_000 };

const project = (pair: Pair, compilerOptions?: object, entries?: readonly object[]): (() => Project) => {
  let created: Project | undefined;
  beforeAll(() => {
    created = createProject(pair, compilerOptions, entries);
  });
  afterAll(() => created?.remove());
  return () => created!;
};

export const modesOfTsc = (pair: Pair): void => {
  describe("plain", () => {
    const at = project(pair, { sourceMap: true, declaration: true });

    test("compiles, and the program runs", slow, async () => {
      at().write("src/a.ts", good);
      expect(await at().tspc()).toEqual({ code: 0, output: "" });
      expect(at().read("dist/a.js")).toContain("switch (result._tag)");
      expect(at().read("dist/a.js")).not.toContain("Patterns");
      expect(await at().node("dist/a.js")).toEqual({ code: 0, output: "3\n" });
    });

    test("one mistake is one message, also with --noEmit", slow, async () => {
      at().write("src/a.ts", missingArm);
      const [plain, noEmit] = await Promise.all([at().tspc(), at().tspc("--noEmit")]);
      expect(plain.output).toMatch(theMistake);
      expect(plain.code).toBe(2);
      expect(noEmit.output).toMatch(theMistake);
      expect(noEmit.code).not.toBe(0);
    });

    test("a mistake inside a handler is still TypeScript's", slow, async () => {
      at().write("src/a.ts", missingArm.replace("value })", "value.nothing })"));
      const { output } = await at().tspc("--noEmit");
      expect(output).toContain("TS2339");
      expect(output).toContain("ML1001");
    });

    test("@ts-expect-error silences ours, and is used by it", slow, async () => {
      at().write(
        "src/a.ts",
        missingArm.replace("  return", "  // @ts-expect-error the test wants it\n  return"),
      );
      expect(await at().tspc("--noEmit")).toEqual({ code: 0, output: "" });
    });

    test("where TypeScript does not check, neither do we", slow, async () => {
      at().write("src/a.ts", `// @ts-nocheck\n${missingArm}`);
      expect(await at().tspc("--noEmit")).toEqual({ code: 0, output: "" });
      at().write("src/a.ts", missingArm);
      expect(await at().tspc("--noEmit", "--noCheck")).toEqual({ code: 0, output: "" });
    });

    test("a file without a call of ours comes out as tsc writes it", slow, async () => {
      const text =
        'export const label = "Patterns.match";\nexport class A { #x = 1; get x() { return this.#x; } }\n';
      at().write("src/a.ts", good);
      at().write("src/b.ts", text);
      await at().tspc();
      expect(at().read("dist/b.js")).toBe(
        'export const label = "Patterns.match";\nexport class A {\n    #x = 1;\n    get x() { return this.#x; }\n}\n//# sourceMappingURL=b.js.map',
      );
    });
  });

  test("noEmitOnError writes nothing", slow, async () => {
    const at = createProject(pair, { noEmitOnError: true });
    at.write("src/a.ts", missingArm);
    expect((await at.tspc()).output).toMatch(theMistake);
    expect(at.has("dist/a.js")).toBe(false);
    at.remove();
  });

  test("--incremental keeps reporting until it is mended", slow, async () => {
    const at = createProject(pair, { incremental: true, tsBuildInfoFile: "dist/info.tsbuildinfo" });
    at.write("src/a.ts", missingArm);
    expect((await at.tspc()).output).toMatch(theMistake);
    expect((await at.tspc()).output).toMatch(theMistake);
    at.write("src/a.ts", good);
    expect(await at.tspc()).toEqual({ code: 0, output: "" });
    expect(at.read("dist/a.js")).toContain("switch (result._tag)");
    at.remove();
  });

  test("-b reports and compiles", slow, async () => {
    const at = createProject(pair, { composite: true });
    at.write("src/a.ts", missingArm);
    expect((await at.tspc("-b")).output).toMatch(theMistake);
    at.write("src/a.ts", good);
    expect(await at.tspc("-b")).toEqual({ code: 0, output: "" });
    expect(at.read("dist/a.js")).toContain("switch (result._tag)");
    at.remove();
  });

  test("-w reports, and forgets what is mended", slow, async () => {
    const at = createProject(pair);
    at.write("src/a.ts", missingArm);
    const watching = at.watch();
    let output = "";
    const until = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`never came: ${text}\n${output}`)), 25_000);
        const look = (): void => {
          if (!output.includes(text)) return;
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
      await until("Found 1 error");
      expect(output).toContain("ML1001");
      at.write("src/a.ts", good);
      await until("Found 0 errors");
      expect(at.read("dist/a.js")).toContain("switch (result._tag)");
    } finally {
      const gone = new Promise((resolve) => watching.once("exit", resolve));
      watching.kill();
      await gone;
      at.remove();
    }
  });

  test.each([
    ["ES2017", "NodeNext"],
    ["ES2020", "Preserve"],
    ["ESNext", "ESNext"],
  ])("%s as %s, with every flag that concerns emitting", slow, async (target, module) => {
    const at = createProject(pair, {
      target,
      module,
      ...(module !== "NodeNext" && { moduleResolution: "Bundler" }),
      isolatedModules: true,
      verbatimModuleSyntax: true,
      declaration: true,
      declarationMap: true,
      sourceMap: true,
      inlineSources: true,
      importHelpers: false,
      removeComments: true,
    });
    at.write("src/a.ts", good);
    expect(await at.tspc()).toEqual({ code: 0, output: "" });
    expect(at.read("dist/a.js")).toContain("switch (result");
    expect(at.read("dist/a.d.ts")).toMatch(/^(export \{\};\n)?\/\/# sourceMappingURL|^export \{\};/);
    const map: { sources: string[]; mappings: string } = JSON.parse(at.read("dist/a.js.map"));
    expect(map.sources).toEqual(["../src/a.ts"]);
    expect(await at.node("dist/a.js")).toEqual({ code: 0, output: "3\n" });
    at.remove();
  });

  describe("CommonJS", () => {
    const at = project(pair, {
      module: "CommonJS",
      moduleResolution: "Bundler",
      ignoreDeprecations: undefined,
    });
    test("compiles and runs", slow, async () => {
      at().write("package.json", '{ "type": "commonjs" }\n');
      at().write("src/a.ts", good);
      expect(await at().tspc()).toEqual({ code: 0, output: "" });
      expect(at().read("dist/a.js")).toContain("switch (result._tag)");
      expect(await at().node("dist/a.js")).toEqual({ code: 0, output: "3\n" });
    });
  });

  describe("options", () => {
    let at: Project | undefined;
    const spread = good.replace("{ Ok:", "{ ...{}, Ok:");
    beforeEach(() => {
      at = undefined;
    });
    afterEach(() => at?.remove());

    test.each([0, 1])("strict counts on plugin entry %i", slow, async (index) => {
      at = createProject(
        pair,
        {},
        plugins.map((entry, i) => (i === index ? { ...entry, strict: true } : entry)),
      );
      at.write("src/a.ts", spread);
      const { code, output } = await at.tspc("--noEmit");
      expect(output).toMatch(/^src\/a\.ts\(3,\d+\): error TS908002: ML8002: /);
      expect(code).not.toBe(0);
    });

    test("without strict a call that stays a call is no error", slow, async () => {
      at = createProject(pair);
      at.write("src/a.ts", spread);
      expect(await at.tspc()).toEqual({ code: 0, output: "" });
      expect(at.read("dist/a.js")).toContain("Patterns.match(");
    });

    test("an option that cannot be is named", slow, async () => {
      at = createProject(pair, {}, [plugins[0]!, { ...plugins[1]!, strikt: true, unreachable: "warn" }]);
      at.write("src/a.ts", good);
      const { output, code } = await at.tspc();
      expect(output).toContain('ML9002: The plugin @milost/transformer has no option "strikt"');
      expect(output).toContain(
        'ML9002: "unreachable" of the plugin @milost/transformer must be "error" or "off"',
      );
      expect(code).not.toBe(0);
    });
  });
};
