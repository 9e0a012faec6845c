/** The command line as a user meets it: in projects on disk, by exit code and text. */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createProject,
  currentPair,
  good,
  missingArm,
  olderPair,
  type Project,
  plugins,
} from "../hosts/project.ts";

const slow = { timeout: 60_000 };
/** A project without plugin entries: the command needs none. */
const plain = (options: object = {}): Project => createProject(currentPair, options, []);

let at: Project;
beforeEach(() => {
  at = plain();
  at.write("src/a.ts", good);
});
afterEach(() => at.remove());

/** Fails with exit code 1 and this text, and without a stack trace. */
const fails = (
  ran: { readonly code: number; readonly output: string },
  ...texts: (string | RegExp)[]
): void => {
  const { code, output } = ran;
  for (const text of texts) {
    if (typeof text === "string") expect(output).toContain(text);
    else expect(output).toMatch(text);
  }
  expect(output).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
};

describe("build", () => {
  test("writes what tspc writes, without plugin entries", slow, async () => {
    expect(await at.milost("build")).toEqual({ code: 0, output: "" });
    const ours = at.read("dist/a.js");
    expect(ours).toContain("switch (result._tag)");
    expect(await at.node("dist/a.js")).toEqual({ code: 0, output: "3\n" });
    const theirs = createProject(currentPair);
    theirs.write("src/a.ts", good);
    await theirs.tspc();
    expect(theirs.read("dist/a.js")).toBe(ours);
    theirs.remove();
  });

  test("reports a mistake once, writes all the same, and answers 2 as tsc does", slow, async () => {
    at.write("src/a.ts", missingArm);
    const { code, output } = at.run("build");
    expect(output).toMatch(/^src\/a\.ts\(3,\d+\): error ML1001: .*"Err".*\n$/);
    expect(code).toBe(2);
    expect(at.has("dist/a.js")).toBe(true);
  });

  test("with noEmitOnError writes nothing and answers 1", slow, async () => {
    at.remove();
    at = plain({ noEmitOnError: true });
    at.write("src/a.ts", missingArm);
    expect(at.run("build").code).toBe(1);
    expect(at.has("dist/a.js")).toBe(false);
  });

  test("a syntax error is one message", slow, async () => {
    at.write("src/a.ts", "const = ;\n");
    const { output } = at.run("build");
    expect(output).toMatch(/^src\/a\.ts\(1,7\): error TS1134: /);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test("does not trust a build info that another compiler wrote", slow, async () => {
    at.remove();
    at = plain({ incremental: true, tsBuildInfoFile: "dist/info.tsbuildinfo" });
    at.write("src/a.ts", good);
    await at.tspc();
    expect(at.read("dist/a.js")).toContain("Patterns.match(");
    expect(at.run("build")).toEqual({ code: 0, output: "" });
    expect(at.read("dist/a.js")).toContain("switch (result._tag)");
    at.write("dist/a.js", "untouched");
    at.run("build");
    expect(at.read("dist/a.js")).toBe("untouched");
  });

  test("builds referenced projects in order, each with its own options", slow, async () => {
    at.write(
      "tsconfig.json",
      '{ "files": [], "references": [{ "path": "app" }, { "path": "lib" }], "compilerOptions": {} }',
    );
    const options = {
      target: "ES2022",
      module: "NodeNext",
      strict: true,
      skipLibCheck: true,
      composite: true,
      types: [],
    };
    const config = (more: object): string =>
      JSON.stringify({
        compilerOptions: { ...options, rootDir: ".", outDir: "dist" },
        include: ["*.ts"],
        ...more,
      });
    at.write("lib/tsconfig.json", config({}));
    at.write("lib/lib.ts", 'export type Light = { readonly _tag: "On" } | { readonly _tag: "Off" };\n');
    at.write("app/tsconfig.json", config({ references: [{ path: "../lib" }] }));
    const app = (arms: string): string =>
      `import { Patterns } from "milost";\nimport type { Light } from "../lib/lib.js";\n` +
      `export const f = (light: Light): number => Patterns.match(light, { ${arms} });\n`;
    at.write("app/app.ts", app("On: () => 1, Off: () => 0"));
    expect(at.run("build")).toEqual({ code: 0, output: "" });
    expect(at.read("app/dist/app.js")).toContain("switch (light._tag)");
    at.write("app/app.ts", app("On: () => 1"));
    const { code, output } = at.run("build");
    expect(output).toContain("error ML1001");
    expect(code).not.toBe(0);
    const { output: checked } = at.run("check");
    expect(checked).toContain("error ML1001");
  });

  test("runs on the project's TypeScript 5.9", slow, async () => {
    at.remove();
    at = createProject(olderPair, {}, []);
    at.write("src/a.ts", good);
    expect(at.run("build")).toEqual({ code: 0, output: "" });
    expect(at.read("dist/a.js")).toContain("switch (result._tag)");
  });

  test("plugin entries neither disturb nor run twice", slow, async () => {
    at.remove();
    at = createProject(currentPair, {}, plugins);
    at.write("src/a.ts", missingArm);
    expect(at.run("build").output.match(/ML1001/g)).toHaveLength(1);
  });
});

describe("check", () => {
  test("writes nothing", slow, async () => {
    expect(at.run("check")).toEqual({ code: 0, output: "" });
    expect(at.has("dist")).toBe(false);
    at.write("src/a.ts", missingArm);
    const { code, output } = at.run("check");
    expect(output).toContain("error ML1001");
    expect(code).toBe(1);
  });

  test("--all tells what is no error, --strict makes it one", slow, async () => {
    at.write("src/a.ts", good.replace("{ Ok:", "{ ...{}, Ok:"));
    expect(at.run("check")).toEqual({ code: 0, output: "" });
    const all = at.run("check", "--all");
    expect(all.output).toMatch(/^src\/a\.ts\(3,\d+\): suggestion ML8002: /);
    expect(all.code).toBe(0);
    const strict = at.run("check", "--strict");
    expect(strict.output).toMatch(/: error ML8002: /);
    expect(strict.code).toBe(1);
  });
});

describe("explain", () => {
  test("a code prints its page", slow, async () => {
    const { code, output } = at.run("explain", "ml1001");
    expect(output).toMatch(/^# ML1001/);
    expect(code).toBe(0);
  });

  test("an unknown code names those near it", slow, () =>
    fails(at.run("explain", "ML1999"), "There is no ML1999", "ML1001"),
  );

  test("a line shows every phase", slow, async () => {
    const { code, output } = at.run("explain", "src/a.ts:3");
    expect(output).toMatch(/^src\/a\.ts:3:10 {2}match {2}compiled\n/);
    for (const phase of ["1-recognize", "2-lower", "3-check", "4-plan", "5-emit"])
      expect(output).toContain(phase);
    expect(output).toContain("switch (result._tag)");
    expect(code).toBe(0);
  });

  test("a call that stays a call says why", slow, async () => {
    at.write("src/a.ts", good.replace("{ Ok:", "{ ...{}, Ok:"));
    expect(at.run("explain", "src/a.ts:3").output).toMatch(/stays a call, ML8002: .*spread/);
  });

  test("a line without a call names those that have one", slow, async () => {
    expect(at.run("explain", "src/a.ts:1")).toEqual({
      code: 0,
      output: "No call that MiLost compiles on line 1 of src/a.ts; there is one on line 3.\n",
    });
  });

  test.each([
    ["src/none.ts:3", "src/none.ts does not exist"],
    ["src/a.ts:99", "there is no line 99"],
    ["nonsense", "neither a code nor a line"],
  ])("%s", slow, (target, text) => fails(at.run("explain", target), text));

  test("a file that does not parse, and one of no project", slow, async () => {
    at.write("src/a.ts", "const = ;\n");
    fails(at.run("explain", "src/a.ts:1"), "does not parse");
    at.write("other/b.ts", good);
    fails(at.run("explain", "other/b.ts:3"), "is not part of");
  });
});

describe("a set-up that cannot work", () => {
  test("no tsconfig", slow, async () => {
    fails(at.run("build", "-p", "nowhere.json"), "nowhere.json does not exist");
    fails(at.run("build", "-p", "src"), /src.tsconfig\.json does not exist/);
  });

  test("a faulty tsconfig", slow, async () => {
    at.write("tsconfig.json", '{ "compilerOptions": { "target": "ES1" } }');
    fails(at.run("build"), "TS6046", "--target");
    at.write("tsconfig.json", "{ nonsense");
    fails(at.run("build"), "tsconfig.json(1,3): error TS1136");
    at.write("tsconfig.json", '{ "include": ["nothing"] }');
    fails(at.run("check"), "TS18003");
  });

  const install = (name: string, version: string): void => {
    const folder = join(at.folder, "node_modules", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version, main: "none.js" }));
  };

  test("TypeScript 7: says why and what to install", slow, async () => {
    install("typescript", "7.0.2");
    for (const command of [["build"], ["check"], ["explain", "src/a.ts:3"]]) {
      fails(
        at.run(...command),
        "This project has TypeScript 7.0.2",
        "npm install --save-dev typescript@6",
        "typescript@npm:@typescript/typescript6",
      );
    }
  });

  test("TypeScript 7 with TypeScript 6 beside it works", slow, async () => {
    install("typescript", "7.0.2");
    mkdirSync(join(at.folder, "node_modules/@typescript"));
    const six = new URL("../../../node_modules/typescript", import.meta.url);
    symlinkSync(six, join(at.folder, "node_modules/@typescript/typescript6"), "junction");
    expect(at.run("build")).toEqual({ code: 0, output: "" });
    expect(at.read("dist/a.js")).toContain("switch (result._tag)");
  });

  test("a TypeScript that is too old", slow, async () => {
    install("typescript", "5.4.5");
    fails(at.run("build"), "This project has TypeScript 5.4.5", "needs TypeScript 5.9 or 6");
  });

  test("an unknown command gets a suggestion, an unknown option too", slow, async () => {
    fails(at.run("biuld"), "unknown command 'biuld'", "Did you mean build?");
    fails(at.run("build", "--strikt"), "unknown option '--strikt'", "Did you mean --strict?");
  });
});

test("a reader that has seen enough is no failure", slow, async () => {
  const bin = fileURLToPath(new URL("../../../transformer/bin/milost.js", import.meta.url));
  const child = spawn(process.execPath, [bin, "explain", "src/a.ts:3"], { cwd: at.folder });
  child.stdout.destroy();
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
  expect(errors).toBe("");
});

test("--help names the commands", slow, async () => {
  const { code, output } = await at.milost("--help");
  for (const command of ["build", "check", "explain"]) expect(output).toContain(command);
  expect(code).toBe(0);
});
