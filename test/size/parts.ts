/**
 * What `Result`, `Option`, `Patterns`, `Task` and `createChannel` consist of, from what is easiest to do without to what all
 * else stands on: each part can be left out once those before it are.
 */

/** The names that the parts make up. */
export const ALL = ["Result", "Option", "Patterns", "Task", "createChannel"] as const;

export interface Part {
  readonly name: string;
  /** Paths in `runtime/dist`, without `.js`. */
  readonly modules: readonly string[];
}

/** What Task can do beside making, changing, running and cancelling one. */
export const EXTRAS_OF_TASK: readonly Part[] = [
  { name: "Task.gen", modules: ["task/gen"] },
  { name: "retry, delay", modules: ["task/retry"] },
  { name: "timeout", modules: ["task/timeout"] },
  { name: "sleep, never; the wheel of timers", modules: ["task/sleep", "task/pause", "task/timers"] },
  { name: "Task.try, fromPromise", modules: ["task/try", "task/from-promise"] },
  {
    name: "all, allSettled, any, race; concurrency",
    modules: ["task/join", "task/tasks"],
  },
];

export const PARTS: readonly Part[] = [
  ...EXTRAS_OF_TASK,
  { name: "fairness of channels to the event loop", modules: ["channel/budget"] },
  { name: "the errors of channels", modules: ["channel/errors"] },
  {
    name: "what a channel stores, for any capacity",
    modules: ["channel/bounded", "channel/rendezvous", "channel/unbounded", "channel/local"],
  },
  { name: "waiting at a channel, with a signal", modules: ["channel/waiters", "channel/promise-waiter"] },
  { name: "Sender", modules: ["channel/sender"] },
  { name: "Receiver", modules: ["channel/receiver"] },
  { name: "createChannel", modules: ["channel/create", "channel/flavour", "channel/count"] },
  {
    name: "a run: steps, cancel, ensure, panics",
    modules: ["task/run", "task/promise-like", "task/in-flight"],
  },
  { name: "Task and its methods", modules: ["task/static", "task/node", "task/callable"] },
  { name: "Patterns", modules: ["match/match", "match/payload"] },
  { name: "errors, and what they say of a value", modules: ["errors", "describe"] },
  { name: "Result and Option", modules: ["result/statics", "option/statics", "result/variants"] },
];

/** The paths that a bundle names. */
export const modulesOf = (parts: readonly Part[]): string[] =>
  parts.flatMap(({ modules }) => modules.map((path) => `${path}.js`));
