/**
 * A little of everything, on whatever it runs: answers what it found, line by line. Plain JavaScript, for not every
 * platform reads types.
 */
import {
  after,
  createChannel,
  Err,
  None,
  Ok,
  Patterns,
  Receiver,
  Result,
  Sender,
  Some,
  select,
  Task,
} from "milost";
import { transferables } from "milost/threads";

const matching = () => {
  const parsed = Result.try(() => JSON.parse("{"));
  const half = (n) => (n % 2 === 0 ? Some(n / 2) : None);
  return [
    Patterns.match(parsed, { Ok: () => "parsed", Err: (error) => error.constructor.name }),
    Patterns.match(half(8), { Some: (n) => n, None: () => "odd" }),
    Patterns.match(half(7), { Some: (n) => n, None: () => "odd" }),
  ].join(" ");
};

const tasks = async () => {
  const slow = Task.new(async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return Ok("never");
  });
  const quick = Task.sleep(1).map(() => "quick");
  const raced = await Task.race([slow, quick]).run();
  const failed = await Task.all([Task.ok(1), Task.err("no"), slow]).run();
  const running = slow.run();
  slow.cancel("enough");
  return [raced.unwrap(), failed.error, (await running).error._tag].join(" ");
};

const channels = async () => {
  const [tx, rx] = await createChannel(2);
  const sending = tx.sendAll(Array.from({ length: 100 }, (_, i) => i)).then(() => tx.close());
  let sum = 0;
  for await (const value of rx) sum += value;
  await sending;
  const chosen = await select({ end: rx, late: after(10_000) });
  return [sum, chosen._tag, chosen.value._tag, Err("e").mapErr((e) => `${e}!`).error].join(" ");
};

/** To a worker and back. */
const crossing = async (worker, values, options) => {
  const [tx, jobs] = await createChannel({ shared: true, capacity: 8, ...options });
  const [results, rx] = await createChannel({ shared: true, capacity: 8, ...options });
  const handles = { jobs: jobs.handle(), results: results.handle() };
  jobs.close();
  results.close();
  worker.postMessage(handles, transferables(handles.jobs, handles.results));
  const sending = tx.sendAll(values).then(() => tx.close());
  let sum = 0;
  for await (const value of rx) sum += value.n ?? value;
  await sending;
  return `${tx.transport} ${sum}`;
};

/** Waits for a worker that is ended meanwhile, on both sides of it. */
const dying = async (worker) => {
  const [tx, jobs] = await createChannel({ shared: true, transport: "port", capacity: 1 });
  const [results, rx] = await createChannel({ shared: true, transport: "port", capacity: 1 });
  const handles = { jobs: jobs.handle(), results: results.handle() };
  jobs.close();
  results.close();
  worker.postMessage(handles, transferables(handles.jobs, handles.results));
  await tx.send(1);
  const alive = await rx.receive();
  const received = rx.receive();
  await worker.terminate();
  const last = await received;
  let sent = await tx.send(2);
  while (sent._tag === "Ok") sent = await tx.send(2);
  return [alive.unwrap(), last._tag, sent.error._tag].join(" ");
};

/** @param startWorker makes a worker of worker.mjs in the platform's way. */
export const program = async (startWorker) => {
  const lines = [`match ${matching()}`, `task ${await tasks()}`, `channel ${await channels()}`];
  lines.push(`ends ${typeof Sender.from} ${typeof Receiver.from}`);
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  const records = numbers.map((n) => ({ n, tags: ["a", "b"], at: new Date(n) }));
  for (const [values, options] of [
    [numbers, {}],
    [records, { transport: "port" }],
  ]) {
    const worker = await startWorker();
    lines.push(`threads ${await crossing(worker, values, options)}`);
    await worker.terminate();
  }
  lines.push(`death ${await dying(await startWorker())}`);
  return lines;
};

/** What it answers where there is shared memory, or not. */
export const expected = (transport) => [
  "match SyntaxError 4 odd",
  "task quick no CancelledError",
  "channel 4950 end None e!",
  "ends function function",
  `threads ${transport} 9900`,
  "threads port 9900",
  "death 2 None Closed",
];
