export { None, Option, type OptionStatic, Some } from "./statics.js";
export type { OptionMethods, SomeOf } from "./types.js";
