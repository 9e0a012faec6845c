/** The lane beside shared memory: what is put for a ticket is what its taker gets, whoever is first. */
import { Worker } from "node:worker_threads";
import { transfer } from "milost/threads";
import { describe, expect, it } from "vitest";
import { Depot, type Lane, LaneEnd, LOST, NO_TICKET } from "../../../../runtime/dist/threads/port/lane.js";
import { settle } from "../../channel/suite/tracked.js";

const taken = <T>(lane: Lane<T>, ticket: number): Promise<T | typeof LOST> =>
  new Promise((resolve) => lane.take(ticket, resolve));

const lanes = <T>() => {
  const depot = new Depot<T>();
  return { depot, first: new LaneEnd<T>(depot.connect()), second: new LaneEnd<T>(depot.connect()) };
};

describe("the lane beside the slots", () => {
  for (const from of ["depot", "first"] as const) {
    for (const to of ["depot", "first", "second"] as const) {
      it(`carries values from ${from} to ${to}, in whatever order they are taken`, async () => {
        const lane = lanes<unknown>();
        const values = [undefined, { n: 1 }, new Map([[1, { n: 2 }]]), "text", new Date(0)];
        const tickets = values.map((value) => lane[from].put(value));
        expect(new Set(tickets).size).toBe(values.length);
        const got = await Promise.all(tickets.reverse().map((ticket) => taken(lane[to], ticket)));
        expect(got).toEqual(values.reverse());
      });
    }
  }

  it("waits for a value whose ticket has come first", async () => {
    const lane = lanes<string>();
    // The first ticket of an end is known beforehand only to this test.
    const probe = lane.first.put("probe");
    const next = 2 * probe - (probe % (1 << 20));
    const early = [taken(lane.second, next)];
    await settle();
    expect(lane.first.put("late")).toBe(next);
    expect(await Promise.all(early)).toEqual(["late"]);
    expect(await taken(lane.depot, probe)).toBe("probe");
  });

  it("refuses what cannot be cloned, moves what is to be transferred, forgets what is dropped", async () => {
    const lane = lanes<unknown>();
    expect([lane.depot.put(() => 1), lane.first.put(Symbol.iterator)]).toEqual([NO_TICKET, NO_TICKET]);
    for (const from of ["depot", "first"] as const) {
      const bytes = new Uint8Array([1, 2]);
      const ticket = lane[from].put(transfer({ bytes }, [bytes.buffer]));
      expect(bytes.byteLength).toBe(0);
      expect(await taken(lane.second, ticket)).toEqual({ bytes: new Uint8Array([1, 2]) });
      lane.second.drop(lane[from].put("nobody wants it"));
    }
    await settle();
    const { stored, dropped } = lane.depot as unknown as {
      stored: { size: number };
      dropped: { size: number };
    };
    expect([stored.size, dropped.size]).toEqual([0, 0]);
  });

  it("says what is lost with an end that closed before it had put it", async () => {
    const lane = lanes<string>();
    const probe = lane.first.put("probe");
    const never = 2 * probe - (probe % (1 << 20));
    const waiting = [taken(lane.second, never), taken(lane.depot, never + (1 << 20))];
    await settle();
    lane.first.close();
    expect(await Promise.all(waiting)).toEqual([LOST, LOST]);
    // What it had put stays.
    expect(await taken(lane.second, probe)).toBe("probe");
    expect(await taken(lane.first, probe)).toBe(LOST);
  });

  it("carries values to a worker and back; a killed one loses what it had not put", async () => {
    const depot = new Depot<unknown>();
    const handle = depot.connect();
    const worker = new Worker(new URL("./lane-worker.ts", import.meta.url), {
      workerData: handle,
      transferList: [handle.port as never],
    });
    const answered = new Promise<number>((resolve) => worker.once("message", resolve));
    worker.postMessage(depot.put({ n: 20 }));
    const ticket = await answered;
    expect(await taken(depot, ticket)).toEqual({ n: 21 });
    const lost = taken(depot, ticket + (1 << 20));
    await worker.terminate();
    expect(await lost).toBe(LOST);
  });
});
