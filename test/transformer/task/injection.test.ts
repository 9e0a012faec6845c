/**
 * A cancel at every line and at every rest of every shape, untransformed and compiled, with bodies that honour their signal,
 * ignore it, or do not wait: the run takes no further step, settles as soon as its finalizers are done, and these are
 * exactly those of what was entered, from the inside out. What cancelled runs leave behind is nothing.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CancelledError, type Result, type Task } from "milost";
import { afterAll, describe, expect, test, vi } from "vitest";
import { compileText, load, variants } from "./support/compile.ts";
import { shapes } from "./support/shapes.ts";
import { World } from "./support/world.ts";

type Pass = (signal: AbortSignal) => Promise<void> | undefined;
type Make = (log: (line: string) => void, pass: Pass, turn: World["turn"]) => Task<unknown, unknown>;

const names = ["chain", "body", "attempts", "yielded", "cleaning", "together"] as const;
const compiled = compileText("injection", shapes);

const behaviours: Readonly<Record<string, (world: World) => Pass>> = {
  honours: (world) => (signal) =>
    Promise.race([
      world.turn(),
      new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
    ]),
  ignores:
    ({ turn }) =>
    async () => {
      for (let i = 0; i < 4; i++) await turn();
    },
  synchronous: () => () => undefined,
};

interface Seen {
  readonly lines: readonly string[];
  /** How many lines there were when the run was cancelled. */
  readonly at: number | undefined;
  readonly settledAfter: number;
  readonly result: Result<unknown, unknown>;
}

/** @param line the number of the line that cancels; @param rest the time at whose end it is cancelled. */
async function observe(
  make: Make,
  behaviour: string,
  { line, rest }: { readonly line?: number; readonly rest?: number },
): Promise<Seen> {
  const world = new World();
  const lines: string[] = [];
  let at: number | undefined;
  let [cancelledAt, settledAt] = [0, 0];
  const cancel = (): void => {
    at = lines.length;
    cancelledAt = world.now;
    task.cancel("stop");
  };
  const task = make(
    (text) => {
      lines.push(text);
      if (lines.length === line) cancel();
    },
    behaviours[behaviour]!(world),
    world.turn,
  );
  let result: Result<unknown, unknown> | undefined;
  const run = task.run().then((settled) => {
    result = settled;
    settledAt = world.now;
  });
  await world.run(() => {
    if (world.now === rest && result === undefined) cancel();
  });
  await run;
  const before = lines.length;
  if (at !== undefined) expect((await task.run())._tag).toBe("Err");
  expect(lines.length).toBe(before);
  return { lines, at, settledAfter: settledAt - cancelledAt, result: result! };
}

const opened = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith("open ")).map((line) => line.slice(5));
const closed = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith("close ") && line !== "close nothing").map((line) => line.slice(6));

function check({ lines, at, settledAfter, result }: Seen, isSideBySide: boolean): void {
  if (at === undefined) {
    expect(result._tag).toBe("Ok");
    return;
  }
  const after = lines.slice(at);
  expect(after.filter((line) => line.startsWith("step ") || line.startsWith("open "))).toEqual([]);
  expect(result.error).toBeInstanceOf(CancelledError);
  expect((result.error as CancelledError).cause).toBe("stop");
  // One finalizer for each part that was entered, and what was entered last is over first.
  expect([...closed(lines)].sort()).toEqual([...opened(lines)].sort());
  const left = opened(lines.slice(0, at)).filter((name) => !closed(lines.slice(0, at)).includes(name));
  if (!isSideBySide) expect(closed(after)).toEqual(left.reverse());
  // A finalizer takes a turn, one after the other; nothing else is waited for.
  expect(settledAfter).toBeLessThanOrEqual(closed(after).length);
}

afterAll(() => void vi.useRealTimers());

test("every shape compiles", () => {
  expect(compiled.typeErrors).toEqual([]);
  expect(compiled.uncompiled).toEqual([]);
});

describe.each(Object.keys(behaviours))("bodies, by their way with the signal: %s", (behaviour) => {
  test.each(names)("%s", async (name) => {
    const seen: Record<string, Seen[]> = {};
    for (const variant of variants) {
      const make = ((await load("injection", variant, compiled)) as Record<string, Make>)[name]!;
      seen[variant] = [];
      for (const moment of ["line", "rest"] as const) {
        for (let k = moment === "line" ? 1 : 0; ; k++) {
          const each = await observe(make, behaviour, { [moment]: k });
          seen[variant].push(each);
          check(each, name === "together");
          if (each.at === undefined) break;
          expect(k).toBeLessThan(100);
        }
      }
    }
    const told = (variant: string): unknown =>
      seen[variant]!.map(({ lines, at, settledAfter }) => ({
        // A body that is no longer waited for goes on beside the finalizers.
        bodies: lines.filter((line) => line.startsWith("body ")),
        lines: name === "together" ? [...lines].sort() : lines.filter((line) => !line.startsWith("body ")),
        at,
        settledAfter,
      }));
    for (const variant of ["nodes", "edits"]) expect(told(variant)).toEqual(told("untransformed"));
  });
});

const program = fileURLToPath(new URL(".work/", import.meta.url));

test.each(names)("cancelled runs of %s leave nothing behind", { timeout: 60_000 }, async (name) => {
  for (const variant of ["nodes", "edits"] as const) {
    await load("injection", variant, compiled);
    const steps = 30_000;
    const script = `
import { ${name} as make } from ${JSON.stringify(join(program, `injection.${variant}.mjs`))};
const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const log = () => {};
const forever = () => new Promise(() => {});
const many = async (count) => {
  for (let done = 0; done < count; done += 500) {
    const all = [];
    for (let i = 0; i < 500; i++) {
      const task = make(log, forever, turn);
      all.push(task.run());
      task.cancel();
    }
    for (const result of await Promise.all(all)) if (result._tag !== "Err") throw new Error("not cancelled");
    await turn();
  }
};
await many(${steps / 5});
const before = heap();
await many(${steps});
console.log((heap() - before) / ${steps});
process.exit(0);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--expose-gc", "--input-type=module", "--no-warnings", "-e", script],
      { cwd: import.meta.dirname, timeout: 50_000 },
    );
    // One object kept by each run is more; tables of the engine that grow once are a third of it.
    expect(Number(stdout)).toBeLessThan(24);
  }
});
