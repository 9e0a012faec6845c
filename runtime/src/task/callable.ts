/** Callbacks are functions. */
import { describe } from "../describe.js";

/** Refuses at once what a run could only panic of. */
export const callable = <F>(f: F): F => {
  if (typeof f === "function") return f;
  throw new TypeError(`ML2911: a task is made of functions; ${describe(f)} is none`);
};
