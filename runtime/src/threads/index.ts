/** `milost/threads`: what more than one thread takes part in. */

export type { Handle, ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "./types.js";
export { setupThreads, type ThreadsOptions } from "./world.js";
