/**
 * The demo of channels between threads: a million numbers from one worker to another, while the main thread shows how far
 * they are and touches none of them; then the same by postMessage, and the ratio.
 */
import { MessageChannel, type Transferable, Worker } from "node:worker_threads";
import { createChannel } from "milost";

const COUNT = 1_000_000;
/** postMessage gets fewer, its time is scaled up. */
const POSTED = 200_000;

/** What both workers run; a module of its own text, so that the demo is one file. */
const program = `
  import { parentPort, workerData } from "node:worker_threads";
  import { Receiver, Sender } from "milost";
  const { role, handle, port, count, seen } = workerData;
  const gate = new Int32Array(seen);
  const ready = () => {
    Atomics.add(gate, 1, 1);
    while (Atomics.load(gate, 1) < 2);
  };
  const done = (sum) => parentPort.postMessage(sum);
  if (role === "send") {
    const tx = await Sender.from(handle);
    ready();
    for (let i = 0; i < count; i++) tx.sendSync(i);
    tx.close();
    done(0);
  } else if (role === "receive") {
    const rx = await Receiver.from(handle);
    ready();
    let sum = 0;
    for (let i = 0; ; i++) {
      const option = rx.receiveSync();
      if (option._tag === "None") break;
      sum += option.value;
      if ((i & 1023) === 0) Atomics.store(gate, 0, i);
    }
    done(sum);
  } else if (role === "post") {
    ready();
    for (let i = 0; i < count; i++) port.postMessage(i);
    done(0);
  } else {
    let sum = 0;
    let got = 0;
    port.on("message", (value) => {
      sum += value;
      if (++got === count) {
        port.close();
        done(sum);
      }
      if ((got & 1023) === 0) Atomics.store(gate, 0, got);
    });
    ready();
  }
`;

/** Runs two workers to the end; answers the receiver's sum and the milliseconds since both were ready. */
const race = async (
  title: string,
  count: number,
  tasks: readonly [task: object, transfer: Transferable[]][],
): Promise<{ sum: number; ms: number }> => {
  const seen = new SharedArrayBuffer(8);
  const gate = new Int32Array(seen);
  const workers = tasks.map(
    ([task, transferList]) =>
      new Worker(program, { workerData: { ...task, count, seen }, transferList, eval: true }),
  );
  const sums = workers.map(
    (worker) =>
      new Promise<number>((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
      }),
  );
  while (Atomics.load(gate, 1) < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  const start = performance.now();
  const ticker = setInterval(() => show(title, Atomics.load(gate, 0), count), 50);
  const [, sum] = await Promise.all(sums);
  const ms = performance.now() - start;
  clearInterval(ticker);
  show(title, count, count);
  if (process.stdout.isTTY) process.stdout.write("\n");
  return { sum: sum ?? Number.NaN, ms };
};

const show = (title: string, done: number, count: number): void => {
  if (!process.stdout.isTTY) return;
  const width = 30;
  const filled = Math.round((done / count) * width);
  const bar = "#".repeat(filled) + ".".repeat(width - filled);
  process.stdout.write(`\r  ${title.padEnd(24)} [${bar}] ${done.toLocaleString("en").padStart(9)}`);
};

/** Streams a million numbers between two threads and prints how that compares with postMessage. */
export async function threadsDemo(): Promise<void> {
  console.log(`A million numbers from one worker to another (the main thread only watches):`);
  const [tx, rx] = await createChannel<number>({ shared: true, capacity: 1024 });
  const tasks: [object, Transferable[]][] = [
    [{ role: "send", handle: tx.handle() }, []],
    [{ role: "receive", handle: rx.handle() }, []],
  ];
  tx.close();
  rx.close();
  const channel = await race("shared channel", COUNT, tasks);
  if (channel.sum !== (COUNT * (COUNT - 1)) / 2) throw new Error(`the sum is wrong: ${channel.sum}`);

  const { port1, port2 } = new MessageChannel();
  const posted = await race("postMessage", POSTED, [
    [{ role: "post", port: port1 }, [port1]],
    [{ role: "take", port: port2 }, [port2]],
  ]);
  if (posted.sum !== (POSTED * (POSTED - 1)) / 2) throw new Error(`the sum is wrong: ${posted.sum}`);

  const each = (channel.ms * 1e6) / COUNT;
  const eachPosted = (posted.ms * 1e6) / POSTED;
  console.log(`  channel ${each.toFixed(0)} ns a number, postMessage ${eachPosted.toFixed(0)} ns:`);
  console.log(`  ${(eachPosted / each).toFixed(1)} times faster, every value checked by its sum`);
}
