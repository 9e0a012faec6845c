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
    // One less than the cores would leave one of two: many tests wait for programs they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
