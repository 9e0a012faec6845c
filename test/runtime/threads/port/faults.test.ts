/**
 * Over ports, without shared memory: what is on its way when somebody closes, gives up or is killed stays with the channel or comes
 * back to its sender, and nobody waits for the dead.
 */
import { createChannel, Receiver, Sender } from "milost";
import type { ReceiverHandle, SenderHandle } from "milost/threads";
import { describe, expect, it } from "vitest";
import { settle } from "../../channel/suite/tracked.js";
import { act } from "./actors.js";

const open = <T>(capacity: number) => createChannel<T>({ shared: true, transport: "port", capacity });
const GIVEN_UP = "given up";

describe("values on their way over ports", { timeout: 30_000 }, () => {
  for (const capacity of [0, 1, 8]) {
    for (const gone of [0, 1, 2]) {
      it(`capacity ${capacity}: of three waits number ${gone + 1} is given up, and its value is another thread's`, async () => {
        const [tx, rx] = await open<number>(capacity);
        const [a, b] = [await Receiver.from(rx.handle()), await Receiver.from(rx.handle())];
        rx.close();
        const stops = [0, 1, 2].map(() => new AbortController());
        const waits = stops.map(({ signal }) => a.receive({ signal }));
        await settle();
        const sent = [1, 2, 3].map((n) => tx.send(n));
        // They are on their way when it is given up.
        stops[gone]!.abort(GIVEN_UP);
        const elsewhere = b.receive();
        const outcomes = await Promise.allSettled(waits);
        expect(outcomes[gone]).toMatchObject({ status: "rejected", reason: GIVEN_UP });
        const here = outcomes.flatMap((one) => (one.status === "fulfilled" ? one.value.unwrap() : []));
        expect(here).toEqual(here.toSorted());
        expect([...here, (await elsewhere).unwrap()].sort()).toEqual([1, 2, 3]);
        await Promise.all(sent);
        tx.close();
        expect([(await a.receive())._tag, (await b.receive())._tag]).toEqual(["None", "None"]);
      });
    }

    it(`capacity ${capacity}: the last receiver closes with values on their way, and waiting sends come back`, async () => {
      const [near, rx] = await open<number>(capacity);
      const tx = await Sender.from(near.handle());
      near.close();
      const far = await Receiver.from(rx.handle());
      rx.close();
      const sent = Array.from({ length: capacity + 4 }, (_, n) => tx.send(n));
      await settle();
      const received = far.receive();
      far.close();
      const outcomes = await Promise.all(sent);
      const back = outcomes.flatMap(({ error }, n) => (error === undefined ? [] : [[n, error.value]]));
      expect(back.length).toBeGreaterThan(0);
      for (const [n, value] of back) expect(value).toBe(n);
      expect(["Some", "None"]).toContain((await received)._tag);
      expect((await tx.send(9)).error).toMatchObject({ _tag: "Closed", value: 9 });
    });
  }

  for (const capacity of [1, 4]) {
    it(`capacity ${capacity}: the thread of the queue dies; what has arrived is received, sends that wait come back whole`, async () => {
      const keeper = act("keep", [], { count: capacity });
      const [toSend, toReceive] = (await keeper.next()) as [SenderHandle<number>, ReceiverHandle<number>];
      const tx = await Sender.from(toSend);
      const rx = await Receiver.from(toReceive);
      const sent = Array.from({ length: capacity + 3 }, (_, n) => tx.send(n));
      // So that some of it lies here, ahead of demand.
      while (rx.length === 0) await settle();
      await keeper.worker.terminate();
      const outcomes = await Promise.all(sent);
      const back = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error.value]));
      expect(back).toEqual(Array.from({ length: capacity + 3 }, (_, n) => n).slice(-back.length));
      const got: number[] = [];
      for await (const value of rx) got.push(value);
      expect(got).toEqual(Array.from({ length: got.length }, (_, n) => n));
      expect(got.length).toBeGreaterThan(0);
      expect(got.length).toBeLessThanOrEqual(capacity + 3 - back.length);
    });
  }

  it("the last receiver is killed with values sent ahead to it: who waits has its value back", async () => {
    const [tx, rx] = await open<number>(2);
    const victim = act("hold", [rx.handle()]);
    rx.close();
    expect(await victim.next()).toBe("ready");
    expect([(await tx.send(0))._tag, (await tx.send(1))._tag]).toEqual(["Ok", "Ok"]);
    const waiting = tx.send(2);
    await settle();
    await victim.worker.terminate();
    expect((await waiting).error).toMatchObject({ _tag: "Closed", value: 2 });
  });

  it("a handle that is opened when the thread of the queue has died is refused, and does not wait", async () => {
    const keeper = act("keep", [], { count: 1 });
    const [toSend, toReceive] = (await keeper.next()) as [SenderHandle<number>, ReceiverHandle<number>];
    const tx = await Sender.from(toSend);
    const later = tx.handle();
    await keeper.worker.terminate();
    await expect(Receiver.from(toReceive)).rejects.toThrow(/ML3924/);
    await expect(Sender.from(later)).rejects.toThrow(/ML3924/);
    await settle();
    expect(() => tx.handle()).not.toThrow();
    await expect(Sender.from(tx.handle())).rejects.toThrow(/ML3924/);
  });
});
