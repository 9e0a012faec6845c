/**
 * The direction of imports: `ir <- phases <- pipeline <- hosts`. A phase never imports another phase, checking and
 * planning know no TypeScript, and the two packages share nothing but the list of symbols that emitted code may use.
 */
import { describe, expect, test } from "vitest";
import { findCycle, type Import, importsOf, sourceFiles } from "./imports.ts";

const transformer = importsOf("transformer");
const runtime = importsOf("runtime");
const roomOf = (file: string): string => (file.includes("/") ? file.slice(0, file.indexOf("/")) : file);
const show = ({ from, to }: Import): string => `${from} -> ${to}`;

/** What the files of a room may import beside their own room. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "options.ts": [],
  ir: [],
  syntax: ["options.ts"],
  diagnostics: ["ir", "options.ts"],
  "1-recognize": ["ir", "syntax", "options.ts"],
  "2-lower": ["ir", "syntax", "options.ts"],
  "3-check": ["ir"],
  "4-plan": ["ir"],
  "5-emit": ["ir", "syntax", "options.ts"],
  "pipeline.ts": ["ir", "1-recognize", "2-lower", "3-check", "4-plan", "5-emit", "diagnostics", "options.ts"],
  hosts: ["pipeline.ts", "diagnostics", "options.ts"],
};

const typescriptFree = ["ir", "3-check", "4-plan", "diagnostics"];

describe("transformer", () => {
  test("every room has its rule", () => {
    const rooms = new Set(sourceFiles("transformer").map(roomOf));
    expect([...rooms].filter((room) => !(room in allowed))).toEqual([]);
  });

  test.each(Object.entries(allowed))("%s imports only %j and itself", (room, others) => {
    const wrong = transformer.filter(
      ({ from, to, external }) =>
        roomOf(from) === room && !external && roomOf(to) !== room && !others.includes(roomOf(to)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test.each(typescriptFree)("%s knows no TypeScript", (room) => {
    const wrong = transformer.filter(({ from, to }) => roomOf(from) === room && to === "typescript");
    expect(wrong.map(show)).toEqual([]);
  });

  test("only the command line reads files and arguments", () => {
    const wrong = transformer.filter(
      ({ from, to, external }) =>
        external && (to.startsWith("node:") || to === "commander") && !from.startsWith("hosts/cli/"),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test("of the runtime only the list of symbols is imported", () => {
    const wrong = transformer.filter(
      ({ to }) => to === "milost" || (to.startsWith("milost/") && to !== "milost/abi"),
    );
    expect(wrong.map(show)).toEqual([]);
    expect(
      transformer.filter(({ to, external }) => !external && to.includes("runtime/src")).map(show),
    ).toEqual([]);
  });

  test("there is no cycle", () => expect(findCycle(transformer)).toBeUndefined());
});

describe("runtime", () => {
  test("there is no cycle", () => expect(findCycle(runtime)).toBeUndefined());

  test("nothing is imported from outside but what every platform has", () => {
    const outside = runtime.filter(({ external }) => external);
    expect(outside.filter(({ to }) => !to.startsWith("node:")).map(show)).toEqual([]);
  });

  test("the main entry imports nothing of Node", () => {
    const reached = new Set<string>(["index.ts"]);
    for (const file of reached)
      for (const { from, to, external } of runtime) if (from === file && !external) reached.add(to);
    expect(runtime.filter(({ from, external }) => external && reached.has(from)).map(show)).toEqual([]);
  });
});

test("a cycle would be found", () => {
  const edge = (from: string, to: string): Import => ({ from, to, external: false, typeOnly: false });
  expect(findCycle([edge("a", "b"), edge("b", "c"), edge("c", "b")])).toEqual(["b", "c", "b"]);
});
