/** Runs the program in a process of Node, Bun or Deno, and prints what it answers. */
import { program } from "./program.mjs";

const startWorker = async () => {
  const url = new URL("./worker.mjs", import.meta.url);
  if (typeof Worker !== "undefined") return new Worker(url, { type: "module" });
  const threads = await import("node:worker_threads");
  return new threads.Worker(url);
};

for (const line of await program(startWorker)) console.log(line);
