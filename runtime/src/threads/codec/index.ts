/** How values lie in shared memory. */

export {
  type Codec,
  codec,
  type Field,
  type OptionalField,
  type RecordOf,
  type RequiredField,
} from "./codec.js";
export type { ScalarName } from "./scalars.js";
