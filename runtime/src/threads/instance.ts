/** The WASM core: decodes and compiles the module once per thread, instantiates it once per memory. */

import { ABI, type Connect, type Core, type SharedMemory } from "./core.js";
import { MODULE } from "./module.js";

const PAGE = 65_536;
let compiled: WebAssembly.Module | undefined;

interface Decoders {
  readonly Buffer?: { from(base64: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
}

/** A loop over `atob` runs in the interpreter, and takes longer than all the rest where there is a `Buffer`. */
const decode = (base64: string): Uint8Array<ArrayBuffer> => {
  const { Buffer } = globalThis as Decoders;
  return Buffer?.from(base64, "base64") ?? Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
};

/** A memory of `bytes`, rounded up to pages: initial = maximum, it never grows. */
export const createMemory = (bytes: number): WebAssembly.Memory => {
  const pages = Math.ceil(bytes / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
};

export const connectWasm: Connect = (memory: SharedMemory): Core => {
  compiled ??= new WebAssembly.Module(decode(MODULE));
  // A SharedArrayBuffer would be the twin's memory; it makes the next line throw.
  const env = { memory: memory as WebAssembly.Memory };
  const { exports } = new WebAssembly.Instance(compiled, { env });
  // The module is the one that the build inspected, and its ABI is checked in the next line.
  const core = exports as unknown as Core;
  if (core.abi() !== ABI) {
    throw new Error(
      `ML3923: the WASM module has ABI ${core.abi()}, its loader ${ABI}: run npm run build:wasm`,
    );
  }
  return core;
};
