/** The two packages as a user gets them: packed, unpacked beside each other, used by a project with strict settings. */
import { execFile } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "milost-consumer-"));
const slow = { timeout: 60_000 };

/** Packs a workspace and unpacks it as npm would install it; answers the packed files. */
const install = async (workspace: string, name: string): Promise<string[]> => {
  const npm = await run(
    "npm",
    ["pack", "--json", "--silent", "--pack-destination", folder, join(root, workspace)],
    { cwd: root },
  );
  const packed: unknown = JSON.parse(npm.stdout);
  const first = (Array.isArray(packed) ? packed : Object.values(packed as object))[0] as {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
  }; // npm's answer, an array or an object by its version
  const target = join(folder, "node_modules", name);
  mkdirSync(target, { recursive: true });
  await run("tar", [
    "xzf",
    join(folder, first.filename.replace("@", "").replace("/", "-")),
    "--strip-components=1",
    "-C",
    target,
  ]);
  return first.files.map(({ path }) => path);
};

const files: Record<string, string[]> = {};

beforeAll(async () => {
  files.milost = await install("runtime", "milost");
  files.transformer = await install("transformer", "@milost/transformer");
  // Of the installed packages nothing but what package.json names is found.
  for (const name of ["typescript", "commander", "@jridgewell"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "src/main.ts"),
    `import { Patterns, Result, Task, createChannel } from "milost";
const half = (n: number): Result<number, string> => (n % 2 === 0 ? Result.Ok(n / 2) : Result.Err("odd"));
console.log(Patterns.match(half(4), { Ok: (value) => \`half is \${value}\`, Err: (error) => error }));
const [sender, receiver] = await createChannel<number>();
await sender.send(1);
console.log((await Task.ok(1).map((value) => value + 1).run()).value, (await receiver.receive())._tag);
sender.close();
`,
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = async (compilerOptions: object): Promise<string> => {
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: { strict: true, rootDir: "src", outDir: "dist", ...compilerOptions },
      include: ["src"],
    }),
  );
  const bin = join(folder, "node_modules/@milost/transformer/bin/milost.js");
  const { stdout, stderr } = await run(process.execPath, [bin, "build"], { cwd: folder }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return `${stdout}${stderr}`;
};

test.each([
  { target: "ES2022", module: "NodeNext" },
  { target: "ESNext", module: "ESNext", moduleResolution: "Bundler" },
  {
    target: "ES2022",
    module: "NodeNext",
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
  },
])("a project with %j type-checks our declarations, compiles and runs", slow, async (options) => {
  expect(await build(options)).toBe("");
  expect(readFileSync(join(folder, "dist/main.js"), "utf8")).not.toContain("Patterns.match(");
  const { stdout } = await run(process.execPath, [join(folder, "dist/main.js")]);
  expect(stdout).toBe("half is 2\n2 Some\n");
});

test("a library's declaration file names every type that its exports infer", slow, async () => {
  copyFileSync(join(import.meta.dirname, "library.ts"), join(folder, "src/library.ts"));
  expect(await build({ target: "ES2022", module: "NodeNext", declaration: true, skipLibCheck: true })).toBe(
    "",
  );
  const declared = readFileSync(join(folder, "dist/library.d.ts"), "utf8");
  for (const name of ["Ok", "Err", "Some", "None", "Sender", "Receiver"]) {
    expect(declared).toContain(`import("milost").${name}`);
  }
  for (const name of ["Result", "Option", "Task"]) expect(declared).toMatch(new RegExp(`[ <]${name}<`));
  expect(declared).not.toContain("milost/dist");
});

test("the packages hold what they need and no build state", () => {
  for (const packed of Object.values(files)) {
    expect(packed).toContain("LICENSE");
    expect(packed).toContain("package.json");
    expect(packed.filter((path) => path.endsWith(".tsbuildinfo"))).toEqual([]);
  }
  expect(files.transformer).toContain("diagnostics/ML1001.md");
  expect(files.transformer).toContain("bin/milost.js");
});
