/**
 * `milost/channel`: what is built on channels. Functions, so that nobody ships what they do not use, and in an
 * entry of their own, for their short names would be in the way beside everything else.
 *
 *     import { batch, map } from "milost/channel";
 *     for await (const rows of batch(map(rx, parse), 100, 50)) await insert(rows);
 */

export { broadcast } from "./broadcast.js";
export { batch } from "./combine/batch.js";
export { debounce, throttle } from "./combine/debounce.js";
export { type EventOptions, type EventSourceLike, fromEvents } from "./combine/events.js";
export { fromAsyncIterable, fromReadableStream, toReadableStream } from "./combine/iterate.js";
export { filter, map, take } from "./combine/map.js";
export { type ConcurrentOptions, mapConcurrent } from "./combine/map-concurrent.js";
export { merge } from "./combine/merge.js";
export { oneshot } from "./oneshot.js";
export { receiveManyTask, receiveTask, selectTask, sendAllTask, sendTask } from "./tasks.js";
export { type WatchReceiver, watch } from "./watch.js";
