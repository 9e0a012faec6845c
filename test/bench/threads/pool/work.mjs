/** What the pools of the benchmark run: so many microseconds of work on one number. The same file serves all of them. */
import { parentPort } from "node:worker_threads";

/** Turns of the loop that take a microsecond, roughly; the same for all contenders. */
const TURNS = 250;

export const work = (microseconds) => {
  let x = microseconds;
  for (let i = microseconds * TURNS; i > 0; i--) x = (x * 1_103_515_245 + 12_345) | 0;
  return x;
};

/** piscina calls the default export. */
export default work;

/** Answers each message with the result: for postMessage. */
export const answerMessages = () => {
  parentPort.on("message", (microseconds) => parentPort.postMessage(work(microseconds)));
};
