/**
 * Handles over ports: what `tx.handle()` and `rx.handle()` give on this transport. Plain data with a MessagePort in
 * it, so that it can be posted to a worker, if the port is transferred along:
 *
 *     worker.postMessage({ jobs: handle }, transferables(handle));
 */

export type Side = "sender" | "receiver";

export interface PortHandle {
  readonly _tag: "PortHandle";
  readonly side: Side;
  readonly port: MessagePort;
}

const revokers = new WeakMap<object, () => void>();
const opened = new WeakSet<MessagePort>();

/** A handle, and how its creator takes it back. */
export const makeHandle = (side: Side, port: MessagePort, revoke: () => void): PortHandle => {
  const handle: PortHandle = { _tag: "PortHandle", side, port };
  revokers.set(handle, revoke);
  return handle;
};

export const isPortHandle = (value: unknown): value is PortHandle =>
  typeof value === "object" && value !== null && (value as { _tag?: unknown })._tag === "PortHandle";

/**
 * Takes back a handle that this thread made: unless it has been opened by then, it cannot be opened any more, and no
 * longer counts as an open end. Harmless afterwards.
 */
export const revokePortHandle = (handle: PortHandle): void => revokers.get(handle)?.();

/** The port of a handle that is about to be opened as `side`, once. */
export const claimPort = (handle: PortHandle, side: Side): MessagePort => {
  const { port } = handle;
  if (handle.side !== side) {
    const [from, name] = side === "sender" ? ["Sender.from", "receiver"] : ["Receiver.from", "sender"];
    throw new TypeError(
      `ML3921: ${from} was given the handle of a ${name}: make it of the other end's handle()`,
    );
  }
  if (opened.has(port)) {
    throw new Error("ML3922: this handle was opened before: make one handle() for each place that opens one");
  }
  opened.add(port);
  return port;
};

export const handleRevoked = (): Error =>
  new Error("ML3923: this handle was revoked, or the thread that made it is gone");
