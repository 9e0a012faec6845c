/**
 * Every code has its page and every page its code. A page's failing program reports exactly that code, its fixed one nothing:
 * compiled for what the compiler says, run for what the library says.
 */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { codeName, createCompiler } from "@milost/transformer/core";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isInternal, isRuntime, type Page, pages } from "./pages.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const work = fileURLToPath(new URL("./.work/", import.meta.url));

/** The codes that a package's sources speak of: `ML1901` in a text, or a bare number where the compiler reports. */
const codesIn = (folder: string, pattern: RegExp): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/(?<!\.d)\.ts$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8").replace(
      /^\s*(\/\/|\/?\*).*$/gm,
      "",
    );
    for (const match of text.matchAll(pattern)) found.add(`ML${match[1]}`);
  }
  return found;
};

const codes = new Set([
  ...codesIn("runtime/src", /\bML(\d{4})\b/g),
  ...["1-recognize", "2-lower", "3-check", "4-plan", "5-emit"].flatMap((room) => [
    ...codesIn(`transformer/src/${room}`, /\b([12389]\d{3})\b/g),
  ]),
  ...codesIn("transformer/src/hosts", /\b(900\d)\b/g),
]);

test("every code has a page", () => {
  expect([...codes].filter((code) => !pages.some((page) => page.code === code)).sort()).toEqual([]);
});

test("every page has a code", () => {
  expect(pages.map(({ code }) => code).filter((code) => !codes.has(code))).toEqual([]);
});

test.each(pages)("$code begins with its title", ({ code, text }) => {
  expect(text).toMatch(new RegExp(`^# ${code}: .+\\n\\n\\S`));
});

const compiled = pages.filter((page) => !isRuntime(page) && !isInternal(page));
const run = pages.filter((page) => isRuntime(page) && page.fails !== undefined);
const file = ({ code }: Page, kind: "fails" | "fixed"): string => join(work, `${code}.${kind}.ts`);

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  types: [],
};
let program: ts.Program;

beforeAll(() => {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const files = [...compiled, ...run].flatMap((page) =>
    (["fails", "fixed"] as const).flatMap((kind) => {
      const text = page[kind];
      if (text === undefined) return [];
      writeFileSync(file(page, kind), text);
      return [file(page, kind)];
    }),
  );
  program = ts.createProgram(files, options);
  for (const name of files) program.emit(program.getSourceFile(name));
}, 60_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

const typeErrors = (name: string): string[] =>
  program
    .getSemanticDiagnostics(program.getSourceFile(name))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));

const reported = (name: string): { readonly findings: string[]; readonly left: string[] } => {
  const { diagnostics, sites } = createCompiler(ts, program).file(program.getSourceFile(name)!);
  const left = sites.flatMap(({ outcome }) => (outcome.compiled ? [] : [codeName(outcome.code)]));
  return { findings: [...new Set(diagnostics.map(({ code }) => codeName(code)))], left: [...new Set(left)] };
};

describe.each(compiled)("$code", (page) => {
  test("has both programs", () => {
    expect(page.fails).toBeDefined();
    expect(page.fixed).toBeDefined();
  });

  test("the failing program reports exactly that", () => {
    const { findings, left } = reported(file(page, "fails"));
    // A call that stays a call because of another error is told by `explain` alone.
    expect([findings, left]).toContainEqual([page.code]);
  });

  test("the fixed program reports nothing", () => {
    expect(typeErrors(file(page, "fixed"))).toEqual([]);
    expect(reported(file(page, "fixed"))).toEqual({ findings: [], left: [] });
  });
});

/** What a program prints, or the error that ends it. */
const output = async (name: string): Promise<string> => {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [name.replace(/\.ts$/, ".js")], {
      timeout: 10_000,
    });
    return `${stdout}${stderr}`;
  } catch (error) {
    return String((error as { readonly stderr?: unknown }).stderr); // execFile's
  }
};

describe.concurrent.each(run)("$code", (page) => {
  test("the failing program says it when it is run", async () => {
    expect(await output(file(page, "fails"))).toContain(`${page.code}: `);
  });

  test("the fixed program does not", async () => {
    expect(page.fixed).toBeDefined();
    expect(typeErrors(file(page, "fixed"))).toEqual([]);
    expect(await output(file(page, "fixed"))).not.toMatch(/ML\d{4}/);
  });
});
