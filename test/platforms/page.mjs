/** Runs the program in a page, and leaves its answer for the test to read. */
import { program } from "./program.mjs";

const startWorker = () => new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });

program(startWorker).then(
  (lines) => {
    globalThis.outcome = lines;
  },
  (error) => {
    globalThis.outcome = [String(error?.stack ?? error)];
  },
);
