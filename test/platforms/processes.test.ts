/** The program of program.mjs in a process of each platform that runs without a browser. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { bun, commandOf, deno, node, type Platform } from "./binaries.js";
import { expected } from "./program.mjs";

const run = promisify(execFile);
const main = fileURLToPath(new URL("./main.mjs", import.meta.url));
const folder = fileURLToPath(new URL("./", import.meta.url));

// Fetching a Node may take a while the first time.
describe("platforms", { timeout: 100_000 }, () => {
  const platforms: readonly (readonly [string, () => Platform])[] = [
    ["Node 20", () => node(20)],
    ["Node 22", () => node(22)],
    ["Node 24", () => node(24)],
    ["Bun", bun],
    ["Deno", deno],
  ];
  for (const [name, platform] of platforms) {
    it(`${name} runs the program, with shared memory and over ports`, async ({ skip }) => {
      const command = commandOf(platform());
      if (command === undefined) return skip();
      const [binary, ...before] = command as [string, ...string[]];
      const { stdout } = await run(binary, [...before, main], { timeout: 60_000, cwd: folder });
      expect(stdout.trim().split("\n")).toEqual(expected("shared"));
    });
  }

  for (const major of [22, 24] as const) {
    it(`Node ${major} requires the package from CommonJS`, async ({ skip }) => {
      const command = commandOf(node(major));
      if (command === undefined) return skip();
      const script = `
        const { createChannel, Ok, Patterns } = require("milost");
        const { transferables } = require("milost/threads");
        const { map } = require("milost/channel");
        (async () => {
          const [tx, rx] = await createChannel({ shared: true });
          await tx.send(21);
          const doubled = map(rx, (n) => n * 2);
          const answer = Patterns.match(await doubled.receive(), { Some: (n) => n, None: () => 0 });
          console.log(answer, Ok(1)._tag, transferables(tx.handle()).length, tx.transport);
        })();
      `;
      const [binary] = command as [string];
      const { stdout, stderr } = await run(binary, ["--input-type=commonjs", "--eval", script], {
        timeout: 60_000,
        cwd: folder,
      });
      expect(stdout.trim()).toBe("42 Ok 1 shared");
      // No warning about anything experimental that the user has not chosen.
      expect(stderr).toBe("");
    });
  }
});
