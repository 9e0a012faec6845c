/** What the tests of this room use beyond its public face: not exported by the package's index. */

export type { Wire } from "./channel-state.js";
export type { Core, SharedMemory } from "./core.js";
export { connectWasm, createMemory } from "./instance.js";
export { createShared, openReceiver, openSender } from "./open.js";
export { homeWorld, joinWorld, makeWorld, type World } from "./world.js";
