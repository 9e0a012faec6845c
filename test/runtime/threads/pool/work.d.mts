/** Types of the tests' pool functions. */
import type { Result, Task } from "milost";
import type { SenderHandle } from "milost/threads";

interface Odd {
  readonly _tag: "Odd";
  readonly n: number;
}
export const add: (a: number, b: number) => number;
export const echo: (...args: unknown[]) => unknown;
export const types: (...args: unknown[]) => string;
export const fail: (message: string) => never;
export const rejectWith: (value: unknown) => Promise<never>;
export const half: (n: number) => Result<number, Odd>;
export const halfLater: (n: number) => Promise<Result<number, Odd>>;
export const halfTask: (n: number) => Task<number, Odd>;
export const panicTask: () => Task<never, never>;
export const spin: (milliseconds: number) => number;
export const note: (log: Int32Array, entry: number, milliseconds?: number) => number;
export const keep: (log: Int32Array) => number;
export const noteKept: (entry: number, milliseconds: number) => number;
export const hold: (gate: Int32Array) => string;
export const untilAborted: (flags: Int32Array) => Promise<string>;
export const untilCancelled: (flags: Int32Array) => void;
export const forever: (flags: Int32Array) => void;
export const exitSoon: (milliseconds: number) => void;
export const exit: (code: number) => never;
export const uncaught: () => Promise<never>;
export const hoard: () => never;
export const moveOn: (
  bytes: Uint8Array,
  rest: { readonly more: Uint8Array },
) => { readonly bytes: Uint8Array; readonly more: Uint8Array };
export const lengthOf: (bytes: Uint8Array) => number;
export const inSteps: (progress: SenderHandle<number>, steps: number) => Promise<string>;
export const uncloneable: () => () => void;
export const notAFunction: 7;
