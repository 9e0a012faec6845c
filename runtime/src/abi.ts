/**
 * The runtime symbols that compiled code may use: the only contract between the transformer and the runtime.
 * Nothing here is public API; a symbol is added when the emitter needs it and removed when it no longer does.
 */
export { microtask, nothingReady, sendReady, takeReady } from "./channel/compiled.js";
export { MatchError } from "./errors.js";
export { payload } from "./match/payload.js";
export { refuse } from "./match/refuse.js";
export {
  type Activity,
  adopt,
  type Compiled,
  compiled,
  compiledWith,
  enter,
  err,
  Fault,
  idleSignal,
  isPromiseLike,
  type Outcome,
  ok,
  onResult,
  onValue,
  panic,
  result,
  run,
  settle,
  some,
  source,
} from "./task/compiled.js";
