/**
 * Random chains, untransformed and through both back-ends: what they log, give, throw and do when they are cancelled at any
 * line and at any rest must be the same, and so must how soon they settle then. `MILOST_FUZZ_SEED` repeats a failure,
 * `MILOST_FUZZ_MINUTES` goes on for longer. In CI the seed is fixed, so that a change is judged by what it does and not by luck.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";
import { compileText, load, type Variant, variants } from "./support/compile.ts";
import {
  type AnyTask,
  type Comparable,
  cancelled,
  cancelledTwice,
  type Log,
  type Moment,
  moments,
  type Subject,
  trace,
} from "./support/observe.ts";
import { moduleOf, randomChain, usesOf } from "./support/random-chain.ts";

const seed = Number(
  process.env.MILOST_FUZZ_SEED ?? (process.env.CI ? 1 : Math.floor(Math.random() * 2 ** 31)),
);
const minutes = Number(process.env.MILOST_FUZZ_MINUTES ?? 0);
const chainsPerModule = 30;
const now = performance.now.bind(performance);

afterAll(() => void vi.useRealTimers());

/** The moments to cancel at, spread over the whole run. */
function chosen({ places, rests }: { places: readonly string[]; rests: number }): Moment[] {
  const some = (count: number, most: number): number[] =>
    count <= most
      ? [...Array(count).keys()]
      : Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
  return [
    ...some(places.length, 6).map((index): Moment => ({ kind: "line", place: places[index]! })),
    ...some(rests + 1, 5).map((at): Moment => ({ kind: "rest", at })),
  ];
}

/** The uses that run one task several times at once. */
const severally: Readonly<Record<string, Comparable>> = {
  twice: "mixed",
  shared: "mixed",
  together: "outcome",
};

async function observations(
  subject: Subject,
  at: readonly (readonly Moment[])[],
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [index, n] of [0, 3].entries()) {
    for (const [use, start] of Object.entries(subject.uses))
      found[`${use}(${n})`] = await trace(
        subject,
        (log) => (use === "escaping" ? (start(log, n) as AnyTask).run() : start(log, n)),
        severally[use],
      );
    for (const rest of [1, 2, 5])
      found[`two runs of (${n}), cancelled at rest ${rest}`] = await cancelledTwice(
        subject,
        taskOf(subject, n),
        rest,
      );
    for (const [number, moment] of at[index]!.entries()) {
      const means = number % 3 === 2 ? "signal" : "task";
      const where = moment.kind === "line" ? `the line ${moment.place}` : `rest ${moment.at}`;
      found[`cancelled(${n}) by ${means} at ${where}`] = await cancelled(
        subject,
        taskOf(subject, n),
        moment,
        means,
      );
    }
  }
  return found;
}

const taskOf =
  ({ uses }: Subject, n: number) =>
  (log: Log): AnyTask =>
    uses.escaping!(log, n) as AnyTask;

const unhandled: unknown[] = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

async function compare(name: string, chains: readonly ReturnType<typeof usesOf>[]): Promise<void> {
  const compiled = compileText(name, moduleOf(chains));
  expect(compiled.typeErrors).toEqual([]);
  const modules = {} as Record<Variant, Record<string, unknown>>;
  for (const variant of variants)
    modules[variant] = (await load(name, variant, compiled)) as Record<string, unknown>;
  const subjectOf = (variant: Variant, index: number): Subject => ({
    enter: modules[variant].enter as Subject["enter"],
    uses: modules[variant][`chain${index}`] as Subject["uses"],
  });
  for (const [index, { escaping }] of chains.entries()) {
    const original = subjectOf("untransformed", index);
    const at: Moment[][] = [];
    for (const n of [0, 3]) at.push(chosen(await moments(original, taskOf(original, n))));
    const expected = await observations(original, at);
    for (const variant of ["nodes", "edits"] as const) {
      const seen = await observations(subjectOf(variant, index), at);
      for (const [what, outcome] of Object.entries(expected)) {
        // `expect` is for telling the difference where there is one.
        if (isDeepStrictEqual(seen[what], outcome)) continue;
        const where = `${variant} of chain ${index}, ${what} (MILOST_FUZZ_SEED=${seed}, ${name})`;
        expect(seen[what], `${where}:\n${escaping}`).toStrictEqual(outcome);
      }
    }
  }
  expect(unhandled).toEqual([]);
}

test(`random chains behave as uncompiled (seed ${seed})`, {
  timeout: 900_000 + minutes * 60_000,
}, async () => {
  const end = now() + minutes * 60_000;
  let round = 0;
  do {
    const chains = fc.sample(randomChain, { seed: seed + round, numRuns: chainsPerModule });
    await compare(`fuzz-${process.pid}-${seed}-${round}`, chains.map(usesOf));
    round++;
  } while (now() < end);
});
