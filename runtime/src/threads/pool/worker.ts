/** The script of a pool's threads. */
import type { Start, ToWorker } from "./messages.js";
import { type OwnPort, ownPort } from "./platform.js";
import { servePort } from "./serve-port.js";
import { serveShared } from "./serve-shared.js";

const port: OwnPort = ownPort();
let receive: ((message: Exclude<ToWorker, Start>) => void) | undefined;

port.listen((message) => {
  // Only the pool has the other end.
  const told = message as ToWorker;
  if (told.type !== "start") {
    receive?.(told);
    return;
  }
  receive = told.shared === undefined ? servePort(port) : serveShared(port, told.shared);
  port.post({ type: "ready" });
});
