/**
 * What the type checker says about a faulty match: one error, at the arm, that names it.
 */
import { describe, expect, it } from "vitest";
import { check } from "./check.js";

const head = `
import { Patterns, type Option, type Result } from "milost";
declare const result: Result<number, string>;
declare const option: Option<number>;
declare const text: string;
declare const event: { kind: "key"; code: number } | { kind: "click"; x: number };
`;

const errorsOf = (source: string) => check(head + source).errors;

describe("messages", { timeout: 120_000 }, () => {
  it("name the one missing arm", () => {
    const [error, ...others] = errorsOf("Patterns.match(result, { Ok: (n) => n });");
    expect(error).toContain("Property 'Err' is missing");
    expect(others).toEqual([]);
  });

  it("name a misspelt arm, once", () => {
    expect(errorsOf("Patterns.match(result, { Ok: (n) => n, Er: () => 1 });")).toEqual([
      `Type '() => number' is not assignable to type '"no variant is tagged \\"Er\\""'.`,
    ]);
  });

  it("name an arm too many", () => {
    expect(errorsOf("Patterns.match(option, { Some: (n) => n, None: () => 0, Ok: () => 1 });")).toEqual([
      `Type '() => number' is not assignable to type '"no variant is tagged \\"Ok\\""'.`,
    ]);
  });

  it("ask for `_` where the value is open", () => {
    const [error, ...others] = errorsOf("Patterns.match(text, { a: () => 1 });");
    expect(error).toContain("Property '_' is missing");
    expect(others).toEqual([]);
  });

  it("name a property that no variant has", () => {
    expect(errorsOf(`Patterns.matchOn(event, "kid", { key: () => 1, click: () => 2 });`)[0]).toContain(
      `Argument of type '"kid"' is not assignable`,
    );
  });

  it("name the missing arm of matchOn", () => {
    expect(errorsOf(`Patterns.matchOn(event, "kind", { key: () => 1 });`)).toEqual([
      expect.stringContaining("Property 'click' is missing"),
    ]);
  });
});
