/** The end of a channel: exact, seen once, and nothing is lost on the way there. */
import { Patterns, type Receiver } from "milost";
import { describe, expect, it } from "vitest";
import { drain, isSettled, settle, type Tracked } from "./tracked.js";

/** The loop of the project's first document, as it stands there. */
async function seedLoop(receiver: Receiver<number>): Promise<string[]> {
  const lines: string[] = [];
  while (!receiver.closed) {
    const value = await receiver.receive();
    await Patterns.match(value, {
      Some: (num) => void lines.push(`Received: ${num}`),
      None: () => void lines.push("Channel closed"),
    });
  }
  return lines;
}

const expected = [...Array.from({ length: 10 }, (_, i) => `Received: ${i}`), "Channel closed"];

export function closing(create: Tracked, capacities: readonly number[]): void {
  describe("closing", () => {
    for (const capacity of capacities) {
      const pauses: Record<string, (() => Promise<unknown>) | undefined> = {
        "in one go": undefined,
        "with a microtask in between": () => Promise.resolve(),
        "with a macrotask in between": settle,
      };
      for (const [name, pause] of Object.entries(pauses)) {
        for (const late of [false, true]) {
          const title = `capacity ${capacity}: the seed's loop sees the end once, sending ${name}${late ? ", late close" : ""}`;
          it(title, async () => {
            const [sender, receiver] = await create<number>(capacity);
            const send = async () => {
              for (let i = 0; i < 10; i++) {
                await sender.send(i);
                await pause?.();
              }
              if (late) await settle();
              sender.close();
            };
            const sending = send();
            expect(await seedLoop(receiver)).toEqual(expected);
            await sending;
          });
        }
      }

      it(`capacity ${capacity}: sends that still wait at the close get their values back`, async () => {
        if (capacity === Number.POSITIVE_INFINITY) return;
        const [tx, rx] = await create<number>(capacity);
        const sent = Array.from({ length: capacity + 3 }, (_, i) => tx.send(i));
        await settle();
        tx.close();
        const results = await Promise.all(sent);
        expect(results.slice(0, capacity).every((result) => result._tag === "Ok")).toBe(true);
        expect(results.slice(capacity).map((result) => result.error)).toMatchObject(
          [0, 1, 2].map((i) => ({ _tag: "Closed", value: capacity + i })),
        );
        expect(await drain(rx)).toEqual(Array.from({ length: capacity }, (_, i) => i));
        expect((await rx.receive())._tag).toBe("None");
      });

      it(`capacity ${capacity}: the last receiver's close hands back what waits`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const rx2 = rx.clone();
        const sent = Array.from({ length: 70 }, (_, i) => tx.send(i));
        await settle();
        rx.close();
        await create.reach();
        expect(tx.closed).toBe(false);
        rx2.close();
        await create.reach();
        expect(tx.closed).toBe(true);
        const results = await Promise.all(sent);
        for (const [i, result] of results.entries()) {
          if (i < capacity) expect(result._tag).toBe("Ok");
          else expect(result.error).toMatchObject({ _tag: "Closed", value: i });
        }
        expect((await tx.send(7)).error).toMatchObject({ _tag: "Closed", value: 7 });
        expect(tx.trySend(8).error).toMatchObject({ _tag: "Closed", value: 8 });
        expect(tx.length).toBe(0);
      });

      it(`capacity ${capacity}: receives that wait get None when the last sender closes`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const tx2 = tx.clone();
        const got = [rx.receive(), rx.clone().receive()];
        const many = rx.receiveMany();
        const step = rx[Symbol.asyncIterator]().next();
        await settle();
        tx.close();
        expect(await isSettled(got[0]!)).toBe(false);
        tx2.close();
        expect((await Promise.all(got)).map((option) => option._tag)).toEqual(["None", "None"]);
        expect(await many).toEqual([]);
        expect(await step).toEqual({ done: true, value: undefined });
      });
    }

    it("closed turns true only when the end was seen through that receiver", async () => {
      const [tx, rx] = await create<number>(4);
      const other = rx.clone();
      await tx.send(1);
      tx.close();
      expect(rx.closed).toBe(false);
      await rx.receive();
      expect(rx.closed).toBe(false);
      expect((await rx.receive())._tag).toBe("None");
      expect([rx.closed, other.closed]).toEqual([true, false]);
      expect(await other.receiveMany()).toEqual([]);
      expect(other.closed).toBe(true);
      const third = rx.clone();
      expect(third.closed).toBe(false);
      expect((await third[Symbol.asyncIterator]().next()).done).toBe(true);
      expect(third.closed).toBe(true);
    });

    it("what is buffered is drained after the close, then None for ever", async () => {
      const [tx, rx] = await create<number>(4);
      await tx.sendAll([1, 2, 3]);
      tx.close();
      expect((await tx.send(4)).error).toMatchObject({ _tag: "Closed", value: 4 });
      expect(await drain(rx)).toEqual([1, 2, 3]);
      for (let i = 0; i < 3; i++) expect((await rx.receive())._tag).toBe("None");
    });

    it("close is idempotent, and counts an end once", async () => {
      const [tx, rx] = await create<number>(2);
      const tx2 = tx.clone();
      const rx2 = rx.clone();
      for (let i = 0; i < 3; i++) tx.close();
      for (let i = 0; i < 3; i++) rx.close();
      expect((await tx2.send(1))._tag).toBe("Ok");
      expect((await rx2.receive()).unwrap()).toBe(1);
      tx2[Symbol.dispose]();
      expect((await rx2.receive())._tag).toBe("None");
      rx2[Symbol.dispose]();
      expect([tx.closed, tx2.closed, rx.closed, rx2.closed]).toEqual([true, true, true, true]);
    });

    it("closing an end ends that end's own waiters; clones go on", async () => {
      const [tx, rx] = await create<number>(0);
      const tx2 = tx.clone();
      const mine = tx.send(1);
      const theirs = tx2.send(2);
      await settle();
      tx.close();
      expect((await mine).error).toMatchObject({ _tag: "Closed", value: 1 });
      expect((await rx.receive()).unwrap()).toBe(2);
      expect((await theirs)._tag).toBe("Ok");
      const rx2 = rx.clone();
      const own = rx.receive();
      const other = rx2.receive();
      await settle();
      rx.close();
      expect((await own)._tag).toBe("None");
      await tx2.send(3);
      expect((await other).unwrap()).toBe(3);
    });

    it("a closed end answers for itself, whatever its clones do", async () => {
      const [tx, rx] = await create<number>(2);
      const tx2 = tx.clone();
      const rx2 = rx.clone();
      await tx2.send(1);
      tx.close();
      rx.close();
      expect(tx.closed).toBe(true);
      expect(tx.trySend(1).error?._tag).toBe("Closed");
      expect((await tx.sendAll([1])).error).toMatchObject({ _tag: "Closed", sent: 0, rest: [1] });
      expect(rx.tryReceive().error?._tag).toBe("Closed");
      expect((await rx.receive())._tag).toBe("None");
      expect([tx.clone().closed, rx.clone().closed]).toEqual([true, true]);
      expect(tx2.closed).toBe(false);
      expect((await rx2.receive()).unwrap()).toBe(1);
    });

    it("the clone of a closed end does not keep the channel open", async () => {
      const [tx, rx] = await create<number>(2);
      tx.close();
      const late = tx.clone();
      expect((await late.send(1)).error?._tag).toBe("Closed");
      expect((await rx.receive())._tag).toBe("None");
    });

    it("a sendAll cut short tells how many went and hands back the rest", async () => {
      const [tx, rx] = await create<number>(2);
      const sending = tx.sendAll([10, 11, 12, 13, 14]);
      await settle();
      expect(rx.tryReceive().value).toBe(10);
      await settle();
      rx.close();
      const { error } = await sending;
      expect(error).toMatchObject({ _tag: "Closed", sent: 3, message: expect.stringMatching(/^ML\d{4}: /) });
      expect([...(error?.rest ?? [])]).toEqual([13, 14]);
    });

    it("a sendAll over an iterator hands back the value in hand and the iterator", async () => {
      const [tx, rx] = await create<number>(1);
      function* endless() {
        for (let i = 0; ; i++) yield i;
      }
      const sending = tx.sendAll(endless());
      await settle();
      rx.close();
      const { error } = await sending;
      expect(error?.sent).toBe(1);
      const rest: number[] = [];
      for (const value of error?.rest ?? []) {
        rest.push(value);
        if (rest.length === 3) break;
      }
      expect(rest).toEqual([1, 2, 3]);
    });

    it("using closes at the end of a block", async () => {
      const [tx, rx] = await create<number>(1);
      {
        using sender = tx;
        await sender.send(1);
      }
      expect(tx.closed).toBe(true);
      expect(await drain(rx)).toEqual([1]);
    });
  });
}
