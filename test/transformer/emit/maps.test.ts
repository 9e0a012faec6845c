/**
 * Where an error comes from: a throw in an arm points to its own line and column, the failure of a match to the match, in
 * the map of either back-end.
 */
import { decode } from "@jridgewell/sourcemap-codec";
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SOURCE = `import { Patterns, type Result } from "milost";

export function f(result: Result<number, string>): number {
  return Patterns.match(result, {
    Ok: (value) => {
      if (value > 1) throw new RangeError("too much");
      return value;
    },
    // says no
    Err: (error) => fail(error),
  });
}

export const g = (result: Result<number, string>) =>
  [Patterns.match(result, { Ok: (value) => check(value), Err: () => 0 })];

declare function fail(text: string): never;
declare function check(value: number): number;
`;

interface Emitted {
  readonly code: string;
  readonly mappings: string;
}

const FILE = `${import.meta.dirname}/example.ts`;

function compile(): { readonly nodes: Emitted; readonly edits: Emitted } {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    sourceMap: true,
    skipLibCheck: true,
    strict: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version, ...rest) =>
    name === FILE ? ts.createSourceFile(name, SOURCE, version, true) : getSourceFile(name, version, ...rest);
  const program = ts.createProgram([FILE], options, host);
  const compiled = createCompiler(ts, program).file(program.getSourceFile(FILE)!);
  expect(compiled.sites.map(({ outcome }) => outcome)).toEqual([{ compiled: true }, { compiled: true }]);
  const out = new Map<string, string>();
  program.emit(
    program.getSourceFile(FILE),
    (name, text) => out.set(name.slice(name.lastIndexOf(".")), text),
    undefined,
    false,
    { before: [(context) => () => compiled.nodes(context)] },
  );
  const { code, map } = compiled.edits()!;
  return {
    nodes: {
      code: out.get(".js")!,
      mappings: (JSON.parse(out.get(".map")!) as { mappings: string }).mappings,
    },
    edits: { code, mappings: (map as { mappings: string }).mappings },
  };
}

/** The place in the source that the map gives for a piece of the output, as `line:column`, counted from one. */
function originOf({ code, mappings }: Emitted, piece: string): string {
  const at = code.indexOf(piece);
  expect(at, piece).toBeGreaterThanOrEqual(0);
  const before = code.slice(0, at).split("\n");
  const [line, column] = [before.length - 1, before.at(-1)!.length];
  const segment = decode(mappings)
    [line]!.filter(([from]) => from <= column)
    .at(-1);
  return segment?.[2] === undefined ? "nowhere" : `${segment[2] + 1}:${segment[3]! + 1}`;
}

const placeOf = (piece: string, nth = 0): string => {
  const parts = SOURCE.split(piece);
  const before = parts
    .slice(0, nth + 1)
    .join(piece)
    .split("\n");
  return `${before.length}:${before.at(-1)!.length + 1}`;
};

describe.each(Object.entries(compile()))("the map of %s", (_, emitted) => {
  it("leads a throw in an arm to its line and column", () => {
    expect(originOf(emitted, "new RangeError")).toBe(placeOf("new RangeError"));
  });

  it("leads a call in an arm to its line and column", () => {
    expect(originOf(emitted, "fail(")).toBe(placeOf("fail("));
    expect(originOf(emitted, "check(")).toBe(placeOf("check("));
  });

  it("leads the failure to the match", () => {
    expect(originOf(emitted, "throw new milost.MatchError")).toBe(placeOf("Patterns.match"));
    expect(originOf(emitted, "new milost.MatchError")).toBe(placeOf("Patterns.match"));
  });

  it("leads a failure inside an expression to the match", () => {
    const at = originOf(emitted, "milost.refuse(");
    expect(at.split(":")[0]).toBe(placeOf("Patterns.match", 1).split(":")[0]);
  });

  it("leads a clause to its arm, and the comment stays with it", () => {
    expect(originOf(emitted, 'case "Err"')).toBe(placeOf("Err: (error)"));
    expect(emitted.code).toMatch(/\/\/ says no\s+case "Err"/);
  });
});
