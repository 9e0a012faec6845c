/** A worker with an end of a lane: takes the value of the ticket it is sent, and answers with one for its successor. */
import { parentPort, workerData } from "node:worker_threads";
import { LaneEnd, LOST } from "../../../../runtime/dist/threads/port/lane.js";

const lane = new LaneEnd<{ n: number }>(workerData);
parentPort?.on("message", (ticket: number) => {
  lane.take(ticket, (value) => {
    if (value !== LOST) parentPort?.postMessage(lane.put({ n: value.n + 1 }));
  });
});
