/**
 * Random chains, untransformed and through both back-ends: what they log, give, throw and do when they are cancelled at any
 * turn must be the same. `MILOST_FUZZ_SEED` repeats a failure, `MILOST_FUZZ_MINUTES` goes on for longer. In CI the seed is fixed, so that
 * a change is judged by what it does and not by luck.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileText, load, type Variant, variants } from "./support/compile.ts";
import { moduleOf, randomChain } from "./support/random-chain.ts";

const seed = Number(
  process.env.MILOST_FUZZ_SEED ?? (process.env.CI ? 1 : Math.floor(Math.random() * 2 ** 31)),
);
const minutes = Number(process.env["MILOST_FUZZ_MINUTES"] ?? 0);
const chainsPerModule = 40;

type Log = (...values: unknown[]) => void;
interface AnyTask {
  run(): Promise<unknown>;
  cancel(reason?: unknown): void;
}
type Chains = Readonly<Record<string, (log: Log, n: number) => unknown>>;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function show(value: unknown): string {
  if (Array.isArray(value)) return value.map(show).join(", ");
  if (value instanceof Error)
    return `${value.name}(${value.cause === undefined ? "" : show(value.cause)}) ${value.message}`;
  const {
    _tag,
    value: payload,
    error,
  } = (value ?? {}) as { _tag?: string; value?: unknown; error?: unknown };
  return _tag === undefined ? String(value) : `${_tag}(${show(_tag === "Ok" ? payload : error)})`;
}

/** What one use of a chain does, line by line. */
async function trace(use: (log: Log) => unknown): Promise<string[]> {
  const lines: string[] = [];
  const log: Log = (...values) => {
    lines.push(values.map(show).join(" "));
  };
  try {
    log("gives", await use(log));
  } catch (thrown) {
    log("throws", thrown);
  }
  return lines;
}

/**
 * Cancels at the line numbered `at`, from inside the very code that says it: when that is does not depend on how many
 * microtasks the code before took. Finalizers may run beside a body that ignores its cancel, so their lines stand apart.
 */
async function cancelled(make: (log: Log) => AnyTask, at: number): Promise<Record<string, unknown>> {
  const steps: string[] = [];
  const finalizers: string[] = [];
  let count = 0;
  let turns = 0;
  let isRunning = false;
  let turnsAtCancel: number | undefined;
  const task = make((...values) => {
    const line = values.map(show).join(" ");
    (/^[fg]\d/.test(line) ? finalizers : steps).push(line);
    if (!isRunning || ++count !== at) return;
    turnsAtCancel = turns;
    task.cancel("stop");
  });
  let settledAfter: number | undefined;
  isRunning = true;
  const run = task.run().then((result) => {
    if (turnsAtCancel !== undefined) settledAfter = turns - turnsAtCancel;
    return show(result);
  });
  for (turns = 0; turns < 25; turns++) await turn();
  const linesOfFirst = count;
  const first = await run;
  const again = show(await task.run());
  for (let i = 0; i < 25; i++) await turn();
  // Finalizers take a turn each; when within a turn they start depends on microtasks.
  const isPrompt = settledAfter === undefined || settledAfter <= finalizers.length + 1;
  return { steps, finalizers, first, again, isPrompt, linesOfFirst };
}

async function traces(chains: Chains, index: number): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const n of [0, 3]) {
    for (const use of ["direct", "bound", "inline"]) {
      found[`${use}(${n})`] = await trace((log) => chains[`${use}${index}`]!(log, n));
    }
    const task = (log: Log): AnyTask => chains[`escaping${index}`]!(log, n) as AnyTask;
    found[`escaping(${n})`] = await trace((log) => task(log).run());
    for (let at = 1; at <= 8; at++) found[`cancelled(${n}) at ${at}`] = await cancelled(task, at);
  }
  return found;
}

const unhandled: unknown[] = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

async function compare(name: string, chains: readonly string[]): Promise<void> {
  const compiled = compileText(name, moduleOf(chains));
  expect(compiled.typeErrors).toEqual([]);
  const modules = {} as Record<Variant, Chains>;
  for (const variant of variants) modules[variant] = (await load(name, variant, compiled)) as Chains;
  for (const [index, code] of chains.entries()) {
    const expected = await traces(modules.untransformed, index);
    for (const variant of ["nodes", "edits"] as const) {
      const seen = await traces(modules[variant], index);
      expect(seen, `${variant} of chain ${index} (MILOST_FUZZ_SEED=${seed}):\n${code}`).toEqual(expected);
    }
  }
  expect(unhandled).toEqual([]);
}

test(`random chains behave as uncompiled (seed ${seed})`, {
  timeout: 120_000 + minutes * 60_000,
}, async () => {
  const end = performance.now() + minutes * 60_000;
  let round = 0;
  do {
    const chains = fc.sample(randomChain, { seed: seed + round, numRuns: chainsPerModule });
    await compare(`fuzz-${seed}-${round}`, chains);
    round++;
  } while (performance.now() < end);
});
