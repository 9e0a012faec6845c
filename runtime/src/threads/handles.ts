/** What is done with handles beside opening them, whatever the transport. */

import { inviteShared, revokeShared } from "./open.js";
import { isPortHandle, revokePortHandle } from "./port/handle.js";
import type { Handle } from "./types.js";

export { transfer } from "./port/snapshot.js";

/**
 * What has to be transferred when `handle` is posted: its port where the channel runs over one; in shared memory a port for
 * what slots cannot carry (`transfer`, streams, blobs ...), nothing for channels with a codec. A handle in shared memory that is
 * posted without opens an end that carries data alone.
 *
 *     worker.postMessage({ jobs: handle }, transferables(handle));
 *     new Worker(url, { workerData: handle, transferList: transferables(handle) });
 */
export const transferables = <P = MessagePort>(...handles: readonly Handle[]): P[] =>
  // Browsers and Node have types of their own for one and the same port: it takes the one that is asked for.
  handles.flatMap((handle) => {
    const port = isPortHandle(handle) ? handle.port : inviteShared(handle);
    return port === undefined ? [] : [port as P];
  });

/**
 * Takes back a handle that this thread made. If it has not been opened by then, it no longer counts as an open end, and
 * opening it rejects; otherwise nothing happens.
 */
export const revoke = (handle: Handle): void => {
  if (isPortHandle(handle)) revokePortHandle(handle);
  else revokeShared(handle);
};
