/** What chains do, written down so that two ways of compiling them can be compared: line by line, activity by activity. */
import { World } from "./world.ts";

export type Log = (...values: unknown[]) => void;

export interface AnyTask {
  run(options?: { readonly signal?: AbortSignal }): Promise<unknown>;
  cancel(reason?: unknown): void;
}

/** The compiled text of one chain: its module's exports, in a world of their own. */
export interface Subject {
  readonly enter: (world: World) => void;
  readonly uses: Readonly<Record<string, (log: Log, n: number) => unknown>>;
}

export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (value instanceof Error)
    return `${value.name}(${value.cause === undefined ? "" : show(value.cause)}) ${value.message}`;
  const {
    _tag,
    value: payload,
    error,
  } = (value ?? {}) as { _tag?: string; value?: unknown; error?: unknown };
  return _tag === undefined ? String(value) : `${_tag}(${show(_tag === "Ok" ? payload : error)})`;
}

/** A line of a finalizer: it may run beside a body that ignores its cancel. */
const isFinal = (line: string): boolean => /^[fg]\d/.test(line);

/** `s12@3@5` was said by the activity `@3@5`: how it interleaves with others is nobody's business. */
const activityOf = (line: string): string => /^\S*?(@[\d@]*)?(?: |$)/.exec(line)?.[1] ?? "";

/** Lines by activity, finalizers apart. */
class Lines {
  readonly #found: Record<string, string[]> = {};
  readonly order: string[] = [];

  readonly log: Log = (...values) => {
    const line = values.map(show).join(" ");
    const key = `${isFinal(line) ? "finalizers" : "steps"}${activityOf(line)}`;
    this.#found[key] ??= [];
    this.#found[key].push(line);
    this.order.push(`${key} ${this.#found[key].length}`);
  };

  get found(): Readonly<Record<string, readonly string[]>> {
    return this.#found;
  }
}

/**
 * How much of what activities of the same name say can be compared: `ordered` where there is one of them, `mixed` where there
 * are several, which is sorted; and the `outcome` alone where one that fails cuts the others short.
 */
export type Comparable = "ordered" | "mixed" | "outcome";

function comparable(found: Readonly<Record<string, readonly string[]>>, as: Comparable): unknown {
  if (as === "ordered") return found;
  if (as === "mixed")
    return Object.fromEntries(Object.entries(found).map(([key, lines]) => [key, [...lines].sort()]));
  return Object.values(found).flatMap((lines) => lines.filter((line) => /^(gives|throws) /.test(line)));
}

/** One use of a chain, from beginning to end. */
export async function trace(
  { enter }: Subject,
  use: (log: Log) => unknown,
  as: Comparable = "ordered",
): Promise<unknown> {
  const world = new World();
  enter(world);
  const lines = new Lines();
  const used = (async () => {
    try {
      lines.log("gives", await use(lines.log));
    } catch (thrown) {
      lines.log("throws", thrown);
    }
  })();
  await world.run();
  await used;
  return comparable(lines.found, as);
}

/** When a run is cancelled: from inside the code that says a line, or at rest. */
export type Moment =
  | { readonly kind: "line"; readonly place: string }
  | { readonly kind: "rest"; readonly at: number };

export interface Cancelled {
  readonly first: string;
  readonly again: string;
  readonly lines: unknown;
  /** How often time went on between the cancel and the end of the run. */
  readonly settledAfter: number | undefined;
}

/** How a task is cancelled: by itself, or through the signal that its run was given. */
export type Means = "task" | "signal";

export async function cancelled(
  { enter }: Subject,
  make: (log: Log) => AnyTask,
  moment: Moment,
  means: Means,
): Promise<Cancelled> {
  const world = new World();
  enter(world);
  const lines = new Lines();
  const controller = new AbortController();
  let cancelledAt: number | undefined;
  const cancel = (): void => {
    if (cancelledAt !== undefined) return;
    cancelledAt = world.now;
    if (means === "task") task.cancel("stop");
    else controller.abort("stop");
  };
  let isRunning = false;
  const task = make((...values) => {
    lines.log(...values);
    if (isRunning && moment.kind === "line" && lines.order.at(-1) === moment.place) cancel();
  });
  let first: string | undefined;
  let settledAt = 0;
  isRunning = true;
  const run = task.run(means === "signal" ? { signal: controller.signal } : undefined).then((result) => {
    first = show(result);
    settledAt = world.now;
  });
  await world.run(() => {
    if (moment.kind === "rest" && world.now === moment.at && first === undefined) cancel();
  });
  if (first === undefined) throw new Error("the run never settles");
  await run;
  isRunning = false;
  const found = structuredClone(lines.found);
  let again = "";
  const rerun = task.run().then((result) => {
    again = show(result);
  });
  await world.run();
  await rerun;
  return {
    first,
    again,
    lines: found,
    settledAfter: cancelledAt === undefined ? undefined : settledAt - cancelledAt,
  };
}

/** Two runs of one task, the second begun a turn later, cancelled together at rest. */
export async function cancelledTwice(
  { enter }: Subject,
  make: (log: Log) => AnyTask,
  at: number,
): Promise<unknown> {
  const world = new World();
  enter(world);
  const lines = new Lines();
  const task = make(lines.log);
  const outcomes: string[] = [];
  const run = async (index: number): Promise<void> => {
    outcomes[index] = `${show(await task.run())} at ${world.now}`;
  };
  const runs = [run(0), world.turn().then(() => run(1))];
  await world.run(() => {
    if (world.now === at) task.cancel("stop");
  });
  await Promise.all(runs);
  return { outcomes, lines: comparable(lines.found, "mixed") };
}

/** Where the untransformed task says something when nobody cancels it, and how long it takes. */
export async function moments(
  { enter }: Subject,
  make: (log: Log) => AnyTask,
): Promise<{ readonly places: readonly string[]; readonly rests: number }> {
  const world = new World();
  enter(world);
  const lines = new Lines();
  const task = make(lines.log);
  const before = lines.order.length;
  let rests = 0;
  const run = task.run().then(() => {
    rests = world.now;
  });
  await world.run();
  await run;
  return { places: lines.order.slice(before), rests };
}
