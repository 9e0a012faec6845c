/**
 * Random pipelines of stages that receive, untransformed and through both back-ends: what each stage sees must be the same.
 * `FUZZ_SEED` repeats a failure; in CI the seed is fixed, so that a change is judged by what it does and not by luck.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { difference, trace } from "../fuzz/compare.ts";
import { compilePrograms } from "../fuzz/compile.ts";
import { search } from "../fuzz/search.ts";
import { program } from "./program.ts";

const SEARCH_MS = 15_000;

it("compiled pipelines see what uncompiled ones see", { timeout: 240_000 }, async () => {
  const seed = Number(process.env.FUZZ_SEED ?? (process.env.CI ? 1 : Math.floor(Math.random() * 2 ** 30)));
  console.log(`FUZZ_SEED=${seed}`);
  const found = await search({ seed, milliseconds: SEARCH_MS, batch: 40, program });
  console.log(`${found.programs} programs, ${found.compiled} of ${found.sites} sites compiled`);
  const { failure } = found;
  expect(
    failure &&
      `seed ${failure.seed}, path ${failure.path}: ${failure.why}\n${failure.source}\n${failure.edited}`,
  ).toBeUndefined();
  // The sink's loop is one of them.
  expect(found.sites).toBeGreaterThan(found.programs);
  expect(found.compiled / found.sites).toBeGreaterThan(0.8);
});

it("generated programs have no type errors, end, and are seen to differ when they do", {
  timeout: 120_000,
}, async () => {
  const programs = compilePrograms(fc.sample(program, { seed: 7, numRuns: 40 }), { typeErrors: true });
  expect(programs.flatMap(({ typeErrors }) => typeErrors)).toEqual([]);
  for (const { js } of programs) expect((await trace(js.untransformed))[0]).toBe("ended");
  const [one] = programs;
  const broken = { ...one!, js: { ...one!.js, edits: one!.js.edits.replaceAll('"closed"', '"shut"') } };
  expect(await difference(broken)).toContain("edits differs at line");
});
