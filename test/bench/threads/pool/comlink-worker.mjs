/** A thread that exposes the work by comlink. */
import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { work } from "./work.mjs";

expose({ work }, nodeEndpoint(parentPort));
