/** The WASM core: decodes and compiles the module once per thread, instantiates it once per memory. */

import { ABI, type Connect, type Core, type SharedMemory } from "./core.js";
import { MODULE } from "./module.js";

const PAGE = 65_536;

interface Decoders {
  readonly Uint8Array: { fromBase64?(base64: string): Uint8Array<ArrayBuffer> };
  readonly Buffer?: { from(base64: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
}

/** A loop over `atob` runs in the interpreter, and takes longer than all the rest where there is something else. */
const decode = (base64: string): Uint8Array<ArrayBuffer> => {
  const { Buffer, Uint8Array: Bytes } = globalThis as Decoders;
  return (
    Bytes.fromBase64?.(base64) ??
    Buffer?.from(base64, "base64") ??
    Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  );
};

/** A module in base64, decoded and compiled when it is asked for first. */
export const lazyModule = (base64: string): (() => WebAssembly.Module) => {
  let compiled: WebAssembly.Module | undefined;
  return () => {
    compiled ??= new WebAssembly.Module(decode(base64));
    return compiled;
  };
};

const compiled = lazyModule(MODULE);

/** A memory of `bytes`, rounded up to pages: initial = maximum, it never grows. */
export const createMemory = (bytes: number): WebAssembly.Memory => {
  const pages = Math.ceil(bytes / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
};

export const connectWasm: Connect = (memory: SharedMemory): Core => {
  // A SharedArrayBuffer would be the twin's memory; it makes the next line throw.
  const env = { memory: memory as WebAssembly.Memory };
  const { exports } = new WebAssembly.Instance(compiled(), { env });
  // The module is the one that the build inspected, and its ABI is checked in the next line.
  const core = exports as unknown as Core;
  if (core.abi() !== ABI) {
    throw new Error(
      `ML3923: the WASM module has ABI ${core.abi()}, its loader ${ABI}: run npm run build:wasm`,
    );
  }
  return core;
};
