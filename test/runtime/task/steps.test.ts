import { Err, Ok, PanicError, type Result, Task } from "milost";
import { describe, expect, test } from "vitest";

const boom = (): never => {
  throw "boom";
};
const later = async <T>(value: T): Promise<T> => value;

/** Every step with its callback plain and async: what it answers for Ok(1) and for Err("e"). */
const cases: [string, (t: Task<number, string>) => Task<unknown, unknown>, unknown, unknown][] = [
  ["map", (t) => t.map((n) => n + 1), Ok(2), Err("e")],
  ["map async", (t) => t.map((n) => later(n + 1)), Ok(2), Err("e")],
  ["flatMap to Result", (t) => t.flatMap((n) => Err(`x${n}`)), Err("x1"), Err("e")],
  ["flatMap to Task", (t) => t.flatMap((n) => Task.ok(n + 1)), Ok(2), Err("e")],
  ["flatMap to promise of Result", (t) => t.flatMap((n) => later(Ok(n + 1))), Ok(2), Err("e")],
  ["flatMap to promise of Task", (t) => t.flatMap((n) => later(Task.err(`x${n}`))), Err("x1"), Err("e")],
  ["andThen", (t) => t.andThen((n) => Task.ok(n + 1)), Ok(2), Err("e")],
  ["mapErr", (t) => t.mapErr((e) => `${e}!`), Ok(1), Err("e!")],
  ["mapErr async", (t) => t.mapErr((e) => later(`${e}!`)), Ok(1), Err("e!")],
  ["orElse to Result", (t) => t.orElse((e) => Ok(e)), Ok(1), Ok("e")],
  ["orElse to Task", (t) => t.orElse((e) => Task.err(`${e}!`)), Ok(1), Err("e!")],
  ["orElse to promise of Task", (t) => t.orElse((e) => later(Task.ok(e))), Ok(1), Ok("e")],
  ["tap", (t) => t.tap(() => "ignored"), Ok(1), Err("e")],
  ["tap async", (t) => t.tap(() => later("ignored")), Ok(1), Err("e")],
  ["tapErr", (t) => t.tapErr(() => "ignored"), Ok(1), Err("e")],
  ["ensure", (t) => t.ensure(() => "ignored"), Ok(1), Err("e")],
  ["ensure async", (t) => t.ensure(() => later("ignored")), Ok(1), Err("e")],
];

describe.each(cases)("%s", (_, step, ofOk, ofErr) => {
  test("of a value", async () => expect(await step(Task.ok(1)).run()).toEqual(ofOk));
  test("of a value that comes later", async () =>
    expect(await step(Task.new(async () => Ok(1))).run()).toEqual(ofOk));
  test("of an error", async () => expect(await step(Task.err("e")).run()).toEqual(ofErr));
  test("of an error that comes later", async () =>
    expect(await step(Task.new(async () => Err("e"))).run()).toEqual(ofErr));
});

const panics: [string, (t: Task<number, string>) => Task<unknown, unknown>, "ok" | "err" | "both"][] = [
  ["map", (t) => t.map(boom), "ok"],
  ["map rejecting", (t) => t.map(() => Promise.reject("boom")), "ok"],
  ["flatMap", (t) => t.flatMap(boom), "ok"],
  ["tap", (t) => t.tap(boom), "ok"],
  ["tap rejecting", (t) => t.tap(() => Promise.reject("boom")), "ok"],
  ["mapErr", (t) => t.mapErr(boom), "err"],
  ["orElse", (t) => t.orElse(boom), "err"],
  ["tapErr", (t) => t.tapErr(boom), "err"],
  ["ensure", (t) => t.ensure(boom), "both"],
  ["ensure rejecting", (t) => t.ensure(() => Promise.reject("boom")), "both"],
];

describe.each(panics)("a throw in %s", (_, step, when) => {
  test.each(["ok", "err"] as const)("after %s", async (state) => {
    const source: Task<number, string> = state === "ok" ? Task.ok(1) : Task.err("e");
    const result = await step(source).run();
    if (when === "both" || when === state) {
      expect(result.error).toBeInstanceOf(PanicError);
      expect((result.error as PanicError).cause).toBe("boom");
    } else expect(result).toEqual(state === "ok" ? Ok(1) : Err("e"));
  });
});

test.each([undefined, 1, {}, { _tag: "Task" }, null])(
  "flatMap and orElse that answer %o panic",
  async (answer) => {
    const wrong = () => answer as unknown as Result<number, string>;
    for (const result of [await Task.ok(1).flatMap(wrong).run(), await Task.err(1).orElse(wrong).run()]) {
      expect(result.error).toBeInstanceOf(PanicError);
      expect(String((result.error as unknown as PanicError).cause)).toContain("ML2904");
    }
  },
);

test("a Result of another make is taken by its tag, and comes out as one of ours", async () => {
  const clone = structuredClone({ _tag: "Ok", value: 7 }) as unknown as Result<number, never>;
  const result = await Task.new(() => clone).run();
  expect(result.isOk()).toBe(true);
  expect(result).toEqual(Ok(7));
});

test("a description is not changed by what is derived from it", async () => {
  const base = Task.ok(1);
  const plus = base.map((n) => n + 1);
  const times = base.map((n) => n * 10);
  expect(await Promise.all([base.run(), plus.run(), times.run()])).toEqual([Ok(1), Ok(2), Ok(10)]);
});

test("Task.ok and Task.err without an argument hold undefined", async () => {
  expect(await Task.ok().run()).toEqual(Ok(undefined));
  expect(await Task.err().run()).toEqual(Err(undefined));
});
