/** The suite of all channels over message ports to another thread, which keeps the queue. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createChannel, Receiver, Sender } from "milost";
import type { ReceiverHandle, SenderHandle } from "milost/threads";
import { afterAll } from "vitest";
import { channelSuite } from "../../channel/suite.js";

const keeper = new Worker(new URL("./keeper.ts", import.meta.url));
afterAll(() => keeper.terminate());

/** Requests are answered in their order. */
let last: Promise<unknown> = Promise.resolve();
const ask = (request: number): Promise<unknown> => {
  last = last.then(async () => {
    keeper.postMessage(request);
    return (await once(keeper, "message"))[0];
  });
  return last;
};

const create = async <T>(capacity = 64): Promise<[Sender<T>, Receiver<T>]> => {
  // Checked where all capacities are.
  await createChannel(capacity);
  // The keeper answers with these.
  const [tx, rx] = (await ask(capacity)) as [SenderHandle<T>, ReceiverHandle<T>];
  // A local Sender knows no `Encode`; no test here sends what cannot be cloned.
  return [(await Sender.from(tx)) as unknown as Sender<T>, await Receiver.from(rx)];
};

interface Remote {
  readonly core: { refresh(): Promise<void> };
}

/** Answers come over the same port as all else, in order. The longest way: want, grant, value, taken, grant. */
const travel = async (ends: readonly object[]) => {
  for (let trip = 0; trip < 3; trip++) {
    for (const end of ends) await (end as Remote).core.refresh();
  }
};

channelSuite("ports: the queue in another thread", create, { cloned: true, distant: true, travel });
