/** The core's twin in JavaScript under the suite of all channels, and the two cores side by side. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Core,
  connectWasm,
  createMemory,
  createShared,
  makeWorld,
} from "../../../runtime/dist/threads/internal.js";
import { sharedSuite, tableWire } from "./shared-suite.js";
import { connectTwin, createTwinMemory } from "./twin/twin.ts";

const world = makeWorld(createTwinMemory(128 << 20), connectTwin);

sharedSuite("in shared memory, by the twin", (capacity) =>
  createShared(capacity, world, undefined, tableWire()),
);

describe("the core and its twin", () => {
  const size = 1 << 20;
  const memory = createMemory(size);
  const buffer = createTwinMemory(size);
  const cores = [
    { core: connectWasm(memory), f64: new Float64Array(memory.buffer) },
    { core: connectTwin(buffer), f64: new Float64Array(buffer) },
  ];
  for (const { core } of cores) core.init(size);
  const workers = cores.map(({ core }) => [core.attach(8, 1), core.attach(8, 2)]);

  it("have the same functions", () => {
    const names = cores.map(({ core }) => Object.keys(core).sort());
    expect(names[0]).toEqual(names[1]);
  });

  it("give the workers the same ids", () => {
    expect(workers).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it("answer every sequence of calls alike", () => {
    const who = fc.constantFrom(0, 1);
    const side = fc.constantFrom(0, 1);
    const step = fc.oneof(
      fc.record({ call: fc.constant("send" as const), who, value: fc.double({ noNaN: true }) }),
      fc.record({ call: fc.constant("receive" as const), who }),
      fc.record({ call: fc.constant("send_many" as const), who, count: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ call: fc.constant("receive_many" as const), who, count: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ call: fc.constant("arm" as const), who, side }),
      fc.record({ call: fc.constant("disarm" as const), who, side }),
      fc.record({ call: fc.constant("demand" as const), who }),
      fc.record({ call: fc.constant("withdraw" as const) }),
      fc.record({ call: fc.constant("hand_over" as const), who }),
      fc.record({ call: fc.constant("fork" as const), who, side }),
      fc.record({ call: fc.constant("redeem" as const), who }),
      fc.record({ call: fc.constant("close" as const), which: fc.nat(6) }),
    );
    type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
    const play = (core: Core, f64: Float64Array, capacity: number, steps: readonly Step[]): unknown[] => {
      const scratch = [0, 1].map((me) => core.scratch_of(me) / 8);
      const status = (me: number) => new Int32Array(f64.buffer)[(scratch[me]! + core.batch()) * 2]!;
      const channel = core.create(0, capacity, 1 | (5 << 8));
      const ends: [end: number, ticket: 0 | 1][] = [0, 1].map((at) => [f64[scratch[0]! + at]!, 0]);
      const log: unknown[] = [];
      const parked = () =>
        [0, 1].map((me) => Atomics.load(new Int32Array(f64.buffer), core.parking_of(me) / 4));
      let before = parked();
      for (const one of steps) {
        // Nothing may be asked of a channel that is gone.
        if (ends.length === 0) break;
        switch (one.call) {
          case "send":
            log.push(core.send(one.who, channel, one.value, 2));
            break;
          case "receive": {
            const value = core.receive(one.who, channel, 2);
            log.push([value, status(one.who)]);
            break;
          }
          case "send_many":
            for (let i = 0; i < one.count; i++) f64[scratch[one.who]! + i] = i / 4;
            log.push(core.send_many(one.who, channel, one.count, 0));
            break;
          case "receive_many": {
            const count = core.receive_many(one.who, channel, one.count, 0);
            const from = scratch[one.who]!;
            log.push([count, count > 0 ? [...f64.slice(from, from + (count & 0xffff))] : []]);
            break;
          }
          case "arm":
          case "disarm":
            core[one.call](one.who, channel, one.side);
            break;
          case "demand":
            log.push(core.demand(one.who, channel));
            break;
          case "withdraw":
            log.push(core.withdraw(channel));
            break;
          case "hand_over":
            log.push(core.hand_over(one.who, channel, 0.5));
            break;
          case "fork": {
            const ticket = one.side as 0 | 1;
            const fork = core.fork(one.who, ends[0]![0], ticket);
            // Tokens name rows, and the two look for free rows in different places.
            log.push(fork >= 0);
            if (fork >= 0) ends.push([fork, ticket]);
            break;
          }
          case "redeem": {
            const travelling = ends.find(([, ticket]) => ticket === 1);
            log.push(core.redeem(one.who, (travelling ?? ends[0]!)[0]));
            if (travelling) travelling[1] = 0;
            break;
          }
          case "close": {
            const [[end, ticket]] = ends.splice(one.which % ends.length, 1) as [[number, 0 | 1]];
            log.push([core.close(0, end, ticket), core.close(0, end, ticket)]);
            break;
          }
        }
        if (ends.length > 0) {
          log.push([core.length(channel), core.is_closed(channel)]);
          // Whose word moved; a close that wakes one worker at both sides may move it twice.
          const now = parked();
          log.push(now.map((word, me) => word !== before[me]));
          before = now;
        }
      }
      for (const [end, ticket] of ends) core.close(0, end, ticket);
      return log;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 60 }), (capacity, steps) => {
        const [wasm, twin] = cores.map(({ core, f64 }) => play(core, f64, capacity, steps));
        expect(wasm).toEqual(twin);
      }),
      { numRuns: 1000 },
    );
  });
});
