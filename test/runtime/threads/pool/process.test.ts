/** A pool keeps the process alive while jobs are under way, and no longer. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const program = fileURLToPath(new URL("./leave.mjs", import.meta.url));

it.each(["shared", "port"])("ends by itself once nothing runs (%s)", async (transport) => {
  for (const [what, printed] of [
    ["await", "3\n"],
    ["run", "3\n"],
    ["nothing", ""],
  ] as const) {
    const { stdout } = await promisify(execFile)(process.execPath, [program, transport, what], {
      timeout: 20_000,
    });
    expect(stdout).toBe(printed);
  }
});
