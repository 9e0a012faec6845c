/** `milost/threads`: what more than one thread takes part in. */

export * from "./pool/index.js";
export { revoke, transfer, transferables } from "./handles.js";
export type { Handle, ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "./types.js";
export { setupThreads, type ThreadsOptions } from "./world.js";
