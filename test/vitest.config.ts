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
  },
});
