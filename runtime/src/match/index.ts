export { Patterns } from "./match.js";
export type { PatternsStatic } from "./types.js";
