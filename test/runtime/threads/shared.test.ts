/** The channel in shared memory, as one thread sees it: the suite of all channels. */
import {
  connectWasm,
  createMemory,
  createShared,
  makeWorld,
} from "../../../runtime/dist/threads/internal.js";
import { sharedSuite, tableWire } from "./shared-suite.js";

// Large enough for a chain of ten thousand channels.
const world = makeWorld(createMemory(128 << 20), connectWasm);

sharedSuite("in shared memory", (capacity) => createShared(capacity, world, undefined, tableWire()));
