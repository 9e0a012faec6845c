/** Values go through: in order, whatever they are, waiting where they must. */
import type { Receiver, Sender } from "milost";
import { describe, expect, expectTypeOf, it } from "vitest";
import { drain, isSettled, settle, type Tracked } from "./tracked.js";

export function basics(create: Tracked, capacities: readonly number[]): void {
  const { cloned, distant, reach } = create;
  describe("basics", () => {
    for (const capacity of capacities) {
      it(`capacity ${capacity}: a thousand values arrive in order`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const got = drain(rx);
        for (let i = 0; i < 1000; i++) expect((await tx.send(i))._tag).toBe("Ok");
        tx.close();
        expect(await got).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      });

      it(`capacity ${capacity}: sends that nobody awaits keep their order`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const sent = Array.from({ length: 300 }, (_, i) => tx.send(i));
        const got: number[] = [];
        while (got.length < 300) got.push((await rx.receive()).unwrap());
        expect(got).toEqual(Array.from({ length: 300 }, (_, i) => i));
        expect((await Promise.all(sent)).every((result) => result._tag === "Ok")).toBe(true);
      });

      it(`capacity ${capacity}: receives that wait are served in their order`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const got = [rx.receive(), rx.receive(), rx.receive()];
        await settle();
        for (const value of [1, 2, 3]) await tx.send(value);
        expect((await Promise.all(got)).map((option) => option.unwrap())).toEqual([1, 2, 3]);
      });

      it(`capacity ${capacity}: undefined, null, NaN${cloned ? "" : ", promises and functions"} are values`, async () => {
        const [tx, rx] = await create<unknown>(capacity);
        const bound = cloned ? [] : [Promise.resolve(1), () => 2, Symbol.iterator];
        const odd = [undefined, null, Number.NaN, 0, "", false, ...bound];
        const sending = tx.sendAll(odd);
        for (const value of odd) {
          const option = await rx.receive();
          expect(option._tag).toBe("Some");
          expect(option.value).toBe(value);
        }
        expect((await sending).unwrap()).toBe(odd.length);
        const step = rx[Symbol.asyncIterator]().next();
        void tx.send(undefined);
        expect(await step).toEqual({ done: false, value: undefined });
      });

      it(`capacity ${capacity}: sendAll pulls a value only when the one before has gone`, async () => {
        const [tx, rx] = await create<number>(capacity);
        if (capacity === Number.POSITIVE_INFINITY) return;
        let pulled = 0;
        function* naturals() {
          for (;;) yield pulled++;
        }
        const sending = tx.sendAll(naturals());
        await settle();
        expect(pulled).toBe(capacity + 1);
        expect(rx.length).toBe(capacity);
        expect((await rx.receive()).unwrap()).toBe(0);
        await settle();
        expect(pulled).toBe(capacity + 2);
        rx.close();
        const { error } = await sending;
        expect(error?.sent).toBe(capacity + 1);
      });
    }

    it("has room for 64 values unless told", async () => {
      const [tx, rx] = await create<number>();
      expect(tx.capacity).toBe(64);
      for (let i = 0; i < 64; i++) expect(tx.trySend(i)._tag).toBe("Ok");
      expect(tx.trySend(64).error?._tag).toBe("Full");
      await reach();
      expect([distant ? 64 : tx.length, rx.length]).toEqual([64, 64]);
    });

    it("says what transport it is", async () => {
      const [tx, rx] = await create<number>(1);
      expect(["local", "shared", "port"]).toContain(tx.transport);
      expect(rx.transport).toBe(tx.transport);
    });

    it("send waits for room and goes on when there is some", async () => {
      const [tx, rx] = await create<number>(1);
      await tx.send(1);
      const second = tx.send(2);
      expect(await isSettled(second)).toBe(false);
      expect(rx.length).toBe(1);
      expect(rx.tryReceive().value).toBe(1);
      expect(await second).toMatchObject({ _tag: "Ok" });
      await reach();
      expect(rx.tryReceive().value).toBe(2);
    });

    it("a rendezvous resolves its send when the value is taken, not before", async () => {
      const [tx, rx] = await create<string>(0);
      expect(tx.trySend("nobody waits").error?._tag).toBe("Full");
      const sent = tx.send("taken");
      expect(await isSettled(sent)).toBe(false);
      expect([tx.length, tx.capacity]).toEqual([0, 0]);
      expect((await rx.receive()).unwrap()).toBe("taken");
      expect(await isSettled(sent)).toBe(true);
      const received = rx.receive();
      await settle();
      let tried = tx.trySend("somebody waits");
      // A sender elsewhere learns of a waiting receiver when it asks.
      if (distant && tried._tag === "Err") await reach();
      if (distant && tried._tag === "Err") tried = tx.trySend("somebody waits");
      expect(tried._tag).toBe("Ok");
      expect((await received).unwrap()).toBe("somebody waits");
    });

    it("tryReceive tells a value, empty and closed apart", async () => {
      const [tx, rx] = await create<undefined>(2);
      expect(rx.tryReceive().error).toMatchObject({
        _tag: "Empty",
        message: expect.stringMatching(/^ML\d{4}: /),
      });
      tx.trySend(undefined);
      await reach();
      const taken = rx.tryReceive();
      expect([taken._tag, taken.value]).toEqual(["Ok", undefined]);
      tx.close();
      await reach();
      let ended = rx.tryReceive();
      // Where others may still have a value in hand, a receiver learns that they have not when it asks.
      if (distant && ended.error?._tag === "Empty") {
        await reach();
        ended = rx.tryReceive();
      }
      expect(ended.error).toMatchObject({
        _tag: "Closed",
        message: expect.stringMatching(/^ML\d{4}: /),
      });
      expect(rx.closed).toBe(true);
    });

    it("refusals are plain values that bring the message and the value, and no stack", async () => {
      const [tx, rx] = await create<object>(1);
      const value = { id: 1 };
      tx.trySend(value);
      const full = tx.trySend(value).error;
      expect(full).toMatchObject({ _tag: "Full", message: expect.stringMatching(/^ML\d{4}: /) });
      expect(full).toHaveProperty("value", value);
      rx.close();
      const closed = (await tx.send(value)).error;
      expect(closed).toMatchObject({ _tag: "Closed", message: expect.stringMatching(/^ML\d{4}: /) });
      for (const refusal of [full, closed]) {
        expect(refusal).not.toBeInstanceOf(Error);
        expect(refusal).not.toHaveProperty("stack");
      }
    });

    it("receiveMany waits for one, then takes what else is there", async () => {
      const [tx, rx] = await create<number>(8);
      const first = rx.receiveMany();
      await settle();
      await tx.send(1);
      expect(await first).toEqual([1]);
      await tx.sendAll([1, 2, 3, 4, 5]);
      await reach();
      expect(await rx.receiveMany(2)).toEqual([1, 2]);
      expect(await rx.receiveMany(2)).toEqual([3, 4]);
      expect(await rx.receiveMany()).toEqual([5]);
      const waiting = tx.sendAll(Array.from({ length: 20 }, (_, i) => i));
      expect(await rx.receiveMany(3)).toEqual([0, 1, 2]);
      const got: number[] = [];
      while (got.length < 17) got.push(...(await rx.receiveMany()));
      expect(got).toEqual(Array.from({ length: 17 }, (_, i) => i + 3));
      expect((await waiting).unwrap()).toBe(20);
      tx.close();
      expect(await rx.receiveMany()).toEqual([]);
      expect(await rx.receiveMany()).toEqual([]);
      expect(rx.closed).toBe(true);
    });

    it("receiveMany rejects with a RangeError for a count that is none", async () => {
      const [, rx] = await create<number>(1);
      for (const bad of [0, -1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY]) {
        await expect(rx.receiveMany(bad)).rejects.toThrow(RangeError);
      }
    });

    it("a capacity that is none rejects with a RangeError", async () => {
      for (const bad of [-1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, "3" as unknown as number]) {
        await expect(create<number>(bad)).rejects.toThrow(RangeError);
        await expect(create<number>(bad)).rejects.toThrow(/ML3906: .*non-negative integer/);
      }
    });

    it("clones share one channel", async () => {
      const [tx, rx] = await create<number>(4);
      const tx2 = tx.clone();
      const rx2 = rx.clone();
      await tx.send(1);
      await tx2.send(2);
      await reach();
      expect([rx2.length, tx2.capacity]).toEqual([2, 4]);
      expect((await rx2.receive()).unwrap()).toBe(1);
      expect((await rx.receive()).unwrap()).toBe(2);
    });

    it("break leaves the receiver open, and the rest in it", async () => {
      const [tx, rx] = await create<number>(8);
      await tx.sendAll([1, 2, 3]);
      for await (const value of rx) if (value === 1) break;
      expect(rx.closed).toBe(false);
      expect((await rx.receive()).unwrap()).toBe(2);
      await tx.send(4);
      tx.close();
      expect(await drain(rx)).toEqual([3, 4]);
      expect(rx.closed).toBe(true);
    });

    it("many loops over one receiver share its values", async () => {
      const [tx, rx] = await create<number>(2);
      const loops = [drain(rx), drain(rx), drain(rx.clone())];
      await tx.sendAll(Array.from({ length: 100 }, (_, i) => i));
      tx.close();
      const got = (await Promise.all(loops)).flat();
      expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    });

    it("types: the outcome says what may come", async () => {
      const [tx, rx] = await create<number>(1);
      expectTypeOf(tx).toEqualTypeOf<Sender<number>>();
      expectTypeOf(rx).toEqualTypeOf<Receiver<number>>();
      const sent = tx.trySend(1);
      if (sent._tag === "Err") expectTypeOf(sent.error._tag).toEqualTypeOf<"Closed" | "Full">();
      const taken = rx.tryReceive();
      if (taken._tag === "Err") expectTypeOf(taken.error._tag).toEqualTypeOf<"Closed" | "Empty">();
      else expectTypeOf(taken.value).toEqualTypeOf<number>();
    });
  });
}
