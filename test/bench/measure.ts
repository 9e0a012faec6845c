/**
 * The measuring core of every benchmark: interleaved rounds, medians, ratios to a baseline in the same run.
 *
 *     const rows = await measure([{ name: "ring", fn: ring, ops: 1000 }, { name: "channel", fn: channel, ops: 1000 }]);
 *     printTable(rows, { baseline: "ring" });
 *
 * Absolute times drift with the machine's load; a ratio of medians taken in alternating rounds does not. Within a round the
 * order of the cases rotates, so that none always runs after the same neighbour. Every result is folded into a sink, so that
 * no case is optimised away.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GCProfiler } from "node:v8";

export interface Case {
  readonly name: string;
  /** One call; a promise is awaited before the next one. */
  readonly fn: () => unknown;
  /** How many operations one call does: 1 unless told. Times and bytes are given per operation. */
  readonly ops?: number;
}

export interface Options {
  readonly title?: string;
  /** Rounds that count: 15 unless told. Two more come before them and do not. */
  readonly rounds?: number;
  /** How long one sample of one case takes at least, in milliseconds: 10 unless told. */
  readonly sampleMs?: number;
  /**
   * What is timed: the clock on the wall unless told, or the processor time of the process with all its threads. The latter is
   * for synchronous cases alone (waiting costs nothing in it), where it leaves out what other processes take.
   */
  readonly clock?: "wall" | "cpu";
  /** Whether bytes per operation are measured too: true unless told. */
  readonly bytes?: boolean;
}

export interface Row {
  readonly name: string;
  /** Nanoseconds per operation: the median of the rounds. */
  readonly ns: number;
  /** Half the spread between the quartiles, as a share of the median. */
  readonly spread: number;
  /** Heap bytes per operation; undefined where it could not be seen. */
  readonly bytes: number | undefined;
}

/** Where results go, so that the optimiser has to make them. */
let sink: unknown;

/** Measures the cases beside each other. Prints a progress line on a terminal. */
export async function measure(cases: readonly Case[], options: Options = {}): Promise<Row[]> {
  const { title = "", rounds = 15, sampleMs = 10, clock = "wall", bytes = true } = options;
  const calls: number[] = [];
  for (const [at, one] of cases.entries()) {
    progress(`${title} warming up: ${one.name}`);
    await calibrate(one, sampleMs, CLOCKS[clock]);
    // Optimised code is made by another thread, which a busy machine makes wait: leave it time, more than once.
    for (let pause = 0; pause < 4; pause++) {
      await sleep(20);
      calls[at] = await calibrate(one, sampleMs, CLOCKS[clock]);
    }
  }
  const samples: number[][] = cases.map(() => []);
  for (let round = -2; round < rounds; round++) {
    progress(`${title} round ${Math.max(round + 1, 0)} of ${rounds}`);
    for (let i = 0; i < cases.length; i++) {
      const at = (i + round + cases.length * 2) % cases.length;
      const one = cases[at]!;
      const ns = (await sample(one, calls[at]!, CLOCKS[clock])) / (calls[at]! * (one.ops ?? 1));
      if (round >= 0) samples[at]!.push(ns);
    }
  }
  const rows: Row[] = [];
  for (const [at, one] of cases.entries()) {
    const sorted = samples[at]!.sort((a, b) => a - b);
    const ns = quantile(sorted, 0.5);
    const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / ns;
    rows.push({ name: one.name, ns, spread, bytes: bytes ? await bytesPerOp(one) : undefined });
  }
  progress("");
  return rows;
}

