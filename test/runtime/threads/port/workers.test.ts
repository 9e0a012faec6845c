/** Ends in several workers: each value exactly once, and nobody waits for the dead. */
import { createChannel, Receiver, type Result, Sender } from "milost";
import type { ReceiverHandle, SenderHandle } from "milost/threads";
import { describe, expect, it } from "vitest";
import { act } from "./actors.js";

type Pair = readonly [id: number, n: number];

const open = <T>(capacity: number) => createChannel<T>({ shared: true, transport: "port", capacity });

describe("ports to workers", { timeout: 30_000 }, () => {
  for (const capacity of [0, 1, 64, Number.POSITIVE_INFINITY]) {
    it(`capacity ${capacity}: three producers and three consumers, each value once, in each producer's order`, async () => {
      const [tx, rx] = await open<Pair>(capacity);
      const count = 300;
      const consumers = [act("consume", [rx.handle()]), act("poll", [rx.handle()])];
      const producers = [0, 1].map((id) => act("produce", [tx.handle()], { count, id }));
      for (const actor of [...consumers, ...producers]) expect(await actor.next()).toBe("ready");
      const here: Pair[] = [];
      const consuming = (async () => {
        for await (const pair of rx) here.push(pair);
      })();
      for (let n = 0; n < count; n++) await tx.send([2, n]);
      tx.close();
      expect(await Promise.all(producers.map((actor) => actor.next()))).toEqual([count, count]);
      await consuming;
      // They have sent nothing but pairs.
      const seen = [...(await Promise.all(consumers.map((actor) => actor.next()))), here] as Pair[][];
      for (const pairs of seen.filter((_, i) => i !== 1)) {
        const last = new Map<number, number>();
        for (const [id, n] of pairs) {
          expect(n).toBeGreaterThan(last.get(id) ?? -1);
          last.set(id, n);
        }
      }
      const all = seen.flat().map(([id, n]) => id * count + n);
      expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 3 * count }, (_, i) => i));
    });
  }

  it("a worker that is killed while it receives closes its end; the others get the rest", async () => {
    const [tx, rx] = await open<number>(0);
    const victim = act("consume", [rx.handle()]);
    expect(await victim.next()).toBe("ready");
    await tx.send(1);
    await victim.worker.terminate();
    const received = rx.receive();
    await tx.send(2);
    expect((await received).unwrap()).toBe(2);
    rx.close();
    expect((await tx.send(3)).error).toMatchObject({ _tag: "Closed", value: 3 });
  });

  it("when the last receiver is killed, sends that wait get their values back", async () => {
    const [tx, rx] = await open<number>(2);
    const victim = act("hold", [rx.handle()]);
    rx.close();
    expect(await victim.next()).toBe("ready");
    const sent: Promise<Result<void, unknown>>[] = [0, 1, 2, 3].map((n) => tx.send(n));
    expect((await sent[1])?._tag).toBe("Ok");
    await victim.worker.terminate();
    expect((await sent[2])?.error).toMatchObject({ _tag: "Closed", value: 2 });
    expect((await sent[3])?.error).toMatchObject({ _tag: "Closed", value: 3 });
    expect(tx.closed).toBe(true);
  });

  it("when the last sender is killed, what it sent is drained, then comes the end", async () => {
    const [tx, rx] = await open<Pair>(64);
    const victim = act("produce", [tx.handle()], { count: 1e9, id: 7 });
    tx.close();
    expect(await victim.next()).toBe("ready");
    expect((await rx.receive()).unwrap()).toEqual([7, 0]);
    await victim.worker.terminate();
    let last = 0;
    for await (const [, n] of rx) {
      expect(n).toBe(last + 1);
      last = n;
    }
    expect(rx.closed).toBe(true);
  });

  it("room that a killed sender had been promised is there for the others", async () => {
    const [tx, rx] = await open<number>(2);
    const victim = act("hold", [tx.handle()]);
    expect(await victim.next()).toBe("ready");
    // The first is taken from what is shared out, the second has to be asked back.
    expect((await tx.send(0))._tag).toBe("Ok");
    expect((await tx.send(1))._tag).toBe("Ok");
    await victim.worker.terminate();
    expect((await rx.receive()).unwrap()).toBe(0);
    expect((await tx.send(2))._tag).toBe("Ok");
  });

  it("when the thread that keeps the queue is killed, every end closes", async () => {
    const keeper = act("keep", [], { count: 1 });
    const [toSend, toReceive] = (await keeper.next()) as [SenderHandle<number>, ReceiverHandle<number>];
    const tx = await Sender.from(toSend);
    const rx = await Receiver.from(toReceive);
    expect((await tx.send(0))._tag).toBe("Ok");
    expect((await rx.receive()).unwrap()).toBe(0);
    const received = rx.receive();
    await keeper.worker.terminate();
    expect((await received)._tag).toBe("None");
    expect((await tx.send(1)).error).toMatchObject({ _tag: "Closed", value: 1 });
    expect([tx.closed, rx.closed]).toEqual([true, true]);
  });

  it("a worker hands its end on, to anybody, and closes its own", async () => {
    const [tx, rx] = await open<number>(4);
    await tx.sendAll([1, 2, 3]);
    const middle = act("passOn", [rx.handle()]);
    rx.close();
    const last = act("consume", [(await middle.next()) as ReceiverHandle<number>]);
    expect(await last.next()).toBe("ready");
    await tx.send(4);
    tx.close();
    expect(await last.next()).toEqual([1, 2, 3, 4]);
  });

  it("a handle is revoked when the worker that made it dies", async () => {
    const [tx, rx] = await open<number>(4);
    const maker = act("passOn", [rx.handle()]);
    rx.close();
    const handle = (await maker.next()) as ReceiverHandle<number>;
    expect(tx.closed).toBe(false);
    await maker.worker.terminate();
    await expect(Receiver.from(handle)).rejects.toThrow(/ML3924/);
    expect((await tx.send(1)).error).toMatchObject({ _tag: "Closed", value: 1 });
  });
});
