/**
 * `npm run bench:channel [quick] [awaited drained pingpong fan select]`: nanoseconds and bytes per message, beside
 * a handwritten ring and what else there is. Ratios are to the ring, or to the first row.
 */
import { type Case, measure, printEnvironment, printTable, type Row, writeResult } from "../measure.ts";
import * as byHand from "./by-hand.ts";
import { compiledLoops } from "./compile.ts";
import * as loops from "./loops.ts";
import * as milost from "./milost.ts";
import * as peers from "./peers.ts";

const COUNT = 2000;
const compiled = await compiledLoops();
const words = process.argv.slice(2);
const quick = words.includes("quick");
const wanted = words.filter((word) => word !== "quick");

const row = (name: string, fn: () => Promise<number>, ops = COUNT): Case => ({ name, fn, ops });

interface Table {
  readonly title: string;
  readonly cases: readonly Case[];
}

const awaited = (capacity: number): Table => ({
  title: `one to one, each message awaited on both sides, capacity ${capacity}`,
  cases: [
    row("handwritten ring", () => byHand.awaited(capacity, COUNT)),
    row("milost", () => milost.awaited(capacity, COUNT)),
    row("milost, for await", () => loops.iterated(capacity, COUNT)),
    row("milost, for await, compiled", () => compiled.iterated(capacity, COUNT)),
    ...(capacity === 0 ? [row("async generator", () => peers.asyncGenerator(COUNT))] : []),
    ...(capacity === 0 ? [] : [row("effect Queue", () => peers.effectQueue(capacity, COUNT))]),
    row("web stream", () => peers.webStream(capacity, COUNT)),
    row("ts-chan", () => peers.tsChan(capacity, COUNT)),
    ...(capacity === 0 ? [] : [row("@thi.ng/csp", () => peers.thing(capacity, COUNT))]),
    ...(capacity === 64 ? [row("MessageChannel", () => peers.messageChannel(COUNT))] : []),
  ],
});

const drained = (capacity: number): Table => ({
  title: `one to one, awaited only when need be, capacity ${capacity}`,
  cases: [
    row("handwritten ring, awaited", () => byHand.awaited(capacity, COUNT)),
    row("milost, trySend and receiveMany", () => milost.drained(capacity, COUNT)),
    row("milost, trySend and for await", () => loops.drained(capacity, COUNT)),
    row("milost, trySend and for await, compiled", () => compiled.drained(capacity, COUNT)),
  ],
});

const sections: Record<string, readonly Table[]> = {
  awaited: [0, 1, 64, 1024].map(awaited),
  drained: [1, 64, 1024].map(drained),
  pingpong: [
    {
      title: "ping-pong over two rendezvous, per round trip",
      cases: [
        row("handwritten ring", () => byHand.pingPong(COUNT)),
        row("milost", () => milost.pingPong(COUNT)),
      ],
    },
  ],
  fan: [8].flatMap((ways) => [
    {
      title: `fan-in, ${ways} to 1, capacity 64`,
      cases: [
        row("handwritten ring", () => byHand.fanIn(ways, COUNT)),
        row("milost", () => milost.fanIn(ways, COUNT)),
      ],
    },
    {
      title: `fan-out, 1 to ${ways}, capacity 64`,
      cases: [
        row("handwritten ring", () => byHand.fanOut(ways, COUNT)),
        row("milost", () => milost.fanOut(ways, COUNT)),
      ],
    },
  ]),
  select: [2, 8].flatMap((ways) => [
    {
      title: `select of ${ways} receives, channels of 64`,
      cases: [
        row("handwritten, no cancel, no fairness", () => byHand.selecting(ways, COUNT)),
        row("milost", () => milost.selecting(ways, COUNT)),
      ],
    },
    {
      title: `select of ${ways} sends to rendezvous`,
      cases: [row("milost", () => milost.selectSends(ways, COUNT))],
    },
  ]),
};

for (const name of wanted) {
  if (!(name in sections)) {
    console.error(`bench:channel has the sections ${Object.keys(sections).join(", ")}, but no ${name}`);
    process.exit(1);
  }
}

printEnvironment();
const results: Record<string, readonly Row[]> = {};
for (const [name, tables] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const { title, cases } of tables) {
    const rows = await measure(cases, quick ? { title, rounds: 5, sampleMs: 5, bytes: false } : { title });
    printTable(rows, { title });
    results[title] = rows;
  }
}
writeResult(new URL(".work/result.json", import.meta.url).pathname, results);
