/** The other thread of program.mjs: doubles what comes, in a Web Worker or one of Node's. */
import { Receiver, Sender } from "milost";

const double = async ({ jobs, results }) => {
  const rx = await Receiver.from(jobs);
  const tx = await Sender.from(results);
  for await (const value of rx) await tx.send(typeof value === "number" ? value * 2 : { n: value.n * 2 });
  tx.close();
};

if (typeof Deno !== "undefined" || (typeof WorkerGlobalScope === "undefined" && typeof Bun === "undefined")) {
  // Hidden from bundlers: only Node has it.
  const { parentPort } = process.getBuiltinModule("node:worker_threads");
  parentPort.once("message", double);
} else {
  globalThis.onmessage = ({ data }) => void double(data);
}
