/** Pool functions of the tests: what their threads run. */
import { threadId } from "node:worker_threads";
import { Err, Ok, Sender, Task } from "milost";
import { jobCancelled, jobSignal, transfer } from "milost/threads";

export const add = (a, b) => a + b;
export const echo = (...args) => (args.length === 1 ? args[0] : args);
export const types = (...args) =>
  args.map((arg) => (arg === null ? "null" : (arg.constructor?.name ?? typeof arg))).join();
export const fail = (message) => {
  throw new TypeError(message);
};
export const rejectWith = async (value) => {
  throw value;
};
export const half = (n) => (n % 2 === 0 ? Ok(n / 2) : Err({ _tag: "Odd", n }));
export const halfLater = async (n) => half(n);
export const halfTask = (n) => Task.new(async () => half(n)).delay(1);
export const panicTask = () =>
  Task.new(async () => {
    throw new RangeError("inside");
  });

export const spin = (milliseconds) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return threadId;
};

/** Notes that it runs, in shared memory: `log[0]` counts, the entries follow. */
export const note = (log, entry, milliseconds = 0) => {
  if (milliseconds > 0) spin(milliseconds);
  log[1 + Atomics.add(log, 0, 1)] = entry;
  return entry;
};

/** Keeps `log` for `noteKept`, whose arguments are plain numbers. */
let kept;
export const keep = (log) => {
  kept = log;
  return threadId;
};
export const noteKept = (entry, milliseconds) => note(kept, entry, milliseconds);

/** Says that it runs, then waits until `gate` opens. */
export const hold = (gate) => {
  Atomics.add(gate, 1, 1);
  Atomics.notify(gate, 1);
  while (Atomics.load(gate, 0) === 0) Atomics.wait(gate, 0, 0, 5);
  return "released";
};

/** Runs until it is asked to stop. */
export const untilAborted = (flags) =>
  new Promise((resolve) => {
    const signal = jobSignal();
    Atomics.store(flags, 0, 1);
    Atomics.notify(flags, 0);
    const timer = setInterval(() => {}, 1000);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      Atomics.store(flags, 1, signal.reason === "enough" ? 2 : 1);
      Atomics.notify(flags, 1);
      resolve("stopped");
    });
  });

/** The same, without ever returning to the event loop. */
export const untilCancelled = (flags) => {
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
  while (!jobCancelled()) Atomics.wait(flags, 2, 0, 1);
  Atomics.store(flags, 1, 1);
  Atomics.notify(flags, 1);
};

export const forever = (flags) => {
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
  for (;;) Atomics.wait(flags, 2, 0, 50);
};

/** Ends its thread a little later, whatever it does then. */
export const exitSoon = (milliseconds) => {
  setTimeout(() => process.exit(9), milliseconds);
};
export const exit = (code) => process.exit(code);
export const uncaught = () =>
  new Promise(() => {
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  });
/** Takes all the memory there is for its thread. */
export const hoard = () => {
  const all = [];
  for (;;) all.push(new Array(100_000).fill({}));
};
/** What it is given, moved on. */
export const moveOn = (bytes, { more }) => transfer({ bytes, more }, [bytes.buffer, more.buffer]);
export const lengthOf = (bytes) => bytes.length;
/** Says how far it is, by a Sender that it was given. */
export const inSteps = async (handle, steps) => {
  const progress = await Sender.from(handle);
  for (let step = 1; step <= steps; step++) await progress.send(step / steps);
  progress.close();
  return "done";
};
export const uncloneable = () => () => {};
export const notAFunction = 7;
