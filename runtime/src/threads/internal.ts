/** What the tests of this room use beyond its public face: not exported by the package's index. */

export { codec } from "./codec/codec.js";
export type { Wire } from "./codec/wire.js";
export type { Core, SharedMemory } from "./core.js";
export { connectWasm, createMemory } from "./instance.js";
export { createShared, openReceiver, openSender } from "./open.js";
export { bury } from "./reap.js";
export { homeWorld, joinWorld, makeWorld, World } from "./world.js";
