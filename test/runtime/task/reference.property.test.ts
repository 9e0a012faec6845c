/**
 * Random programs against a reference: an interpreter of a few lines per construct, in plain async functions, that knows no
 * cancel. What it answers for values, errors and panics, and the order of what happened, must be what Task answers.
 */

import fc from "fast-check";
import { CancelledError, Err, Ok, PanicError, type Result, Task } from "milost";
import { describe, expect, test } from "vitest";

/** More of them for a long search: `FUZZ_RUNS=100000`. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500);

/** What a callback does: answers a value, now or later, or throws, or rejects. */
type Doing = { readonly does: "answers" | "awaits" | "throws" | "rejects"; readonly id: number };

type Program =
  | { readonly kind: "source"; readonly ok: boolean; readonly doing: Doing }
  | {
      readonly kind: "map" | "mapErr" | "tap" | "tapErr" | "ensure";
      readonly of: Program;
      readonly doing: Doing;
    }
  | {
      readonly kind: "flatMap" | "orElse";
      readonly of: Program;
      readonly to: Program;
      readonly doing: Doing;
      /** Whether the callback answers the task itself, or awaits its run and answers the Result. */
      readonly answers: "task" | "result";
    }
  | { readonly kind: "all" | "gen"; readonly parts: readonly Program[] }
  | { readonly kind: "retry"; readonly of: Program; readonly attempts: number }
  | { readonly kind: "timeout" | "delay"; readonly of: Program };

const doing = fc.record({
  does: fc.oneof(
    { weight: 5, arbitrary: fc.constant("answers" as const) },
    { weight: 3, arbitrary: fc.constant("awaits" as const) },
    { weight: 1, arbitrary: fc.constantFrom("throws" as const, "rejects" as const) },
  ),
  id: fc.integer({ min: 0, max: 999 }),
});

const { program } = fc.letrec<{ program: Program }>((tie) => ({
  program: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ kind: fc.constant("source" as const), ok: fc.boolean(), doing }),
    fc.record({
      kind: fc.constantFrom(
        "map" as const,
        "mapErr" as const,
        "tap" as const,
        "tapErr" as const,
        "ensure" as const,
      ),
      of: tie("program"),
      doing,
    }),
    fc.record({
      kind: fc.constantFrom("flatMap" as const, "orElse" as const),
      of: tie("program"),
      to: tie("program"),
      doing,
      answers: fc.constantFrom("task" as const, "result" as const),
    }),
    fc.record({
      kind: fc.constantFrom("all" as const, "gen" as const),
      parts: fc.array(tie("program"), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant("retry" as const),
      of: tie("program"),
      attempts: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constantFrom("timeout" as const, "delay" as const), of: tie("program") }),
  ),
}));

type Trace = (entry: string) => void;

const act = <T>({ does, id }: Doing, trace: Trace, name: string, value: T): T | Promise<T> => {
  trace(`${name} ${id}`);
  if (does === "throws") throw `thrown ${id}`;
  if (does === "rejects") return Promise.reject(`rejected ${id}`);
  if (does === "answers") return value;
  return (async () => {
    await null;
    trace(`${name} ${id} later`);
    return value;
  })();
};

/** All programs are one at a time, `all` included: only then has the trace one order. */
const build = (p: Program, trace: Trace): Task<unknown, unknown> => {
  switch (p.kind) {
    case "source":
      return Task.new(() =>
        act<Result<unknown, unknown>>(p.doing, trace, "source", p.ok ? Ok(p.doing.id) : Err(p.doing.id)),
      );
    case "map":
    case "mapErr":
      return build(p.of, trace)[p.kind]((x) => act(p.doing, trace, p.kind, [x]));
    case "tap":
    case "tapErr":
      return build(p.of, trace)[p.kind]((x) => act(p.doing, trace, p.kind, x));
    case "ensure":
      return build(p.of, trace).ensure(() => act(p.doing, trace, "ensure", undefined));
    case "flatMap":
    case "orElse":
      return build(p.of, trace)[p.kind](
        (x): Promise<Task<unknown, unknown> | Result<unknown, unknown>> | Task<unknown, unknown> => {
          const done = act(p.doing, trace, p.kind, x);
          const to = build(p.to, trace);
          if (p.answers === "result") return Promise.resolve(done).then(() => to.run());
          return done instanceof Promise ? done.then(() => to) : to;
        },
      );
    case "all":
      return Task.all(
        p.parts.map((part) => build(part, trace)),
        { concurrency: 1 },
      );
    case "gen":
      return Task.gen(function* () {
        const values: unknown[] = [];
        try {
          for (const part of p.parts) values.push(yield* build(part, trace));
        } finally {
          trace("finally");
        }
        return values;
      });
    case "retry":
      return build(p.of, trace).retry({ attempts: p.attempts });
    case "timeout":
      return build(p.of, trace).timeout(1e9);
    case "delay":
      return build(p.of, trace).delay(0);
  }
};

type Reference = { readonly state: "ok" | "err" | "panic"; readonly value: unknown };

