import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    exclude: ["**/.work/**"],
    // Every concurrent test has a watchdog: nothing in this suite needs longer than this.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Node's own `import` for what is built and for what tests compile: vitest's keeps the text and the map of every module, which
    // an hour of fuzzing runs out of memory by.
    server: { deps: { external: [/\/\.work\//, /\/(runtime|transformer)\/dist\//] } },
    // One less than the cores would leave one of two: many tests wait for programs they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
