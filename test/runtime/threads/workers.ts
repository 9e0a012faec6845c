/** Worker threads for the tests: started with a role and handles, watched, ended at the end of each test. */
import { type Transferable, Worker } from "node:worker_threads";
import { afterEach } from "vitest";

const script = new URL("./workers/roles.mjs", import.meta.url);
const running = new Set<Worker>();

afterEach(async () => {
  await Promise.all([...running].map((worker) => worker.terminate()));
  running.clear();
});

export interface Role<Report> {
  readonly worker: Worker;
  /** What the role returned. Rejects when it threw, or when the worker ended without an answer. */
  readonly report: Promise<Report>;
}

/** Starts `roles.mjs`'s function `role` with `data` in a thread of its own. */
export const play = <Report = unknown>(
  role: string,
  data: unknown,
  transferList: Transferable[] = [],
): Role<Report> => {
  const worker = new Worker(script, { workerData: { role, data }, transferList });
  running.add(worker);
  const report = new Promise<Report>((resolve, reject) => {
    worker.once("message", ({ ok, value, error }) => (ok ? resolve(value) : reject(new Error(error))));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the worker of "${role}" ended with ${code}, no report`)));
  });
  // Whoever does not ask for the report does not want its failure either: the test fails by other means.
  report.catch(() => {});
  return { worker, report };
};
