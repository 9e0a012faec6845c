/**
 * What the type checker says about a faulty match, one error at the arm that names it, and about a body or step that is none.
 */
import { describe, expect, it } from "vitest";
import { check } from "./check.js";

const head = `
import { Patterns, Task, type Option, Result } from "milost";
declare const result: Result<number, string>;
declare const option: Option<number>;
declare const text: string;
declare const task: Task<number, string>;
export const values = [Patterns, Result, Task];
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

  it("say that a promise or a Task is matched before its time", () => {
    const early = (text: string) => {
      const said: unknown = expect.stringContaining(`is not assignable to type '"${text}"'.`);
      return [said, said];
    };
    expect(errorsOf("Patterns.match(task.run(), { Ok: () => 1, Err: () => 2 });")).toEqual(
      early("this is a promise: await it, and match what it brings"),
    );
    expect(errorsOf("Patterns.match(task, { Task: () => 0, Ok: () => 1, Err: () => 2 });")).toEqual(
      early("this is a Task: await its run(), and match what that brings"),
    );
  });

  it("say what a body and a step must answer", () => {
    expect(errorsOf("Task.new(() => 5);")).toEqual([
      "Type 'number' is not assignable to type 'Result<unknown, unknown> | PromiseLike<Result<unknown, unknown>>'.",
    ]);
    expect(errorsOf("task.flatMap((n) => n + 1);")).toEqual([
      "Type 'number' is not assignable to type 'TaskOrResult | PromiseLike<TaskOrResult>'.",
    ]);
    expect(errorsOf("Task.new<number, string>(async () => Result.Ok(1)).map((n) => n.toFixed());")).toEqual(
      [],
    );
  });
});
