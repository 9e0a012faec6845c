/** How values lie in shared memory. */

export { type Codec, codec, type Field, type RecordOf } from "./codec.js";
export type { ScalarName } from "./scalars.js";
