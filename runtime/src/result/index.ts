export { Err, Ok, Result, type ResultStatic } from "./statics.js";
export type { AnyResult, ErrOf, OkOf, ResultMethods } from "./types.js";
