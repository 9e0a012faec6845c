/**
 * What a user ships: the bundled, minified, compressed size of what is imported, and that nothing else comes along.
 * runtime/SIZE.md says where the bytes go, and is held to what is measured here.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bundle, using } from "./bundle.ts";
import { imports, parts, sizeWith } from "./measured.ts";
import { ALL, EXTRAS_OF_TASK, modulesOf, PARTS } from "./parts.ts";

describe("size", () => {
  it("of Result, Option and Patterns is at most 2 kB", async () => {
    expect(await sizeWith(["Result", "Option", "Patterns"])).toBeLessThanOrEqual(2000);
  });

  it("of Patterns alone is at most 1 kB: for unions of one's own", async () => {
    expect(await sizeWith(["Patterns"])).toBeLessThanOrEqual(1000);
  });

  describe("with Task and createChannel too", () => {
    // A known gap: turns red, and is to become a plain `it`, on the day the goal is met.
    it.fails("is at most 5 kB", async () => {
      expect(await sizeWith(ALL)).toBeLessThanOrEqual(5000);
    });

    // A ratchet: where it is now, to be lowered with every byte that is won.
    it("has not grown", async () => {
      expect(await sizeWith(ALL)).toBeLessThanOrEqual(8140);
    });

    // Why the gap is one of features: a Task that only chains and cancels, beside channels, is more than that already.
    it("is over 5 kB even without all that waits for time or for several Tasks", async () => {
      expect(await sizeWith(ALL, modulesOf(EXTRAS_OF_TASK))).toBeGreaterThan(5000);
    });

    it("is that of its parts: each module belongs to one", async () => {
      const { modules } = await bundle(using(...ALL));
      expect(modulesOf(PARTS).sort()).toStrictEqual([...modules].sort());
    });
  });

  it("of what is imported and not used is nothing", async () => {
    expect((await bundle(`import "milost";`)).text.trim()).toBe("");
    expect((await bundle(`import { Result, Patterns, Task } from "milost";`)).text.trim()).toBe("");
  });

  it("of Ok alone leaves Patterns out", async () => {
    const { text } = await bundle(using("Ok"));
    expect(text).not.toContain("no arm takes");
  });

  it("of Patterns alone leaves Task and the channels out", async () => {
    const { text } = await bundle(using("Patterns"));
    expect(text).not.toMatch(/AbortController|setTimeout|MessageChannel/);
  });

  it("of createChannel leaves out what goes between threads", async () => {
    const { text, modules } = await bundle(using("createChannel"));
    expect(modules.filter((path) => path.startsWith("threads/"))).toStrictEqual([]);
    expect(text).not.toContain("WebAssembly");
  });
});

describe("runtime/SIZE.md", () => {
  const lines = readFileSync(new URL("../../runtime/SIZE.md", import.meta.url), "utf8").split("\n");

  /** The bytes that the line about `name` tells. */
  const told = (name: string): number[] => {
    const cells = lines.find((line) => line.startsWith(`| ${name} |`))?.split("|") ?? [];
    return cells.slice(2, -1).map((cell) => Number(cell.replace(",", "")));
  };
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(40, b / 20);

  // What is stale is to be replaced by what `node test/size/table.ts` prints.
  it.each([
    ["what each import costs", imports],
    ["what each part does", parts],
  ])("tells %s, to within 40 bytes or 5 %", { timeout: 30_000 }, async (_, measure) => {
    const rows = await measure();
    const stale = rows.filter(([name, ...bytes]) => {
      const said = told(name);
      return said.length !== bytes.length || !bytes.every((size, at) => near(said[at]!, size));
    });
    expect(stale).toEqual([]);
  });
});