/** Prints rows as a table; ratios are to the row named by `baseline`, the first one unless told. */
export function printTable(rows: readonly Row[], options: { baseline?: string; title?: string } = {}): void {
  const baseline = rows.find((row) => row.name === options.baseline) ?? rows[0];
  if (!baseline) return;
  const cells = rows.map((row) => [
    row.name,
    row.ns >= 1000 ? row.ns.toFixed(0) : row.ns.toPrecision(3),
    `±${(row.spread * 100).toFixed(0)}%`,
    (row.ns / baseline.ns).toFixed(2),
    row.bytes === undefined ? "" : row.bytes.toFixed(0),
    row.bytes === undefined || !baseline.bytes ? "" : (row.bytes / baseline.bytes).toFixed(2),
  ]);
  const head = ["", "ns/op", "", "ratio", "B/op", "ratio"];
  const widths = head.map((_, i) => Math.max(...[head, ...cells].map((line) => line[i]!.length)));
  if (options.title) console.log(`\n${options.title}`);
  for (const line of [head, ...cells])
    console.log(
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "),
    );
}

/** The ratio of one row's time to another's. */
export function ratio(rows: readonly Row[], name: string, baseline: string): number {
  const find = (wanted: string) => {
    const row = rows.find((candidate) => candidate.name === wanted);
    if (!row)
      throw new Error(`no row is named "${wanted}": there are ${rows.map((each) => each.name).join(", ")}`);
    return row.ns;
  };
  return find(name) / find(baseline);
}

/** The machine and the versions that a result was measured on. */
export function environment(): { cpu: string; cores: number; platform: string; node: string; v8: string } {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    v8: process.versions.v8,
  };
}

/** Prints {@link environment} on one line. */
export function printEnvironment(): void {
  const { cpu, cores, platform, node, v8 } = environment();
  console.log(`${cpu}, ${cores} cores, ${platform}, Node ${node}, V8 ${v8}`);
}

/** Writes a result with the environment it was measured in as JSON; the folder is made. */
export function writeResult(path: string, result: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ environment: environment(), result }, null, 2)}\n`);
}

/** A clock in nanoseconds from some moment on. */
type Clock = () => number;

const CLOCKS: Readonly<Record<"wall" | "cpu", Clock>> = {
  wall: () => performance.now() * 1e6,
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1e3;
  },
};

/** How many calls make a sample long enough to time. */
async function calibrate(one: Case, sampleMs: number, now: Clock): Promise<number> {
  for (let calls = 1; ; calls *= 2) {
    const ns = await sample(one, calls, now);
    if (ns >= sampleMs * 5e5) return Math.max(1, Math.ceil((calls * sampleMs * 1e6) / ns));
  }
}

/** Nanoseconds that a number of calls take. */
async function sample(one: Case, calls: number, now: Clock): Promise<number> {
  const { fn } = one;
  const from = now();
  for (let i = 0; i < calls; i++) {
    const result = fn();
    sink = result instanceof Promise ? await result : result;
  }
  return now() - from;
}

/**
 * The heap that one operation takes: how much the heap grew, with what collections gave back in between added again. The
 * median of short bursts, less what measuring takes itself.
 */
async function bytesPerOp(one: Case): Promise<number | undefined> {
  const calls = Math.max(16, Math.floor(4096 / (one.ops ?? 1)));
  const own = await allocated(() => undefined, 0);
  const found: number[] = [];
  for (let burst = 0; burst < 5; burst++)
    found.push(Math.max(0, (await allocated(one.fn, calls)) - own) / (calls * (one.ops ?? 1)));
  return quantile(
    found.sort((a, b) => a - b),
    0.5,
  );
}

async function allocated(fn: () => unknown, calls: number): Promise<number> {
  const profiler = new GCProfiler();
  profiler.start();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < calls; i++) {
    const result = fn();
    sink = result instanceof Promise ? await result : result;
  }
  const grown = process.memoryUsage().heapUsed - before;
  const freed = (profiler.stop()?.statistics ?? []).map(
    ({ beforeGC, afterGC }) => beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
  );
  return freed.reduce((sum, bytes) => sum + bytes, grown);
}

function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at % 1);
}

/** One line that is written over; nothing where the output is no terminal. An empty text clears it. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  void sink;
}
