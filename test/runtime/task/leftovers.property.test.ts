/**
 * Whatever random tasks do, and wherever they are cancelled: `run` never rejects, no rejection goes unhandled, no listener stays
 * on the user's signal, no permit is lost, and bodies that reject long after their run is over are heard by nobody.
 */
import { getEventListeners } from "node:events";
import fc from "fast-check";
import { createScope, createSemaphore, Err, Ok, type Result, type Semaphore, Task } from "milost";
import { afterAll, beforeAll, expect, test } from "vitest";
import { turn } from "./support.js";

const unhandled: unknown[] = [];
const hear = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", hear));
afterAll(() => void process.off("unhandledRejection", hear));

const ENDS = [
  "ok",
  "err",
  "throw",
  "reject",
  "late ok",
  "late reject",
  "later reject",
  "never",
  "thenable",
] as const;
type End = (typeof ENDS)[number];

type Tree =
  | {
      readonly kind: "body" | "try" | "promise" | "finalizer" | "step";
      readonly end: End;
      readonly of?: Tree;
    }
  | {
      readonly kind: "all" | "allSettled" | "any" | "race" | "gen";
      readonly parts: readonly Tree[];
      readonly limit: number;
    }
  | { readonly kind: "retry" | "timeout" | "delay" | "permit" | "sleep"; readonly of: Tree };

const end = fc.constantFrom(...ENDS);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.record({ kind: fc.constantFrom("body", "try", "promise"), end }),
    fc.record({ kind: fc.constantFrom("finalizer", "step"), end, of: tie("tree") }),
    fc.record({
      kind: fc.constantFrom("all", "allSettled", "any", "race", "gen"),
      parts: fc.array(tie("tree"), { maxLength: 4 }),
      limit: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom("retry", "timeout", "delay", "permit", "sleep"),
      of: tie("tree"),
    }),
  ) as fc.Arbitrary<Tree>,
}));

/** Promises that settle only when the program is long over. */
let later: (() => void)[] = [];

const ending = (how: End): Result<number, string> | PromiseLike<Result<number, string>> => {
  switch (how) {
    case "ok":
      return Ok(1);
    case "err":
      return Err("err");
    case "throw":
      throw new Error("thrown");
    case "reject":
      return Promise.reject(new Error("rejected"));
    case "late ok":
      return turn().then(() => Ok(1));
    case "late reject":
      return turn().then(() => Promise.reject(new Error("rejected late")));
    case "later reject":
      return new Promise((_, reject) => later.push(() => reject(new Error("rejected later"))));
    case "never":
      return new Promise(() => {});
    case "thenable":
      return {
        then: (_: unknown, reject?: ((reason: unknown) => unknown) | null) => reject?.("thenable"),
      } as PromiseLike<never>;
  }
};

/** Finalizers are awaited: they end. */
const finalizing = (how: End): unknown =>
  how === "never" || how === "later reject" ? undefined : ending(how);

const build = (of: Tree, semaphore: Semaphore): Task<unknown, unknown> => {
  switch (of.kind) {
    case "body":
      return Task.new(() => ending(of.end));
    case "try":
      return Task.try(() => ending(of.end));
    case "promise":
      return of.end === "throw" ? Task.err("no promise") : Task.fromPromise(Promise.resolve(ending(of.end)));
    case "finalizer":
      return build(of.of!, semaphore).ensure(() => finalizing(of.end));
    case "step":
      return build(of.of!, semaphore).flatMap(() => ending(of.end));
    case "race":
      return Task.race(of.parts.map((part) => build(part, semaphore)));
    case "gen": {
      const parts = of.parts.map((part) => build(part, semaphore));
      return Task.gen(function* () {
        try {
          for (const part of parts) yield* part;
        } finally {
          yield* Task.try(() => finalizing("late reject"));
        }
        return 1;
      });
    }
    case "all":
    case "allSettled":
    case "any": {
      // One signature for the three: a union of overloaded functions cannot be called.
      const join: (
        tasks: Task<unknown, unknown>[],
        options: { concurrency: number },
      ) => Task<unknown, unknown> = Task[of.kind];
      return join(
        of.parts.map((part) => build(part, semaphore)),
        { concurrency: of.limit },
      );
    }
    case "retry":
      return build(of.of, semaphore).retry({ attempts: 2, delay: 1 });
    case "timeout":
      return build(of.of, semaphore).timeout(2);
    case "delay":
      return build(of.of, semaphore).delay(1);
    case "permit":
      return semaphore.withPermit(build(of.of, semaphore));
    case "sleep":
      return Task.sleep(1).flatMap(() => build(of.of, semaphore));
  }
};

const HOW = ["task", "signal", "scope"] as const;

test("random tasks, cancelled anywhere, leave nothing behind", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.constantFrom(...HOW), fc.nat({ max: 6 }), async (program, how, moment) => {
      later = [];
      const semaphore = createSemaphore(2);
      const controller = new AbortController();
      const { signal } = controller;
      const task = build(program, semaphore);
      const outcome = how === "scope" ? createScope({ signal }).run(task) : task.run({ signal });
      for (let i = 0; i < moment; i++) await turn();
      if (how === "task") task.cancel("enough");
      else controller.abort("enough");
      expect((await outcome)._tag).toMatch(/^(Ok|Err)$/);
      for (const settle of later) settle();
      for (let i = 0; i < 3; i++) await turn();
      expect(semaphore).toMatchObject({ available: 2, waiting: 0 });
      // A scope listens until it is disposed of, which waits for bodies; some of these never end.
      if (how !== "scope") expect(getEventListeners(signal, "abort")).toEqual([]);
      expect(unhandled).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
