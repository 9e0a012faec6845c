/**
 * The search: programs are generated and compiled in batches, because a ts.Program costs more than the programs in it; a
 * program whose forms disagree is shrunk on its own.
 */
import fc from "fast-check";
import { difference } from "./compare.ts";
import { compilePrograms } from "./compile.ts";
import { program as matches } from "./program.ts";

export interface Findings {
  readonly programs: number;
  readonly sites: number;
  readonly compiled: number;
  /** How often each reason kept a site a call. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly failure:
    | {
        readonly seed: number;
        readonly path: string;
        readonly source: string;
        readonly why: string;
        readonly edited: string | undefined;
        readonly nodes: string | undefined;
      }
    | undefined;
}

export interface SearchOptions {
  readonly seed: number;
  readonly milliseconds: number;
  readonly batch?: number;
  /** What is searched: programs with a match unless told. */
  readonly program?: fc.Arbitrary<string>;
  readonly onBatch?: (programs: number) => void;
}

const fails = async (source: string): Promise<string | undefined> =>
  difference(compilePrograms([source])[0]!);

export async function search({
  seed,
  milliseconds,
  batch = 100,
  program = matches,
  onBatch,
}: SearchOptions): Promise<Findings> {
  const until = performance.now() + milliseconds;
  const reasons = new Map<string, number>();
  let programs = 0;
  let sites = 0;
  let compiled = 0;
  for (let round = seed; performance.now() < until; round++) {
    const sources = fc.sample(program, { seed: round, numRuns: batch });
    for (const [index, one] of compilePrograms(sources).entries()) {
      programs++;
      for (const { outcome } of one.sites) {
        sites++;
        if (outcome.compiled) compiled++;
        else reasons.set(reason(outcome), (reasons.get(reason(outcome)) ?? 0) + 1);
      }
      const why = await difference(one);
      if (why === undefined) continue;
      return {
        programs,
        sites,
        compiled,
        reasons,
        failure: await shrink(program, round, index, one.source, why),
      };
    }
    onBatch?.(programs);
  }
  return { programs, sites, compiled, reasons, failure: undefined };
}

const reason = ({ code, reason: text }: { readonly code: number; readonly reason: string }): string =>
  `ML${code}: ${text.replaceAll(/"[^"]*"/g, '"..."')}`;

async function shrink(
  program: fc.Arbitrary<string>,
  seed: number,
  index: number,
  source: string,
  why: string,
): Promise<NonNullable<Findings["failure"]>> {
  const path = String(index);
  const found = await fc.check(
    fc.asyncProperty(program, async (text) => (await fails(text)) === undefined),
    { seed, path, endOnFailure: false, interruptAfterTimeLimit: 60_000 },
  );
  const smallest = found.counterexample?.[0] ?? source;
  const [one] = compilePrograms([smallest]);
  return {
    seed,
    path: found.counterexamplePath ?? path,
    source: smallest,
    why: (await difference(one!)) ?? why,
    edited: one!.edited,
    nodes: one!.js.nodes,
  };
}
