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
import { codec, createPool, transfer, transferables } from "milost/threads";

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

/** What has to move, between values that do not. */
const moving = async (worker) => {
  const [tx, jobs] = await createChannel({ shared: true, capacity: 2 });
  const [results, rx] = await createChannel({ shared: true, capacity: 2 });
  const handles = { jobs: jobs.handle(), results: results.handle() };
  jobs.close();
  results.close();
  worker.postMessage(handles, transferables(handles.jobs, handles.results));
  const bytes = new Uint8Array(1000);
  const { port1, port2 } = new MessageChannel();
  const answers = [];
  const sending = tx
    .sendAll([1, transfer({ n: 2, bytes }, [bytes.buffer]), { n: 3 }, transfer({ n: 4, port2 }, [port2])])
    .then(() => tx.close());
  for await (const value of rx) answers.push(value.n ?? value);
  await sending;
  port1.close();
  return `${answers.join(" ")} ${bytes.length}`;
};

/** Jobs in other threads: encoded and cloned, one that throws, one that is ended, and one that stops when asked. */
const pooling = async () => {
  const pool = createPool({ size: 2 });
  const url = new URL("./jobs.mjs", import.meta.url);
  const job = (name, options) => pool.task(url, name, options);
  const sums = await Task.all(Array.from({ length: 50 }, (_, n) => job("add")(n, n))).run();
  const swapped = await job("swap")({ left: 1, right: [2] }).run();
  const failed = await job("fail")("no").run();
  const ended = [];
  for (const name of ["forever", "patient"]) {
    const task = job(name, { onCancel: "terminate" })();
    const run = task.run();
    while (pool.stats.running === 0) await Task.sleep(1).run();
    task.cancel();
    ended.push((await run).error._tag);
  }
  const after = await job("add")(1, 2).run();
  const { done, cancelled } = pool.stats;
  const closing = pool.close();
  const late = await job("add")(1, 2).run();
  await closing;
  return [
    pool.transport,
    sums.unwrap().reduce((a, b) => a + b),
    JSON.stringify(swapped.unwrap()),
    `${failed.error.cause.name}: ${failed.error.cause.message}`,
    ended.join(" "),
    after.unwrap(),
    done,
    cancelled,
    late.error.cause._tag,
  ].join(" ");
};

/** Waits for a worker that is ended meanwhile, on both sides of it. */
const dying = async (worker, options) => {
  const [tx, jobs] = await createChannel({ shared: true, capacity: 1, ...options });
  const [results, rx] = await createChannel({ shared: true, capacity: 1, ...options });
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
  // By port, by what is there with ports beside it, and by that alone: a codec needs none.
  for (const options of [{ transport: "port" }, {}, { shared: codec.f64 }]) {
    lines.push(`death ${await dying(await startWorker(), options)}`);
  }
  const worker = await startWorker();
  lines.push(`moved ${await moving(worker)}`);
  await worker.terminate();
  lines.push(`pool ${await pooling()}`);
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
  "death 2 None Closed",
  "death 2 None Closed",
  "moved 2 4 6 8 0",
  `pool ${transport} 2450 {"left":[2],"right":1} RangeError: no CancelledError CancelledError 3 52 2 PoolClosed`,
];