const guarded = async (work: () => unknown, then: (value: unknown) => Reference): Promise<Reference> => {
  try {
    return then(await work());
  } catch (thrown) {
    return { state: "panic", value: thrown };
  }
};

const refer = async (p: Program, trace: Trace): Promise<Reference> => {
  switch (p.kind) {
    case "source":
      return guarded(
        () => act(p.doing, trace, "source", p.doing.id),
        (value) => ({ state: p.ok ? "ok" : "err", value }),
      );
    case "map":
    case "mapErr": {
      const before = await refer(p.of, trace);
      if (before.state !== (p.kind === "map" ? "ok" : "err")) return before;
      return guarded(
        () => act(p.doing, trace, p.kind, [before.value]),
        (value) => ({ ...before, value }),
      );
    }
    case "tap":
    case "tapErr": {
      const before = await refer(p.of, trace);
      if (before.state !== (p.kind === "tap" ? "ok" : "err")) return before;
      return guarded(
        () => act(p.doing, trace, p.kind, 0),
        () => before,
      );
    }
    case "ensure": {
      const before = await refer(p.of, trace);
      return guarded(
        () => act(p.doing, trace, "ensure", 0),
        () => before,
      );
    }
    case "flatMap":
    case "orElse": {
      const before = await refer(p.of, trace);
      if (before.state !== (p.kind === "flatMap" ? "ok" : "err")) return before;
      const called = await guarded(
        () => act(p.doing, trace, p.kind, 0),
        () => before,
      );
      if (called.state === "panic") return called;
      const after = await refer(p.to, trace);
      // The Result of an inner run, handed on by user code, has its panic as a plain error.
      if (p.answers === "result" && after.state === "panic")
        return { state: "err", value: { cause: after.value } };
      return after;
    }
    case "all":
    case "gen": {
      const values: unknown[] = [];
      let end: Reference | undefined;
      for (const part of p.parts) {
        const one = await refer(part, trace);
        if (one.state === "ok") values.push(one.value);
        else {
          end = one;
          break;
        }
      }
      if (p.kind === "gen") trace("finally");
      return end ?? { state: "ok", value: values };
    }
    case "retry":
      for (let attempt = 1; ; attempt++) {
        const one = await refer(p.of, trace);
        if (one.state !== "err" || attempt === p.attempts) return one;
      }
    case "timeout":
    case "delay":
      return refer(p.of, trace);
  }
};

/** Panic errors by their cause, wherever they stand. */
const plain = (value: unknown): unknown => {
  if (value instanceof PanicError) return { cause: plain(value.cause) };
  return Array.isArray(value) ? value.map(plain) : value;
};

const outcome = (result: Result<unknown, unknown>): unknown =>
  result._tag === "Ok" ? { ok: plain(result.value) } : { err: plain(result.error) };

const expected = ({ state, value }: Reference): unknown => {
  if (state === "ok") return { ok: plain(value) };
  return { err: state === "panic" ? { cause: value } : plain(value) };
};

describe("random programs", () => {
  test("give what the reference gives, in the same order, run after run", async () => {
    await fc.assert(
      fc.asyncProperty(program, async (p) => {
        const reference: string[] = [];
        const wanted = expected(await refer(p, (entry) => reference.push(entry)));
        let trace: string[] = [];
        const task = build(p, (entry) => trace.push(entry));
        for (let run = 0; run < 2; run++) {
          trace = [];
          expect(outcome(await task.run())).toEqual(wanted);
          expect(trace).toEqual(reference);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("cancelled at a random moment, take no further step and run the finalizers they entered", async () => {
    await fc.assert(
      fc.asyncProperty(program, fc.nat({ max: 40 }), async (p, moment) => {
        const reference: string[] = [];
        await refer(p, (entry) => reference.push(entry));
        const trace: string[] = [];
        const task = build(p, (entry) => trace.push(entry));
        const running = task.run();
        for (let i = 0; i < moment; i++) await null;
        const before = trace.length;
        task.cancel("moment");
        const result = await running;
        const kept = trace.filter((entry) => !/^(ensure|finally)/.test(entry) && !entry.endsWith("later"));
        const wanted = reference.filter(
          (entry) => !/^(ensure|finally)/.test(entry) && !entry.endsWith("later"),
        );
        // Never anything that the whole run would not have done, nor in another order.
        expect(wanted.slice(0, kept.length)).toEqual(kept);
        const { error } = result;
        if (error instanceof CancelledError) {
          expect(error.cause).toBe("moment");
          if (!hasInner(p)) {
            const after = trace.slice(before).filter((entry) => !/^(ensure|finally)/.test(entry));
            expect(after.filter((entry) => !entry.endsWith("later"))).toEqual([]);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** Whether the program runs a task from within a callback: the run of its own that this is goes on after a cancel. */
const hasInner = (p: Program): boolean => {
  switch (p.kind) {
    case "source":
      return false;
    case "flatMap":
    case "orElse":
      return p.answers === "result" || hasInner(p.of) || hasInner(p.to);
    case "all":
    case "gen":
      return p.parts.some(hasInner);
    default:
      return hasInner(p.of);
  }
};
