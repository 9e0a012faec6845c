/**
 * Runs the compiled snippets in the folder given, with the local server, and prints what they did, line by line:
 *
 *     node drive.ts .work/tspc/dist
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startServer } from "./server.ts";

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

const folder = resolve(process.argv[2] ?? ".");
const load = async (name: string): Promise<Functions> =>
  import(pathToFileURL(resolve(folder, `${name}.js`)).href);
const call = (functions: Functions, name: string, ...args: unknown[]): unknown => {
  const found = functions[name];
  if (found === undefined) throw new Error(`the snippet has no ${name}`);
  return found(...(args as never[])); // the snippets' own parameter types are checked where they are compiled
};

const server = await startServer();
const lines: string[] = [];
const say = (...values: unknown[]): void => {
  lines.push(values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" "));
};
const realLog = console.log;
console.log = say;
try {
  const manipulating = await load("creating-and-manipulating-tasks");
  say("processTask", (await call(manipulating, "processTask")) ?? "undefined");
  const task = call(manipulating, "fetchData", "https://api.example.com/data") as {
    run(): Promise<{ _tag: string; value?: unknown; error?: unknown }>;
    cancel(): void;
    readonly isCancelled: boolean;
  };
  const first = await task.run();
  say("fetchData", first._tag, first.value);
  task.cancel();
  const cancelled = await task.run();
  say("cancelled", task.isCancelled, cancelled._tag, (cancelled.error as { _tag?: string })._tag);

  const composition = await load("task-composition");
  say("combineData", await call(composition, "combineData"));
  server.failing.add("/posts");
  say("combineData", await call(composition, "combineData"));
  server.failing.add("/users");
  say("combineData", await call(composition, "combineData"));

  call(await load("creating-and-using-channels"), "createWorkerChannel");
  // The snippet starts its two halves and waits for neither: its last line says that it is over.
  for (let turn = 0; turn < 500 && !lines.includes("Channel closed"); turn++) {
    await new Promise((done) => setTimeout(done, 2));
  }
  // Were the last line printed twice, it would be by now.
  await new Promise((done) => setTimeout(done, 20));

  say("processItems", await call(await load("parallel-processing"), "processItems", [1, 2, 3]));
  say("requests", server.requests);
} finally {
  console.log = realLog;
  await server.close();
}
for (const line of lines) console.log(line);
