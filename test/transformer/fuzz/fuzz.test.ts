/**
 * A bounded search on every run, from a new seed each time (in CI from a fixed one: a change is judged by what it does, not by
 * luck); `npm run fuzz` goes on for as long as it is told. A finding prints
 * the seed and the smallest program; it is mended together with a fixture of its own.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { difference, trace } from "./compare.ts";
import { compilePrograms } from "./compile.ts";
import { program } from "./program.ts";
import { search } from "./search.ts";

const SEARCH_MS = 15_000;

it("compiled programs behave like uncompiled ones", { timeout: 240_000 }, async () => {
  const seed = Number(process.env.FUZZ_SEED ?? (process.env.CI ? 1 : Math.floor(Math.random() * 2 ** 30)));
  console.log(`FUZZ_SEED=${seed}`);
  const found = await search({ seed, milliseconds: SEARCH_MS, batch: 40 });
  console.log(`${found.programs} programs, ${found.compiled} of ${found.sites} matches compiled`);
  const { failure } = found;
  expect(
    failure && `seed ${failure.seed}, path ${failure.path}: ${failure.why}\n${failure.source}`,
  ).toBeUndefined();
  expect(found.sites).toBeGreaterThanOrEqual(found.programs);
  // The search is worth something only as long as what it generates is compiled.
  expect(found.compiled / found.sites).toBeGreaterThan(0.6);
});

it("generated programs have no type errors, log something, and are seen to differ when they do", {
  timeout: 120_000,
}, async () => {
  const programs = compilePrograms(fc.sample(program, { seed: 11, numRuns: 40 }), { typeErrors: true });
  expect(programs.flatMap(({ typeErrors }) => typeErrors)).toEqual([]);
  for (const { js } of programs) expect((await trace(js.untransformed)).length).toBeGreaterThan(4);
  const [one] = programs;
  const broken = {
    ...one!,
    js: { ...one!.js, edits: one!.js.edits.replace("log = sink;", 'log = sink; log("more");') },
  };
  expect(await difference(broken)).toContain("edits differs at line 1");
});
