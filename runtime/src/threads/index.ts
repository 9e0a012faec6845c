/** `milost/threads`: what more than one thread takes part in. */

export {
  type Codec,
  codec,
  type Field,
  type OptionalField,
  type RecordOf,
  type RequiredField,
  type ScalarName,
} from "./codec/index.js";
export { watchWorker } from "./deaths.js";
export { revoke, transfer, transferables } from "./handles.js";
export * from "./pool/index.js";
export type { Handle, ReceiverHandle, SenderHandle, SharedReceiver, SharedSender } from "./types.js";
export { setupThreads, type ThreadsOptions } from "./world.js";
