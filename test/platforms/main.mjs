/** Runs the program in a process of Node, Bun or Deno, and prints what it answers. Then the process has to end by itself. */
import { createChannel, Receiver, Sender } from "milost";
import { watchWorker } from "milost/threads";
import { program } from "./program.mjs";

const startWorker = async () => {
  const url = new URL("./worker.mjs", import.meta.url);
  if (typeof Worker === "undefined" || typeof Deno !== "undefined") {
    const threads = await import("node:worker_threads");
    return watchWorker(new threads.Worker(url));
  }
  return watchWorker(new Worker(url, { type: "module" }));
};

for (const line of await program(startWorker)) console.log(line);

// Open ends, behind ports too, keep nothing alive.
const [tx, rx] = await createChannel({ shared: true, transport: "port" });
const far = [await Sender.from(tx.handle()), await Receiver.from(rx.handle())];
await far[0].send(1);
await far[1].receive();
