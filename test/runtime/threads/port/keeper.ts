/** A worker that makes channels and keeps their queues, for ends that are all elsewhere. */
import { parentPort } from "node:worker_threads";
import { createChannel } from "milost";
import { transferables } from "milost/threads";

const keeper = parentPort as NonNullable<typeof parentPort>;
keeper.on("message", async (capacity: number) => {
  const [tx, rx] = await createChannel<unknown>({ shared: true, transport: "port", capacity });
  const handles = [tx.handle(), rx.handle()] as const;
  tx.close();
  rx.close();
  keeper.postMessage(handles, transferables(...handles));
});
