/**
 * A cancel at every await and at every step boundary: whatever the moment, the run settles within its finalizers, takes no
 * further step, and runs exactly the finalizers it entered, from the inside out.
 */
import { CancelledError, Err, Ok, type Result, Task } from "milost";
import { describe, expect, test } from "vitest";
import { turn } from "./support.js";

interface Probe {
  /** Called by all user code; the k-th call cancels. */
  readonly hit: (name: string) => void;
  readonly trace: string[];
}

type Behaviour = "honours" | "ignores" | "synchronous";

/** A body of three steps of its own that stops at its signal, or does not, or awaits nothing. */
const body = (name: string, behaviour: Behaviour, probe: Probe) =>
  Task.new((signal): Result<number, string> | Promise<Result<number, string>> => {
    probe.hit(`${name}:body`);
    if (behaviour === "synchronous") return Ok(1);
    return (async () => {
      for (let i = 0; i < 3; i++) {
        await null;
        if (behaviour === "honours" && signal.aborted) return Err("stopped");
      }
      return Ok(1);
    })();
  });

/** Everything in one: chain, nested answer, all, race, gen, retry, timeout, with finalizers on every level. */
const program = (behaviour: Behaviour, probe: Probe) => {
  const { hit, trace } = probe;
  const part = (name: string) =>
    body(name, behaviour, probe)
      .map((n) => {
        hit(`${name}:map`);
        return n + 1;
      })
      .ensure(async () => {
        trace.push(`end ${name}`);
        await null;
        trace.push(`ended ${name}`);
      });
  return part("a")
    .flatMap(() => {
      hit("flatMap");
      return part("b").tap(() => hit("inner tap"));
    })
    .flatMap(() => Task.all([part("c"), part("d")], { concurrency: 1 }))
    .flatMap(() => Task.race([part("e"), part("f")]))
    .flatMap(() =>
      Task.gen(function* () {
        hit("gen");
        try {
          const one = yield* part("g");
          hit("gen middle");
          // An Ok is answered within the generator: there is no boundary at which the run could see a cancel.
          const two = yield* Ok(one);
          return two;
        } finally {
          trace.push("end gen");
        }
      }),
    )
    .flatMap(() => part("h").timeout(60_000).retry({ attempts: 2 }))
    .tap(async () => {
      hit("tap");
      await null;
    })
    .map(() => {
      hit("last");
      return "done";
    })
    .ensure(() => void trace.push("end all"));
};

const check = (result: Result<string, unknown>, trace: string[], afterCancel: string[]): void => {
  if (result._tag === "Ok") expect(result.value).toBe("done");
  else expect(result.error).toBeInstanceOf(CancelledError);
  // Steps end with the run's cancel; only finalizers follow it.
  expect(afterCancel.filter((entry) => !entry.startsWith("end"))).toEqual([]);
  const entered = trace.filter((entry) => entry.endsWith(":body")).map((entry) => entry.slice(0, -5));
  for (const name of entered) {
    expect(trace.filter((entry) => entry === `end ${name}`)).toHaveLength(1);
    expect(trace.indexOf(`end ${name}`)).toBeGreaterThan(trace.indexOf(`${name}:body`));
    expect(trace.indexOf(`ended ${name}`)).toBeGreaterThan(trace.indexOf(`end ${name}`));
  }
  const ends = trace.filter((entry) => entry.startsWith("end "));
  expect(ends.length).toBe(entered.length + 1 + (trace.includes("gen") ? 1 : 0));
  expect(trace.at(-1)).toBe("end all");
};

describe.each(["honours", "ignores", "synchronous"] as const)(
  "bodies, by their way with the signal: %s",
  (behaviour) => {
    test("is cancelled at every call of user code", async () => {
      let points = 0;
      await program(behaviour, { hit: () => void points++, trace: [] }).run();
      expect(points).toBeGreaterThan(15);
      for (let k = 1; k <= points; k++) {
        let count = 0;
        let at = 0;
        const trace: string[] = [];
        const task: Task<string, unknown> = program(behaviour, {
          trace,
          hit: (name) => {
            trace.push(name);
            if (++count === k) {
              task.cancel(k);
              at = trace.length;
            }
          },
        });
        const result = await task.run();
        expect((result.error as CancelledError).cause).toBe(k);
        await turn();
        check(result, trace, trace.slice(at));
      }
    });

    test("is cancelled after every microtask", async () => {
      for (let k = 0; ; k++) {
        const trace: string[] = [];
        const task = program(behaviour, { trace, hit: (name) => void trace.push(name) });
        let result: Result<string, unknown> | undefined;
        const run = task.run().then((settled) => {
          result = settled;
        });
        for (let i = 0; i < k; i++) await null;
        const finished = result !== undefined;
        const at = trace.length;
        task.cancel(k);
        if (!finished) {
          // Two finalizers of a few microtasks each, nested at most three deep, and nothing else.
          for (let i = 0; i < 30; i++) await null;
          expect(result).toBeDefined();
        }
        await run;
        await turn();
        check(result!, trace, trace.slice(at));
        if (finished) break;
        expect(k).toBeLessThan(300);
      }
    });
  },
);
