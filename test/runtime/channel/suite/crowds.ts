/** Many producers and many consumers: each value exactly once, each producer's values in their order. */
import { describe, expect, it } from "vitest";
import type { Tracked } from "./tracked.js";

export function crowds(create: Tracked, capacities: readonly number[]): void {
  describe("crowds", () => {
    for (const capacity of capacities) {
      for (const [producers, consumers] of [
        [1, 5],
        [5, 1],
        [7, 4],
      ] as const) {
        it(`capacity ${capacity}: ${producers} producers, ${consumers} consumers`, async () => {
          const [tx, rx] = await create<readonly [number, number]>(capacity);
          const each = 400;
          const produce = async (id: number) => {
            using sender = tx.clone();
            for (let i = 0; i < each; i++) {
              if (i % 50 === id) await sender.sendAll([[id, i]]);
              else await sender.send([id, i]);
            }
          };
          const consume = async (id: number) => {
            using receiver = rx.clone();
            const seen: (readonly [number, number])[] = [];
            for (let i = 0; !receiver.closed; i++) {
              if ((i + id) % 3 === 0) seen.push(...(await receiver.receiveMany(3)));
              else (await receiver.receive()).inspect((pair) => seen.push(pair));
            }
            return seen;
          };
          const consuming = Array.from({ length: consumers }, (_, id) => consume(id));
          const producing = Array.from({ length: producers }, (_, id) => produce(id));
          tx.close();
          await Promise.all(producing);
          const seen = await Promise.all(consuming);
          // One consumer sees one producer's values in order, for the channel hands them out in order.
          for (const pairs of seen) {
            const last = new Map<number, number>();
            for (const [id, i] of pairs) {
              expect(i).toBeGreaterThan(last.get(id) ?? -1);
              last.set(id, i);
            }
          }
          const all = seen.flat().map(([id, i]) => id * each + i);
          expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: producers * each }, (_, i) => i));
        });
      }
    }

    it("consumers that wait take turns", async () => {
      const [tx, rx] = await create<number>(0);
      const counts = [0, 0, 0, 0];
      const consuming = counts.map(async (_, id) => {
        for await (const _value of rx) counts[id]!++;
      });
      for (let i = 0; i < 4000; i++) await tx.send(i);
      tx.close();
      await Promise.all(consuming);
      expect(counts).toEqual([1000, 1000, 1000, 1000]);
    });

    const total = create.distant ? 100_000 : 1_000_000;
    it(`${total} messages leave the event loop its turns`, async () => {
      const [tx, rx] = await create<number>(64);
      let ticks = 0;
      let stop = false;
      const tick = () => {
        ticks++;
        if (!stop) setTimeout(tick, 1);
      };
      setTimeout(tick, 1);
      let immediates = 0;
      const immediate = () => {
        immediates++;
        if (!stop) setImmediate(immediate);
      };
      setImmediate(immediate);
      const producing = (async () => {
        for (let i = 0; i < total; i++) await tx.send(i);
        tx.close();
      })();
      let received = 0;
      while ((await rx.receive())._tag === "Some") received++;
      stop = true;
      await producing;
      expect(received).toBe(total);
      // Two operations a message: a turn of the event loop comes at least every 32,768 of them.
      expect(immediates).toBeGreaterThan((2 * total) / 32_768);
      expect(ticks).toBeGreaterThan(1);
    });

    it.skipIf(create.distant)("a thousand busy loops leave the event loop its turns too", async () => {
      const pairs = await Promise.all(Array.from({ length: 1000 }, () => create<number>(1)));
      let stop = false;
      let operations = 0;
      const busy = pairs.map(async ([tx, rx]) => {
        while (!stop) {
          await tx.send(1);
          await rx.receive();
          operations += 2;
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 5));
      stop = true;
      await Promise.all(busy);
      // That the timer fired is the point; each loop had gone round once by then, on a busy machine no more.
      expect(operations).toBeGreaterThanOrEqual(2000);
    });
  });
}
