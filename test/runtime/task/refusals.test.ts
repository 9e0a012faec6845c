/** What is no function where a task needs one is refused where the task is made, not when it runs. */
import { Ok, Task } from "milost";
import { describe, expect, test } from "vitest";

const task = Task.ok(1);

const makers: Record<string, (f: never) => unknown> = {
  "Task.new": (f) => Task.new(f),
  "Task.try": (f) => Task.try(f),
  "Task.try, mapErr": (f) => Task.try(() => 1, f),
  "Task.fromPromise, mapErr": (f) => Task.fromPromise(Promise.resolve(1), f),
  "Task.fromPromise of a function, mapErr": (f) => Task.fromPromise(async () => 1, f),
  "Task.gen": (f) => Task.gen(f),
  map: (f) => task.map(f),
  flatMap: (f) => task.flatMap(f),
  andThen: (f) => task.andThen(f),
  mapErr: (f) => task.mapErr(f),
  orElse: (f) => task.orElse(f),
  tap: (f) => task.tap(f),
  tapErr: (f) => task.tapErr(f),
  ensure: (f) => task.ensure(f),
  "retry, delay": (f) => task.retry({ attempts: 2, delay: f }),
};

describe.each(Object.entries(makers))("%s", (_, make) => {
  // No second argument at all is no mistake.
  const wrong = [null, "text", {}, Promise.resolve(Ok(1)), task];
  test.each(wrong)("refuses %s", (value) => {
    expect(() => make(value as never)).toThrow(TypeError);
    expect(() => make(value as never)).toThrow(/^ML2911: a task is made of functions; .+ is none$/);
  });

  test("takes a function, and calls it in no other way than by a run", () => {
    let calls = 0;
    make((() => calls++) as never);
    expect(calls).toBe(0);
  });
});

test("an undefined body is refused by name of what it is", () => {
  expect(() => Task.new(undefined as never)).toThrow(
    "ML2911: a task is made of functions; undefined is none",
  );
});

test("what a body does stays a panic", async () => {
  const result = await Task.new(() => undefined as never).run();
  expect(result.error).toMatchObject({ _tag: "PanicError", message: expect.stringContaining("ML2904") });
});
