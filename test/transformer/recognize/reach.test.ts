/** Which files the transformer reads: those that can reach MiLost through their imports, whatever the way. */
import ts from "typescript";
import { expect, test } from "vitest";
// The room itself: no host hands it out.
import { filesInReach } from "../../../transformer/dist/1-recognize/reach.js";

const MILOST = `export interface Patterns { readonly "~milost"?: "Patterns"; match(): void }
export declare const Patterns: Patterns;`;

function inReach(files: Readonly<Record<string, string>>): string[] {
  const all: Readonly<Record<string, string>> = { "milost.ts": MILOST, ...files };
  const options: ts.CompilerOptions = {
    noLib: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getCurrentDirectory: () => "/",
    fileExists: (name) => name.slice(1) in all,
    readFile: (name) => all[name.slice(1)],
    getSourceFile: (name, target) => {
      const text = all[name.slice(1)];
      return text === undefined ? undefined : ts.createSourceFile(name, text, target, true);
    },
  };
  const program = ts.createProgram(
    Object.keys(all).map((name) => `/${name}`),
    options,
    host,
  );
  const isInReach = filesInReach(ts, program);
  return Object.keys(files).filter((name) => isInReach(program.getSourceFile(`/${name}`)!));
}

test("a file that imports MiLost is read, one that does not is not", () => {
  expect(
    inReach({
      "app.ts": `import { Patterns } from "./milost"; Patterns.match();`,
      "math.ts": "export const one = 1;",
    }),
  ).toEqual(["app.ts"]);
});

test("re-exports, types, import types and dynamic imports are ways to reach it", () => {
  const files = {
    "prelude.ts": `export * from "./milost";`,
    "typed.ts": `import type { Patterns } from "./prelude"; export declare const p: Patterns;`,
    "uses-typed.ts": `import { p } from "./typed"; p.match();`,
    "by-type.ts": `export declare const p: import("./milost").Patterns;`,
    "dynamic.ts": `export const load = () => import("./uses-typed");`,
    "math.ts": `import { two } from "./two"; export const four = two + two;`,
    "two.ts": "export const two = 2;",
  };
  expect(inReach(files)).toEqual(["prelude.ts", "typed.ts", "uses-typed.ts", "by-type.ts", "dynamic.ts"]);
});

test("files in a circle are read once each", () => {
  expect(
    inReach({ "a.ts": `import "./b"; export {};`, "b.ts": `import "./a"; import "./milost"; export {};` }),
  ).toEqual(["a.ts", "b.ts"]);
});

test("what is declared for everybody reaches files without imports", () => {
  const files = {
    "globals.ts": `import type { Patterns } from "./milost"; declare global { var P: Patterns; }`,
    "user.ts": "P.match(); export {};",
  };
  expect(inReach(files)).toEqual(["globals.ts", "user.ts"]);
  const script = {
    "script.ts": `declare var P: import("./milost").Patterns;`,
    "user.ts": "P.match(); export {};",
  };
  expect(inReach(script)).toEqual(["script.ts", "user.ts"]);
});
