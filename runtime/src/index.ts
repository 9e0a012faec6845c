/// <reference lib="esnext.disposable" preserve="true" />
export * from "./channel/index.js";
export * from "./errors.js";
export * from "./match/index.js";
export * from "./option/index.js";
export * from "./result/index.js";
export * from "./select/index.js";
export * from "./task/index.js";
