/** Waits that are given up: they reject with the signal's reason, take nothing, and leave nothing behind. */
import { describe, expect, it } from "vitest";
import { drain, settle, type Tracked, waiting } from "./tracked.js";

/** A signal that counts who listens. */
function countingSignal(): { controller: AbortController; listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count--;
    remove(...args);
  };
  return { controller, listeners: () => count };
}

export function cancelling(create: Tracked, capacities: readonly number[]): void {
  describe("cancelling", () => {
    it("rejects with the reason of a signal that was aborted before, even when a value is ready", async () => {
      const [tx, rx] = await create<number>(2);
      await tx.send(1);
      const reason = new Error("no");
      const signal = AbortSignal.abort(reason);
      await expect(rx.receive({ signal })).rejects.toBe(reason);
      await expect(rx.receiveMany(1, { signal })).rejects.toBe(reason);
      await expect(tx.send(2, { signal })).rejects.toBe(reason);
      await expect(tx.sendAll([2], { signal })).rejects.toBe(reason);
      await create.reach();
      expect(rx.length).toBe(1);
      expect((await rx.receive()).unwrap()).toBe(1);
    });

    it("rejects with the reason as it is, whatever it is", async () => {
      const [, rx] = await create<number>(1);
      for (const reason of ["a string", 0, null, { code: 1 }]) {
        const controller = new AbortController();
        const received = rx.receive({ signal: controller.signal });
        controller.abort(reason);
        await expect(received).rejects.toBe(reason);
      }
    });

    it("a receive in the middle of the queue leaves; the others keep their places", async () => {
      const [tx, rx] = await create<number>(0);
      const controllers = Array.from({ length: 7 }, () => new AbortController());
      const received = controllers.map(({ signal }) => rx.receive({ signal }));
      const outcomes = received.map((promise) => promise.then((option) => option.unwrap(), String));
      for (const i of [3, 0, 6, 4]) controllers[i]?.abort(`cancelled ${i}`);
      for (const value of [10, 11, 12]) await tx.send(value);
      expect(await Promise.all(outcomes)).toEqual([
        "cancelled 0",
        10,
        11,
        "cancelled 3",
        "cancelled 4",
        12,
        "cancelled 6",
      ]);
    });

    it("a send in the middle of the queue leaves with its value; the others keep their places", async () => {
      const [tx, rx] = await create<number>(1);
      await tx.send(0);
      const controllers = Array.from({ length: 7 }, () => new AbortController());
      const sent = controllers.map(({ signal }, i) => tx.send(i + 1, { signal }));
      const outcomes = sent.map((promise) => promise.then((result) => result._tag, String));
      for (const i of [3, 0, 6, 4]) controllers[i]?.abort(`cancelled ${i}`);
      const got: number[] = [];
      for (let i = 0; i < 4; i++) got.push((await rx.receive()).unwrap());
      expect(got).toEqual([0, 2, 3, 6]);
      expect(rx.tryReceive().error?._tag).toBe("Empty");
      expect((await Promise.all(outcomes)).filter((outcome) => outcome === "Ok")).toHaveLength(3);
    });

    it("a receive that was given its value is not cancelled any more", async () => {
      const [tx, rx] = await create<number>(0);
      const controller = new AbortController();
      const received = rx.receive({ signal: controller.signal });
      await settle();
      if (create.distant) await tx.send(5);
      else expect(tx.trySend(5)._tag).toBe("Ok");
      await create.reach();
      controller.abort();
      expect((await received).unwrap()).toBe(5);
    });

    it("every wait takes its listener off the signal again", async () => {
      const [tx, rx] = await create<number>(1);
      const { controller, listeners } = countingSignal();
      const { signal } = controller;
      const first = rx.receive({ signal });
      await settle();
      expect(listeners()).toBe(1);
      await tx.send(1);
      await first;
      expect(listeners()).toBe(0);
      await tx.send(1, { signal });
      expect(listeners()).toBe(0);
      const waits = [tx.send(2, { signal }), tx.send(3, { signal })];
      await settle();
      expect(listeners()).toBe(2);
      rx.close();
      await Promise.all(waits);
      expect(listeners()).toBe(0);
    });

    it("an aborted sendAll has sent a prefix, and nothing after", async () => {
      const [tx, rx] = await create<number>(2);
      const controller = new AbortController();
      const sending = tx.sendAll([0, 1, 2, 3, 4], { signal: controller.signal });
      await settle();
      controller.abort("enough");
      await expect(sending).rejects.toBe("enough");
      tx.close();
      expect(await drain(rx)).toEqual([0, 1]);
    });

    it("an aborted sendAll lets go of its iterator, one that ran to its end or was refused does not", async () => {
      const [tx, rx] = await create<number>(1);
      const controller = new AbortController();
      const { signal } = controller;
      const steps: string[] = [];
      const source = (name: string, count: number) => ({
        [Symbol.iterator]: (): Iterator<number> => {
          let left = count;
          return {
            next: () => (left-- > 0 ? { done: false, value: left } : { done: true, value: undefined }),
            return: () => {
              steps.push(name);
              throw new Error("nobody is to hear of this");
            },
          };
        },
      });
      expect((await tx.sendAll(source("whole", 1), { signal })).unwrap()).toBe(1);
      const refused = tx.sendAll(source("refused", 3));
      const aborted = tx.sendAll(source("aborted", 3), { signal });
      await settle();
      controller.abort("enough");
      await expect(aborted).rejects.toBe("enough");
      expect(steps).toEqual(["aborted"]);
      await expect(tx.sendAll(source("never begun", 3), { signal })).rejects.toBe("enough");
      rx.close();
      expect((await refused).error).toMatchObject({ _tag: "Closed", sent: 0 });
      expect(steps).toEqual(["aborted"]);
    });

    it("a sendAll whose iterator aborts it sends no more, and does not wait", async () => {
      const [tx, rx] = await create<number>(1);
      const controller = new AbortController();
      function* source() {
        yield 1;
        controller.abort("enough");
        yield 2;
      }
      await expect(tx.sendAll(source(), controller)).rejects.toBe("enough");
      tx.close();
      expect(await drain(rx)).toEqual([1]);
    });

    it("an aborted receiveMany takes nothing", async () => {
      const [tx, rx] = await create<number>(2);
      const controller = new AbortController();
      const many = rx.receiveMany(2, { signal: controller.signal });
      await settle();
      controller.abort("enough");
      await expect(many).rejects.toBe("enough");
      await tx.send(1);
      await create.reach();
      expect(rx.length).toBe(1);
    });

    for (const capacity of capacities) {
      it(`capacity ${capacity}: half of the receives cancelled at random, not a value lost or doubled`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const total = 2000;
        const got: number[] = [];
        let cancelled = 0;
        const consume = async (seed: number) => {
          for (let i = seed; ; i++) {
            const controller = new AbortController();
            const received = rx.receive({ signal: controller.signal });
            if (i % 2 === 0) queueMicrotask(() => controller.abort("cancelled"));
            try {
              const option = await received;
              if (option._tag === "None") return;
              got.push(option.value);
            } catch (reason) {
              expect(reason).toBe("cancelled");
              cancelled++;
            }
          }
        };
        const consumers = [consume(0), consume(1), consume(2)];
        const produce = async (from: number) => {
          for (let i = from; i < total; i += 2) {
            await tx.send(i);
            if (i % 7 === 0) await null;
          }
        };
        await Promise.all([produce(0), produce(1)]);
        tx.close();
        await Promise.all(consumers);
        expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
        expect(cancelled).toBeGreaterThan(0);
      });
    }

    it("waiters that everybody forgot are ended by a close", async () => {
      const [tx, rx] = await create<number>(1);
      for (let i = 0; i < 100; i++) void rx.receive();
      await settle();
      tx.close();
      await create.reach();
      expect(waiting(tx, rx)).toBe(0);
      const [tx2, rx2] = await create<number>(1);
      for (let i = 0; i < 100; i++) void tx2.send(i);
      await settle();
      rx2.close();
      await create.reach();
      expect(waiting(tx2, rx2)).toBe(0);
    });
  });
}
