/**
 * Handles over ports: what `tx.handle()` and `rx.handle()` give on this transport. Plain data with a MessagePort in
 * it, so that it can be posted to a worker, if the port is transferred along:
 *
 *     worker.postMessage({ jobs: handle }, transferables(handle));
 */

import type { Codec } from "../codec/codec.js";

export type Side = "sender" | "receiver";

export interface PortHandle {
  readonly "~milost": Side;
  readonly transport: "port";
  /** Leads to the thread that keeps the queue. */
  readonly port: MessagePort;
  /** What the channel carries; anything that can be cloned unless told. */
  readonly codec?: Codec<unknown>;
}

const revokers = new WeakMap<object, () => void>();
const opened = new WeakSet<MessagePort>();

/** A handle, and how its creator takes it back. */
export const makeHandle = (
  side: Side,
  port: MessagePort,
  codec: Codec<unknown> | undefined,
  revoke: () => void,
): PortHandle => {
  const plain: PortHandle = { "~milost": side, transport: "port", port };
  const handle = codec === undefined ? plain : { ...plain, codec };
  revokers.set(handle, revoke);
  return handle;
};

export const isPortHandle = (value: unknown): value is PortHandle =>
  typeof value === "object" &&
  value !== null &&
  (value as { transport?: unknown }).transport === "port" &&
  "~milost" in value;

/**
 * Takes back a handle that this thread made: unless it has been opened by then, it cannot be opened any more, and no
 * longer counts as an open end. Harmless afterwards.
 */
export const revokePortHandle = (handle: PortHandle): void => revokers.get(handle)?.();

/** The port of a handle that is about to be opened as `side`, once. */
export const claimPort = (handle: PortHandle, side: Side): MessagePort => {
  const { port } = handle;
  if (handle["~milost"] !== side) {
    const factory = side === "sender" ? "tx.handle()" : "rx.handle()";
    throw new TypeError(`ML3924: this is no handle of a ${side}: pass on what ${factory} answered`);
  }
  if (typeof port?.postMessage !== "function") {
    throw new TypeError(
      "ML3927: the handle came without its port: post it with transferables(handle) as the transfer list",
    );
  }
  if (opened.has(port)) {
    throw new Error("ML3924: this handle was opened before, and opens once: make one for each thread");
  }
  opened.add(port);
  return port;
};

export const handleRevoked = (): Error =>
  new Error("ML3924: this handle was revoked, or the thread that made it is gone: make another one");
