/** What the checker infers. The assertions run in `tsc`; the tests below exist so that the file is one. */
import {
  createScope,
  createSemaphore,
  Err,
  Ok,
  Option,
  type Result,
  Task,
  type TaskError,
  type TimeoutError,
  whenAborted,
} from "milost";
import { describe, expectTypeOf, test } from "vitest";

declare const flag: boolean;
declare const task: Task<number, "e">;
const never = (): boolean => false;

class TagError extends Error {
  readonly _tag = "TagError";
}

describe("types", () => {
  test("sources", () => {
    expectTypeOf(Task.new(() => (flag ? Ok(1) : Err("e")))).toEqualTypeOf<Task<number, string>>();
    expectTypeOf(Task.new(async () => (never() ? Ok(1) : Err("e" as const)))).toEqualTypeOf<
      Task<number, "e">
    >();
    // Named by hand, value first: a body that could fail is checked against the error that was said.
    expectTypeOf(Task.new<number, "e">(async () => Ok(1))).toEqualTypeOf<Task<number, "e">>();
    expectTypeOf(Task.never<number, "e">()).toEqualTypeOf<Task<number, "e">>();
    expectTypeOf(Task.never()).toEqualTypeOf<Task<never, never>>();
    expectTypeOf(
      Task.new(async (signal) => {
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        if (signal.aborted) return Err(new RangeError());
        if (never()) return Err(2n);
        return Ok([1]);
      }),
    ).toEqualTypeOf<Task<number[], RangeError | bigint>>();
    expectTypeOf(Task.ok(1)).toEqualTypeOf<Task<number, never>>();
    expectTypeOf(Task.ok()).toEqualTypeOf<Task<void, never>>();
    expectTypeOf(Task.err("e")).toEqualTypeOf<Task<never, string>>();
    expectTypeOf(Task.err({ _tag: "Busy", after: 1 })).toEqualTypeOf<
      Task<never, { _tag: "Busy"; after: number }>
    >();
    expectTypeOf(Task.sleep(1)).toEqualTypeOf<Task<void, never>>();
    expectTypeOf(Task.never()).toEqualTypeOf<Task<never, never>>();
    expectTypeOf(Task.try(async () => 1)).toEqualTypeOf<Task<number, unknown>>();
    expectTypeOf(
      Task.try(
        () => 1,
        () => "e" as const,
      ),
    ).toEqualTypeOf<Task<number, "e">>();
    expectTypeOf(Task.fromPromise(Promise.resolve(1))).toEqualTypeOf<Task<number, unknown>>();
    expectTypeOf(Task.fromPromise(async () => 1, String)).toEqualTypeOf<Task<number, string>>();
    expectTypeOf(whenAborted(AbortSignal.abort())).toEqualTypeOf<Task<unknown, never>>();
  });

  test("tagged errors keep their tag, and nothing else of them is narrowed", () => {
    type Refusal =
      | { readonly _tag: "Missing"; readonly id: number }
      | { readonly _tag: "Invalid"; readonly problems: string[] };
    const check = (id: number): Task<string, Refusal> =>
      Task.new(async () => {
        if (id < 0) return Err({ _tag: "Missing", id });
        if (id > 9) return Err({ _tag: "Invalid", problems: ["large"] });
        return Ok("fine");
      });
    const checked = (id: number): Task<string, Refusal> =>
      Task.ok(id).flatMap((n) => (n < 0 ? Err({ _tag: "Missing", id: n }) : check(n)));
    const found = (id: number): Result<string, Refusal> =>
      Ok(id).andThen((n) => (n < 0 ? Err({ _tag: "Missing", id: n }) : Ok("fine")));
    expectTypeOf(Err({ _tag: "Invalid", problems: ["a"] })).toEqualTypeOf<
      Result<never, { _tag: "Invalid"; problems: string[] }>
    >();
    const either = () => Err(flag ? { _tag: "A", n: 1 } : { _tag: "B" });
    expectTypeOf(either).returns.toExtend<Result<never, { _tag: "A"; n: number } | { _tag: "B" }>>();
    expectTypeOf(Err({ _tag: String(1) })).toEqualTypeOf<Result<never, { _tag: string }>>();
    expectTypeOf(Err(new TagError())).toEqualTypeOf<Result<never, TagError>>();
    expectTypeOf(Err<Refusal>({ _tag: "Missing", id: 1 })).toEqualTypeOf<Result<never, Refusal>>();
    expectTypeOf(checked).returns.toEqualTypeOf<Task<string, Refusal>>();
    expectTypeOf(found).returns.toEqualTypeOf<Result<string, Refusal>>();
  });

  test("steps", () => {
    if (never()) {
      expectTypeOf(task.run()).toEqualTypeOf<Promise<Result<number, "e" | TaskError>>>();
      expectTypeOf(task.map((n) => [n])).toEqualTypeOf<Task<number[], "e">>();
      expectTypeOf(task.map(async (n) => [n])).toEqualTypeOf<Task<number[], "e">>();
      expectTypeOf(task.flatMap((n) => Ok(String(n)))).toEqualTypeOf<Task<string, "e">>();
      expectTypeOf(task.flatMap(async () => (flag ? Task.ok(true) : Err(1)))).toEqualTypeOf<
        Task<boolean, "e" | number>
      >();
      expectTypeOf(task.andThen(() => Task.err(1))).toEqualTypeOf<Task<never, "e" | number>>();
      expectTypeOf(task.mapErr(async (e) => e.length)).toEqualTypeOf<Task<number, number>>();
      expectTypeOf(task.orElse(() => Ok("x"))).toEqualTypeOf<Task<number | string, never>>();
      expectTypeOf(task.orElse(() => Task.err(1))).toEqualTypeOf<Task<number, number>>();
      expectTypeOf(task.tap(() => 1)).toEqualTypeOf<Task<number, "e">>();
      expectTypeOf(task.timeout(1)).toEqualTypeOf<Task<number, "e" | TimeoutError>>();
      expectTypeOf(task.retry({ attempts: 1, delay: (_, error: "e") => error.length })).toEqualTypeOf<
        Task<number, "e">
      >();
      expectTypeOf(task.delay(1).ensure(() => {})).toEqualTypeOf<Task<number, "e">>();
      expectTypeOf<Task<1, never>>().toExtend<Task<number, string>>();
      // @ts-expect-error a task is no wider than its error
      const narrowed: Task<number, never> = task;
      // @ts-expect-error a body answers a Result
      Task.new(async () => 1);
      // @ts-expect-error a body keeps to the error that was said
      Task.new<number, "e">(async () => Err("other"));
      // @ts-expect-error a step that goes on answers a Task or a Result
      task.flatMap((n) => n + 1);
      void narrowed;
    }
  });

  test("combinators", () => {
    if (never()) {
      expectTypeOf(Task.all([task, Task.ok("x")])).toEqualTypeOf<Task<[number, string], "e">>();
      expectTypeOf(Task.all([1, 2].map((n) => Task.ok(n)))).toEqualTypeOf<Task<number[], never>>();
      expectTypeOf(Task.all(new Set([task]), { concurrency: 2 })).toEqualTypeOf<Task<number[], "e">>();
      expectTypeOf(Task.all([])).toEqualTypeOf<Task<[], never>>();
      expectTypeOf(Task.allSettled([task, Task.err(1)])).toEqualTypeOf<
        Task<[Result<number, "e" | TaskError>, Result<never, number | TaskError>], never>
      >();
      expectTypeOf(Task.any([task, Task.err(1)])).toEqualTypeOf<Task<number, ("e" | number | TaskError)[]>>();
      expectTypeOf(Task.race([task, Task.ok("x")])).toEqualTypeOf<Task<number | string, "e">>();
      expectTypeOf(createSemaphore(1).withPermit(task)).toEqualTypeOf<Task<number, "e">>();
      expectTypeOf(createScope().run(task)).toEqualTypeOf<Promise<Result<number, "e" | TaskError>>>();
    }
  });

  test("gen", () => {
    expectTypeOf(
      Task.gen(function* (signal) {
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        const a = yield* task;
        expectTypeOf(a).toEqualTypeOf<number>();
        const b = yield* Ok("x") as Result<string, 5>;
        expectTypeOf(b).toEqualTypeOf<string>();
        return [a, b] as const;
      }),
    ).toEqualTypeOf<Task<readonly [number, string], "e" | 5>>();
    // @ts-expect-error an Option has no error to end with
    Task.gen(function* () {
      yield* Option.Some(1);
    });
  });
});
