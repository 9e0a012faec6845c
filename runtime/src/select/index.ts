/** `select` and the cases that are not ends of channels. */

export { type After, after, type Never, never, type Otherwise, otherwise, type Tick, tick } from "./cases.js";
export { select } from "./select.js";
export type { Select, SelectCases, Selected, SelectSource, SelectValue } from "./types.js";
