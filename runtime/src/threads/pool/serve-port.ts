/** A thread of a pool that shares no memory: it runs what it is sent, one job at a time. */
import { transferOf } from "../port/snapshot.js";
import { setCurrentJob } from "./current.js";
import { notCloneable } from "./errors.js";
import { type Ending, PANIC } from "./job.js";
import type { FromWorker, Start, ToWorker } from "./messages.js";
import { type Callee, type Ended, load, RunningJob } from "./perform.js";
import type { OwnPort } from "./platform.js";

/** Says how a job ended; a value that cannot be sent is a panic. */
export const report = (port: OwnPort, row: number, name: string, { ending, value }: Ended): void => {
  const post = (ending: Ending, value: unknown): void =>
    port.post({ type: "ended", row, ending, value } satisfies FromWorker, transferOf(value));
  try {
    post(ending, value);
  } catch (cause) {
    // The cause may be what cannot be sent.
    post(PANIC, notCloneable(`what "${name}" answered`, String(cause)));
  }
};

export const servePort = (port: OwnPort): ((message: Exclude<ToWorker, Start>) => void) => {
  const callees = new Map<string, Callee>();
  let current: RunningJob | undefined;
  const run = async ({ turn, href, name, args }: Extract<ToWorker, { type: "run" }>): Promise<void> => {
    const job = new RunningJob(turn);
    current = job;
    let ended: Ended;
    try {
      const key = `${name} ${href}`;
      let callee = callees.get(key);
      if (callee === undefined) {
        callee = await load(href, name);
        callees.set(key, callee);
      }
      const answer = job.perform(callee, args);
      ended = answer instanceof Promise ? await answer : answer;
    } catch (value) {
      ended = { ending: PANIC, value };
    }
    current = undefined;
    setCurrentJob(undefined);
    report(port, turn, name, ended);
  };
  return (message) => {
    if (message.type === "run") void run(message);
    else if (message.type === "abort" && current?.turn === message.turn) current.abort(message.reason);
  };
};
