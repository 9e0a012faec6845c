/** The projects that are built: generated ones, in memory, and the sources that other packages ship. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { foreignFiles, optionsOf } from "../../transformer/foreign/sources.ts";

export interface Project {
  readonly name: string;
  readonly files: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly options: ts.CompilerOptions;
}

const here = dirname(fileURLToPath(import.meta.url));

/** 500 files that import each other; one of them uses MiLost, the others have so many matches each. */
export function generated(matches: number): Project {
  const texts = new Map<string, string>();
  for (let index = 0; index < 500; index++)
    texts.set(`${here}/generated/file${index}.ts`, file(index, matches));
  texts.set(`${here}/generated/user.ts`, 'export { Patterns } from "milost";\n');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    sourceMap: true,
    types: [],
  };
  return { name: `generated, ${matches} matches a file`, files: [...texts.keys()], texts, options };
}

function file(index: number, matches: number): string {
  const other = (index * 7 + 3) % 500;
  const match = (n: number): string => `
export const match${n} = (shape: Shape): string =>
  Patterns.match(shape, { Circle: (it) => describe(it.radius, ${n}), Square: (it) => \`\${it.side}\`, Empty: () => "none" });
`;
  return `${matches > 0 ? 'import { Patterns } from "milost";\n' : ""}import type { Shape as Other } from "./file${other}";

export type Shape =
  | { readonly _tag: "Circle"; readonly radius: number }
  | { readonly _tag: "Square"; readonly side: number }
  | { readonly _tag: "Empty" };

export interface Named<T> { readonly name: string; readonly items: readonly T[]; find(test: (item: T) => boolean): T | undefined }

export class Registry<T extends { readonly id: string }> implements Named<T> {
  readonly items: T[] = [];
  constructor(readonly name: string) {}
  find(test: (item: T) => boolean): T | undefined { return this.items.find(test); }
  add(...items: T[]): this { this.items.push(...items); return this; }
  get byId(): ReadonlyMap<string, T> { return new Map(this.items.map((item) => [item.id, item])); }
}

export function describe(value: number, digits: number): string {
  return [value, digits].map((each) => each.toFixed(digits)).filter((text) => text.length > 0).join(" of ");
}

export function area(shape: Shape | Other): number {
  switch (shape._tag) {
    case "Circle": return Math.PI * shape.radius ** 2;
    case "Square": return shape.side ** 2;
    case "Empty": return 0;
  }
}

export async function load(ids: readonly string[]): Promise<readonly { id: string; size: number }[]> {
  const found = await Promise.all(ids.map(async (id) => ({ id, size: id.length + ${index} })));
  return found.filter(({ size }) => size > ${index % 10}).sort((a, b) => a.size - b.size);
}
${Array.from({ length: matches }, (_, n) => match(n)).join("")}`;
}

/** Other people's packages, beside one file that uses MiLost, checked as far as they check outside of their own projects. */
export function shipped(...names: string[]): Project {
  const { root, files } = foreignFiles(`bench-${names.join("-")}`, names);
  const user = `${root}/user.ts`;
  const texts = new Map([[user, 'export { Patterns } from "milost";\n']]);
  return {
    name: `sources of ${names.join(", ")}`,
    files: [...files, user],
    texts,
    options: { ...optionsOf(root), noCheck: false, sourceMap: true },
  };
}
