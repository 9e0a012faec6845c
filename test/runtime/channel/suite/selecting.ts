/** `select` over ends of every flavour: one case is done, and what lost has taken nothing and sent nothing. */
import { never, otherwise, select } from "milost";
import { describe, expect, it } from "vitest";
import { drain, isSettled, type Tracked } from "./tracked.js";

export function selecting(create: Tracked, capacities: readonly number[]): void {
  describe("select", () => {
    for (const capacity of capacities) {
      it(`capacity ${capacity}: takes one of two values, and leaves the other where it is`, async () => {
        const [tx1, rx1] = await create<number>(capacity);
        const [tx2, rx2] = await create<number>(capacity);
        const sent = [tx1.send(1), tx2.send(2)];
        await create.reach();
        const { _tag, value } = await select({ first: rx1, second: rx2 });
        expect(value.unwrap()).toBe(_tag === "first" ? 1 : 2);
        const left = await (_tag === "first" ? rx2 : rx1).receive();
        expect(left.unwrap()).toBe(_tag === "first" ? 2 : 1);
        for (const each of await Promise.all(sent)) expect(each._tag).toBe("Ok");
      });

      it(`capacity ${capacity}: waits for what comes first, and does not wait at the other any more`, async () => {
        const [tx1, rx1] = await create<string>(capacity);
        const [tx2, rx2] = await create<string>(capacity);
        const chosen = select({ first: rx1, second: rx2 });
        expect(await isSettled(chosen)).toBe(false);
        await tx2.send("second");
        expect(await chosen).toMatchObject({ _tag: "second", value: { value: "second" } });
        const sent = tx1.send("later");
        expect((await rx1.receive()).unwrap()).toBe("later");
        expect((await sent)._tag).toBe("Ok");
      });

      it(`capacity ${capacity}: a send that is chosen goes once, one that loses does not go`, async () => {
        const [tx, rx] = await create<string>(capacity);
        const [tx2, rx2] = await create<string>(0);
        const received = rx.receive();
        await create.reach();
        const chosen = await select({ out: tx.sending("once"), nobody: tx2.sending("never") });
        expect(chosen).toMatchObject({ _tag: "out", value: { _tag: "Ok" } });
        expect((await received).unwrap()).toBe("once");
        tx.close();
        tx2.close();
        expect([await drain(rx), await drain(rx2)]).toEqual([[], []]);
      });

      it(`capacity ${capacity}: a closed channel is ready, on both sides`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const [tx2, rx2] = await create<number>(capacity);
        tx.close();
        rx2.close();
        await create.reach();
        expect(await select({ end: rx, never })).toMatchObject({ _tag: "end", value: { _tag: "None" } });
        const refused = await select({ out: tx2.sending(5), never });
        expect(refused).toMatchObject({ _tag: "out", value: { error: { _tag: "Closed", value: 5 } } });
      });

      it(`capacity ${capacity}: one that is given up has taken nothing`, async () => {
        const [tx, rx] = await create<number>(capacity);
        const controller = new AbortController();
        const chosen = select({ rx, never }, { signal: controller.signal });
        chosen.catch(() => {});
        await create.reach();
        controller.abort("enough");
        await expect(chosen).rejects.toBe("enough");
        const sent = tx.send(1);
        expect((await rx.receive()).unwrap()).toBe(1);
        expect((await sent)._tag).toBe("Ok");
      });

      it(`capacity ${capacity}: several of them over the same channels take each value once`, async () => {
        const [tx1, rx1] = await create<number>(capacity);
        const [tx2, rx2] = await create<number>(capacity);
        const seen: number[] = [];
        const take = async (): Promise<void> => {
          let open = 2;
          const ends = { first: rx1.clone(), second: rx2.clone() };
          while (open > 0) {
            const { _tag, value } =
              open === 2 ? await select(ends) : await select({ first: ends.first, second: never });
            if (value._tag === "Some") seen.push(value.value);
            else {
              open--;
              // The other one may have values still.
              if (_tag === "first") ends.first = ends.second;
            }
          }
        };
        const takers = [take(), take(), take()];
        const give = async (tx: typeof tx1, from: number): Promise<void> => {
          for (let i = from; i < 200; i += 2) await tx.send(i);
          tx.close();
        };
        await Promise.all([give(tx1, 0), give(tx2, 1), ...takers]);
        expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
      });
    }

    it("otherwise is chosen while nothing is ready", async () => {
      const [tx, rx] = await create<number>(1);
      expect((await select({ rx, otherwise }))._tag).toBe("otherwise");
      await tx.send(1);
      await create.reach();
      expect(await select({ rx, otherwise })).toMatchObject({ _tag: "rx", value: { value: 1 } });
    });
  });
}
