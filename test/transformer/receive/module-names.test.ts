/** In CommonJS TypeScript names modules by itself: no temporary may stand in front of such a name. */
import { expect, it } from "vitest";
import { difference } from "../fuzz/compare.ts";
import { compilePrograms } from "../fuzz/compile.ts";

it("a temporary does not hide the module that an import comes from", async () => {
  const [program] = compilePrograms([
    `import { createChannel as create } from "milost";
const milost = "own";
export default async function main(log: (...values: unknown[]) => void): Promise<void> {
  const [tx, rx] = await create<{ n: number }>(4);
  for (const value of [1, 2]) await tx.send({ n: value });
  tx.close();
  for await (const { n } of rx) {
    const [, other] = await create<number>(4);
    log(milost, n, other.length);
  }
}
`,
  ]);
  expect(program?.sites.filter(({ outcome }) => outcome.compiled).length).toBe(2);
  expect(program?.js.nodes).toContain('const milost_1 = require("milost")');
  expect(program?.js.nodes).toContain('require("milost/abi")');
  expect(await difference(program!)).toBeUndefined();
});
