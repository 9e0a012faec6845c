/** A worker that makes channels and keeps their queues, for ends that are all elsewhere. */
import { parentPort } from "node:worker_threads";
import { openPort, type PortHandle } from "../../../../runtime/dist/threads/port/index.js";

const keeper = parentPort as NonNullable<typeof parentPort>;
keeper.on("message", (capacity: number) => {
  const [tx, rx] = openPort<unknown>(capacity);
  const handles: PortHandle[] = [tx.handle(), rx.handle()];
  tx.close();
  rx.close();
  keeper.postMessage(
    handles,
    handles.map(({ port }) => port),
  );
});
