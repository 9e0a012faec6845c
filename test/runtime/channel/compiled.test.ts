/** The fast path of compiled loops: the same output as the loops they stand for, in fewer turns. */
import { createChannel, type Receiver } from "milost";
import { nothingReady, sendReady, takeReady } from "milost/abi";
import { fromAsyncIterable, map, oneshot, watch } from "milost/channel";
import { describe, expect, it } from "vitest";
import { settle, tracked } from "./suite/tracked.js";

const create = tracked(createChannel);

/** `for await (const value of rx) values.push(value)`, compiled. */
async function collect<T>(rx: Receiver<T>): Promise<T[]> {
  const values: T[] = [];
  for (;;) {
    let value = takeReady(rx);
    if (value === nothingReady) {
      await null;
      value = takeReady(rx);
    }
    if (value === nothingReady) {
      const option = await rx.receive();
      if (option._tag === "None") return values;
      value = option.value;
    }
    values.push(value);
  }
}

describe("compiled loops", { timeout: 10_000 }, () => {
  for (const capacity of [0, 1, 64, Number.POSITIVE_INFINITY]) {
    it(`capacity ${capacity}: see every value and the end`, async () => {
      const [tx, rx] = await create<number>(capacity);
      const got = collect(rx);
      for (let i = 0; i < 500; i++) {
        if (!sendReady(tx, i)) await tx.send(i);
        if (i % 100 === 0) await settle();
      }
      tx.close();
      expect(await got).toEqual(Array.from({ length: 500 }, (_, i) => i));
      expect(rx.closed).toBe(true);
      expect(sendReady(tx, 1)).toBe(false);
    });
  }

  it("the seed's loop prints the end once", async () => {
    const [tx, rx] = await create<number>();
    const lines: string[] = [];
    const receiving = (async () => {
      while (!rx.closed) {
        const ready = takeReady(rx);
        if (ready !== nothingReady) lines.push(`Received: ${ready}`);
        else {
          const value = await rx.receive();
          lines.push(value._tag === "Some" ? `Received: ${value.value}` : "Channel closed");
        }
      }
    })();
    for (let i = 0; i < 10; i++) await tx.send(i);
    tx.close();
    await receiving;
    expect(lines).toEqual([...Array.from({ length: 10 }, (_, i) => `Received: ${i}`), "Channel closed"]);
  });

  it("leaves the upper half of the room, and whoever is watched, to the awaited send", async () => {
    const sent = (capacity: number): Promise<number> =>
      create<number>(capacity).then(([tx]) => {
        let count = 0;
        while (sendReady(tx, count)) count++;
        return count;
      });
    expect(await sent(0)).toBe(0);
    expect(await sent(1)).toBe(0);
    expect(await sent(2)).toBe(1);
    expect(await sent(64)).toBe(32);
    expect(await sent(Number.POSITIVE_INFINITY)).toBe(64);
    const [tx, rx] = watch(1);
    expect(sendReady(tx, 2)).toBe(false);
    expect(rx.current).toBe(1);
  });

  it("keeps the order where senders wait, and hands over to who waits", async () => {
    const [tx, rx] = await create<number>(4);
    for (let i = 0; i < 4; i++) tx.trySend(i);
    const waiting = [tx.send(4), tx.send(5)];
    expect(Array.from({ length: 6 }, () => takeReady(rx))).toEqual([0, 1, 2, 3, 4, 5]);
    expect((await Promise.all(waiting)).map(({ _tag }) => _tag)).toEqual(["Ok", "Ok"]);
    const received = rx.receive();
    expect(sendReady(tx, 6)).toBe(true);
    expect(sendReady(tx, 7)).toBe(true);
    expect((await received).unwrap()).toBe(6);
    expect(takeReady(rx)).toBe(7);
  });

  it("a closed end neither takes nor sends, its clones do", async () => {
    const [tx, rx] = await create<number>(8);
    const [sender, receiver] = [tx.clone(), rx.clone()];
    tx.close();
    rx.close();
    expect(sendReady(tx, 1)).toBe(false);
    expect(sendReady(sender, 2)).toBe(true);
    expect(takeReady(rx)).toBe(nothingReady);
    expect(takeReady(receiver)).toBe(2);
    receiver.close();
    expect(sendReady(sender, 3)).toBe(false);
    expect(sender.length).toBe(0);
  });

  it("a oneshot takes one value", () => {
    const [tx, rx] = oneshot<number>();
    expect(sendReady(tx, 1)).toBe(false);
    tx.trySend(1);
    expect(sendReady(tx, 2)).toBe(false);
    expect([takeReady(rx), takeReady(rx)]).toEqual([1, nothingReady]);
  });

  it("says nothing about the end: that is for receive to tell", async () => {
    const [tx, rx] = await create<undefined>(1);
    expect(takeReady(rx)).toBe(nothingReady);
    tx.trySend(undefined);
    expect(takeReady(rx)).toBe(undefined);
    tx.close();
    expect(takeReady(rx)).toBe(nothingReady);
    expect(rx.closed).toBe(false);
    expect((await rx.receive())._tag).toBe("None");
    rx.close();
    expect(takeReady(rx)).toBe(nothingReady);
  });

  it("a loop that never has to wait makes way for the event loop all the same", async () => {
    const [tx, rx] = await create<number>(1);
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    let operations = 0;
    while (!turned && operations < 1_000_000) {
      if (!sendReady(tx, operations)) await tx.send(operations);
      if (takeReady(rx) === nothingReady) await rx.receive();
      operations += 2;
    }
    expect(turned).toBe(true);
  });

  it("works on derived receivers, and leaves what is no end of ours to the call", async () => {
    const doubled = map(fromAsyncIterable([1, 2, 3]), (n) => n * 2);
    expect(await collect(doubled)).toEqual([2, 4, 6]);
    const [tx, rx] = await create<number>(4);
    tx.trySend(1);
    // A Receiver somebody else made around ours.
    const foreign: Receiver<number> = Object.create(null, {
      receive: { value: () => rx.receive() },
    });
    expect(takeReady(foreign)).toBe(nothingReady);
    expect((await foreign.receive()).unwrap()).toBe(1);
  });

  it("throws where the awaited receive would reject", async () => {
    const [tx, rx] = await create<number>(1);
    tx.trySend(1);
    const bad = map(rx, () => {
      throw new Error("bad");
    });
    await expect(collect(bad)).rejects.toThrow("bad");
  });
});
