/** Channels in one thread: `createChannel` and the types of its ends and errors. */

export { type ChannelOptions, type CreateChannel, createChannel } from "./create.js";
export { Receiver, type ReceiverStatic, Sender, type SenderStatic } from "./ends.js";
export type {
  CutShort,
  ReceiveClosed,
  ReceiveEmpty,
  SendAllClosed,
  SendClosed,
  SendEncode,
  SendError,
  SendFull,
  TryReceiveError,
  TrySendError,
} from "./errors.js";
export type { Transport } from "./flavour.js";
export type { SharedOptions } from "./shared.js";
export type { Sending, WaitOptions } from "./types.js";
