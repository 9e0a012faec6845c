/** Everything type-checks: the packages, the type tests, the other tests and the benchmarks. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { execute } from "../seed/projects.ts";

test("tsc -b finds nothing", { timeout: 300_000 }, async () => {
  expect(await execute("tsc", ["-b"], fileURLToPath(new URL("../../", import.meta.url)), 240_000)).toEqual({
    code: 0,
    output: "",
  });
});
