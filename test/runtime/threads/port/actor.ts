/**
 * A worker that does what it is told with the ends it is given; says "ready" once they are open, and at the end what
 * came of it.
 *
 *     { part: "consume", handles: [rx] }  ->  the values received
 */
import { parentPort } from "node:worker_threads";
import { createChannel, Receiver, Sender } from "milost";
import { type Handle, type ReceiverHandle, type SenderHandle, transferables } from "milost/threads";

export interface Order {
  readonly part: keyof typeof parts;
  readonly handles: readonly Handle[];
  readonly count?: number;
  readonly id?: number;
}

const host = parentPort as NonNullable<typeof parentPort>;
const ready = () => host.postMessage("ready");
const sender = (order: Order) => Sender.from(order.handles[0] as SenderHandle<unknown>);
const receiver = (order: Order) => Receiver.from(order.handles[0] as ReceiverHandle<unknown>);

const parts = {
  /** Sends `[id, 0] ... [id, count - 1]`, then closes. */
  async produce(order: Order) {
    const tx = await sender(order);
    ready();
    let sent = 0;
    while (sent < (order.count ?? 0) && (await tx.send([order.id, sent]))._tag === "Ok") sent++;
    tx.close();
    return sent;
  },
  /** Receives to the end. */
  async consume(order: Order) {
    const rx = await receiver(order);
    ready();
    const values: unknown[] = [];
    for await (const value of rx) values.push(value);
    return values;
  },
  /** Receives until there is nothing, without ever waiting. */
  async poll(order: Order) {
    const rx = await receiver(order);
    ready();
    const values: unknown[] = [];
    while (!rx.closed) {
      const taken = rx.tryReceive();
      if (taken._tag === "Ok") values.push(taken.value);
      else await new Promise((resolve) => setImmediate(resolve));
    }
    return values;
  },
  /** Opens the end and never uses it. */
  async hold(order: Order) {
    const end = order.handles[0]?.["~milost"] === "sender" ? await sender(order) : await receiver(order);
    ready();
    await new Promise(() => setInterval(() => end.length, 1e6));
  },
  /** Makes a handle of its own end for somebody else, closes the end, and goes on living. */
  async passOn(order: Order) {
    const rx = await receiver(order);
    const handle = rx.handle();
    rx.close();
    host.postMessage(handle, transferables(handle));
    await new Promise(() => setInterval(() => {}, 1e6));
  },
  /** Keeps the queue of a channel whose ends are both elsewhere. */
  async keep(order: Order) {
    const [tx, rx] = await createChannel<unknown>({
      shared: true,
      transport: "port",
      capacity: order.count ?? 4,
    });
    const handles = [tx.handle(), rx.handle()] as const;
    tx.close();
    rx.close();
    host.postMessage(handles, transferables(...handles));
    await new Promise(() => setInterval(() => {}, 1e6));
  },
};

host.once("message", async (order: Order) => {
  const outcome = await parts[order.part](order);
  host.postMessage(outcome);
});
